import type { Address } from '@lianxi/access';
import { kindDefinitions } from '@lianxi/documents';
import type { LogRow } from '@lianxi/server';
import * as Y from 'yjs';
import { partsOf } from '../people/cast.ts';
import type { RelayDisk } from '../relay/relay-disk.ts';
import type { World } from '../world/world.ts';
import type { ErasedRecords } from './erased.ts';

/**
 * What the relay's disk durably holds, as a document for each address: what everybody must come to, and what may be spoken
 * of. It never forgets, so what compaction drops by mistake is missed.
 */
export interface Archive {
  docOf(address: string): Y.Doc;
  /** Without its history, because somebody was erased from it. */
  wasRebuilt(address: string): boolean;
  /** Whether the client's structs up to this clock are durable, or were until the document was rebuilt. */
  hasClock(address: string, client: number, clock: number): boolean;
  /** Whether a power cut now would leave all of the update; what was stored before a rebuilding counts. */
  holds(address: string, update: Uint8Array): boolean;
  /** Whether something with this word in it was ever stored. */
  hasWord(word: string): boolean;
  readonly addresses: readonly string[];
  /** Rows that brought something new, not only deletions. */
  readonly rowCount: number;
}

/** The words of deeds that stand in these bytes. */
export const wordsIn = (bytes: Uint8Array): readonly string[] =>
  [...view(bytes).toString('latin1').matchAll(/#\d+#/g)].map(([word]) => word);

/** Stands in whatever must never be seen. */
export const forbiddenMark = '!forbidden!';
export const isForbidden = (bytes: Uint8Array): boolean => view(bytes).includes(forbiddenMark);

const view = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const createArchive = (world: World, disk: RelayDisk, erased: ErasedRecords): Archive => {
  const docs = new Map<string, Y.Doc>();
  /** What was before it was rebuilt, the oldest first. */
  const formers = new Map<string, readonly Y.Doc[]>();
  const words = new Set<string>();
  let rowCount = 0;

  const docOf = (address: string): Y.Doc => {
    return docs.get(address) ?? begin(address);
  };
  const begin = (address: string): Y.Doc => {
    const doc = new Y.Doc();
    docs.set(address, doc);
    for (const name of mapNames(address)) doc.getMap(name);
    doc.on('afterTransaction', (transaction: Y.Transaction) => watchMaps(address, transaction));
    return doc;
  };

  /** Nothing that stands in a table goes, and facts stay as they were first written. */
  const facts = new Map<string, string>();
  const watchMaps = (address: string, { changed }: Y.Transaction) => {
    const isTable = !address.startsWith('open/');
    for (const [type, keys] of changed) {
      if (!isTable || !(type instanceof Y.Map) || type._item !== null) continue;
      const name = nameOf(type);
      for (const key of keys) {
        if (key === null) continue;
        if (!type.has(key)) world.fail('forbidden', `${key} vanishes from ${name} in ${address}`);
        if (name !== 'entries' && name !== 'outcomes') continue;
        const value = JSON.stringify(type.get(key));
        const before = facts.get(`${address} ${name} ${key}`);
        facts.set(`${address} ${name} ${key}`, value);
        if (before === undefined || before === value) continue;
        world.fail(name === 'entries' ? 'entries-are-final' : 'one-outcome', `${key}: ${before} became ${value}`);
      }
    }
  };
  disk.onStored((address: Address, { seq, bytes }: LogRow) => {
    if (Y.decodeUpdate(bytes).structs.length > 0) rowCount++;
    for (const word of wordsIn(bytes)) {
      words.add(word);
      if (erased.hasWord(word))
        world.fail('erased-stays-erased', `${word} is stored again in ${address} as row ${seq}`);
    }
    if (isForbidden(bytes)) world.fail('forbidden', `stored in ${address} as row ${seq}`);
    const doc = docOf(address);
    try {
      Y.applyUpdate(doc, bytes);
    } catch (cause) {
      world.fail('sound-log', `${address}: row ${seq} throws: ${String(cause)}`);
    }
    if (doc.store.pendingStructs || doc.store.pendingDs) {
      world.fail('sound-log', `${address}: row ${seq} builds on what is not there`);
    }
  });
  disk.onRebuilt((address, state) => {
    const former = docOf(address);
    formers.set(address, [...(formers.get(address) ?? []), former]);
    const doc = begin(address);
    Y.applyUpdate(doc, state);
    for (const name of mapNames(address)) {
      const [before, now] = [former.getMap(name), doc.getMap(name)];
      for (const [key, value] of before.entries()) {
        const row = key.split('/')[0] ?? '';
        if (now.has(key) || now.has(row)) continue;
        erased.add(
          address,
          `${name} ${row}`,
          [...JSON.stringify(value).matchAll(/#\d+#/g)].map(([word]) => word),
        );
      }
    }
  });
  const allOf = (address: string): readonly Y.Doc[] => [docOf(address), ...(formers.get(address) ?? [])];

  return {
    docOf,
    wasRebuilt: (address) => formers.has(address),
    hasClock: (address, client, clock) => allOf(address).some(({ store }) => Y.getState(store, client) >= clock),
    holds: (address, update) => allOf(address).some((doc) => holdsUpdate(doc, update)),
    hasWord: (word) => words.has(word),
    get addresses() {
      return [...docs.keys()];
    },
    get rowCount() {
      return rowCount;
    },
  };
};

/** The root maps of a document of this kind. */
export const mapNames = (address: string): readonly string[] => {
  const definition = kindDefinitions[partsOf(address).kind];
  return definition ? ['meta', 'entries', 'outcomes', ...definition.tables.map(({ name }) => name)] : ['map'];
};

const nameOf = (type: unknown): string | undefined =>
  type instanceof Y.Map
    ? [...(type.doc?.share ?? [])].find(([, each]: [string, unknown]) => each === type)?.[0]
    : undefined;

/** Every struct and every deletion of the update is in the document. */
export const holdsUpdate = (doc: Y.Doc, update: Uint8Array): boolean => {
  const { structs, ds } = Y.decodeUpdate(update);
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    if (Y.getState(doc.store, struct.id.client) < struct.id.clock + struct.length) return false;
  }
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      if (Y.getState(doc.store, client) < clock + len) return false;
      for (let each = clock; each < clock + len; each++) {
        const item = Y.getItem(doc.store, Y.createID(client, each));
        if (item instanceof Y.Item && !item.deleted) return false;
      }
    }
  }
  return true;
};
