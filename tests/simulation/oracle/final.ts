import { kindDefinitions, parseEntry } from '@lianxi/documents';
import { auditLedger, readLedgerDocument } from '@lianxi/server';
import type { OpenDocument } from '@lianxi/sync';
import * as Y from 'yjs';
import { partsOf, rightsTo } from '../people/cast.ts';
import type { Phone } from '../people/phone.ts';
import type { RelayDisk } from '../relay/relay-disk.ts';
import type { World } from '../world/world.ts';
import { type Archive, mapNames } from './archive.ts';
import type { Deeds } from './deeds.ts';
import type { ErasedRecords } from './erased.ts';
import type { Promises } from './promises.ts';

/** Why somebody has not settled yet; null: everybody has. */
export const findUnsettled = (phones: readonly Phone[]): string | null => {
  for (const phone of phones) {
    if (phone.windows.length === 0) return `${phone.name} has no window`;
    for (const { number, documents } of phone.windows) {
      for (const [address, { state, receipt }] of documents) {
        const where = `${phone.name}.${number} ${address}`;
        if (rightsTo(phone.person, address) === 'none') {
          if (state.readOnly !== 'gone') return `${where}: not gone but ${state.readOnly ?? 'open'}`;
          if (receipt.waiting > 0) return `${where}: gone, and ${receipt.waiting} wait`;
          continue;
        }
        const { isSynced, readOnly, isStoring } = state;
        if (!isSynced) return `${where}: not synced (${state.connection}, ${readOnly ?? 'open'})`;
        if (receipt.waiting > 0) return `${where}: ${receipt.waiting} wait (${readOnly ?? 'open'})`;
        if (readOnly === 'renewing' || readOnly === 'loading') return `${where}: ${readOnly}`;
        if (isStoring) return `${where}: storing`;
      }
    }
  }
  return null;
};

/** How often each document that is open was thrown away and fetched anew. */
export const generationsOf = (phones: readonly Phone[]): ReadonlyMap<OpenDocument, number> =>
  new Map(
    phones
      .flatMap(({ windows }) => windows.flatMap(({ documents }) => [...documents.values()]))
      .map((document) => [document, document.state.generation]),
  );

/** Whether one of them was renewed since. A window that came instead begins to count anew; what leaves the device is not renewed. */
export const isRenewedSince = (before: ReadonlyMap<OpenDocument, number>, phones: readonly Phone[]): boolean =>
  [...generationsOf(phones)].some(([document, generation]) => {
    const { readOnly } = document.state;
    return readOnly !== 'gone' && generation > (before.get(document) ?? generation);
  });

/** A document's content as people and programs read it: the kind's own snapshot, and every entry of every table and text. */
export const contentOf = (address: string, doc: Y.Doc): string => {
  const { kind } = partsOf(address);
  const definition = kindDefinitions[kind];
  if (!definition) {
    const [map, text, list] = [doc.getMap('map'), doc.getText('text'), doc.getArray('list')];
    return JSON.stringify({ map: sorted(map.toJSON()), text: text.toString(), list: list.toJSON() });
  }
  const maps = mapNames(address).map((name) => [name, sorted(doc.getMap(name).toJSON())]);
  const texts = [...doc.share.keys()].filter((name) => name.startsWith('text/')).sort();
  const written = texts.map((name) => [name, doc.getXmlFragment(name).toString()]).filter(([, text]) => text !== '');
  return JSON.stringify({ snapshot: definition.snapshot(doc), maps, written });
};

const sorted = (entries: Record<string, unknown>): unknown =>
  Object.entries(entries).sort(([one], [other]) => (one < other ? -1 : 1));

/** Everybody who may read a document reads in it what the relay's log says. */
export const checkConvergence = (world: World, phones: readonly Phone[], archive: Archive): void => {
  for (const phone of phones) {
    for (const { number, documents } of phone.windows) {
      for (const [address, { doc }] of documents) {
        if (rightsTo(phone.person, address) === 'none') continue;
        const [here, there] = [contentOf(address, doc), contentOf(address, archive.docOf(address))];
        if (here !== there) {
          world.fail('convergence', `${phone.name}.${number} ${address}: ${difference(here, there)}`);
        }
        if (doc.store.pendingStructs || doc.store.pendingDs) {
          world.fail('convergence', `${phone.name}.${number} ${address} waits for something`);
        }
      }
    }
  }
};

const difference = (here: string, there: string): string => {
  let at = 0;
  while (at < here.length && here[at] === there[at]) at++;
  const from = Math.max(0, at - 40);
  return `reads “${here.slice(from, at + 80)}” instead of “${there.slice(from, at + 80)}”`;
};

/** Whatever a device had stored, and whatever its windows lived to send, is in the log or put aside with its text. */
export const checkDeeds = (
  world: World,
  phones: readonly Phone[],
  archive: Archive,
  deeds: Deeds,
  erased: ErasedRecords,
): void => {
  const asideOf = new Map<string, string>();
  for (const phone of phones) {
    const texts = phone.windows.flatMap(({ documents }) =>
      [...documents.values()].flatMap(({ receipt }) => receipt.refused.map(({ text }) => text)),
    );
    asideOf.set(phone.name, texts.join('\n'));
  }
  // Begun in a window that died before its journal had it, and in the copy all the same: when the document is rebuilt nobody can tell
  // such a row from one that was erased.
  const lost = new Set(
    deeds.all.filter(({ isLost }) => isLost).flatMap(({ address, rows }) => rows.map((row) => `${address} ${row}`)),
  );
  for (const deed of deeds.all) {
    // What was about somebody who was erased goes with them.
    if (deed.isLost || deed.rows.some((row) => erased.hasRow(deed.address, row))) continue;
    if (archive.wasRebuilt(deed.address) && deed.rows.some((row) => lost.has(`${deed.address} ${row}`))) continue;
    const aside = asideOf.get(deed.phone) ?? '';
    for (const word of deed.words) {
      if (archive.hasWord(word) || aside.includes(word) || deeds.erased.has(word)) continue;
      world.fail('no-silent-loss', `${word} of ${deed.phone}.${deed.window} in ${deed.address} is nowhere`);
    }
  }
};

/** What was typed stands once, however often it was sent or carried over. */
export const checkDoubles = (world: World, archive: Archive): void => {
  for (const address of archive.addresses) {
    const seen = new Set<string>();
    for (const structs of archive.docOf(address).store.clients.values()) {
      for (const struct of structs) {
        const { content } = struct as Y.Item;
        const text = content && 'str' in content ? String(content.str) : '';
        for (const [word] of text.matchAll(/#\d+#/g)) {
          if (seen.has(word)) world.fail('no-doubles', `${word} stands twice in ${address}`);
          seen.add(word);
        }
      }
    }
  }
};

/** What was acknowledged is in the log, whatever became of the relay and of whoever sent it. */
export const checkPromises = (world: World, archive: Archive, { acknowledged }: Promises, deeds: Deeds): void => {
  for (const word of acknowledged) {
    // What was overwritten before it came may be there without its contents.
    if (!archive.hasWord(word) && !deeds.erased.has(word))
      world.fail('acknowledged-survives', `${word} was acknowledged and is gone`);
  }
};

/** The books, recomputed: chain, sums, and what the document says of each entry. */
export const checkBooks = (world: World, archive: Archive, disk: RelayDisk): void => {
  for (const address of archive.addresses) {
    if (partsOf(address).kind !== 'ledger') continue;
    const document = readLedgerDocument([Y.encodeStateAsUpdate(archive.docOf(address))]);
    const problem = auditLedger({ ledger: address, ...disk.booksOf(address), document, closings: [] });
    if (problem) world.fail('books', `${address}: ${JSON.stringify(problem)}`);
  }
};

/** Of each unit's posted entries no more was delivered than promised, and no more used than delivered; nothing is undecided. */
export const checkBudget = (world: World, archive: Archive): void => {
  for (const address of archive.addresses) {
    if (partsOf(address).kind !== 'ledger') continue;
    const doc = archive.docOf(address);
    const outcomes = doc.getMap<{ readonly state: string }>('outcomes');
    const sums = new Map<string, { promised: number; delivered: number; used: number }>();
    for (const [id, value] of doc.getMap('entries')) {
      const entry = parseEntry(id, value);
      if (!entry) continue;
      const outcome = outcomes.get(id);
      if (!outcome) world.fail('one-outcome', `${id} in ${address} has none`);
      if (outcome?.state !== 'posted') continue;
      const key = `${entry.unit} ${entry.measure}`;
      const sum = sums.get(key) ?? { promised: 0, delivered: 0, used: 0 };
      sum[entry.step] += entry.quantity;
      sums.set(key, sum);
    }
    for (const [key, { promised, delivered, used }] of sums) {
      if (used < 0 || used > delivered || delivered > promised) {
        world.fail('budget', `${key} in ${address}: ${promised} promised, ${delivered} delivered, ${used} used`);
      }
    }
  }
};
