import { createSeededNumbers, createSeededRandom } from '@lianxi/base';
import { createAuthor, keepClashes, kindDefinitions, type Writer } from '@lianxi/documents';
import {
  type Act,
  careActs,
  directoryActs,
  ledgerActs,
  minutesActs,
  pick,
  type Replica,
  registerCommitteeActs,
} from '@lianxi/documents/testing';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { seedOf } from '../catalogue/seed.ts';
import type { Policy } from './guard.ts';
import { joinUpdates } from './join.ts';
import { mutate } from './testing/mutate.ts';
import { createGuardedRoom, type GuardedRoom } from './testing/room.ts';
import { readUpdate } from './update.ts';

/** `LIANXI_FUZZ_SEEDS=5000` for a night of it; a failing seed is named, and `LIANXI_FUZZ_FROM=<seed>` begins there. */
const seeds = Number(process.env.LIANXI_FUZZ_SEEDS ?? 20);
const from = Number(process.env.LIANXI_FUZZ_FROM ?? 1);

const openActs: readonly Act[] = [
  ({ doc, word, chance }) => doc.getText('t').insert(Math.floor(chance() * (doc.getText('t').length + 1)), word()),
  ({ doc, chance }) => {
    const text = doc.getText('t');
    if (text.length > 3) text.delete(Math.floor(chance() * (text.length - 2)), 2);
  },
  ({ doc, chance }) => doc.getText('t').length > 3 && doc.getText('t').format(0, 2, { bold: chance() < 0.5 || null }),
  ({ doc, chance, word }) => doc.getMap('m').set(`k${Math.floor(chance() * 3)}`, [word(), chance()]),
  ({ doc, chance }) => doc.getMap('m').delete(`k${Math.floor(chance() * 3)}`),
  ({ doc }) => {
    const nested = doc.getMap('m').get('nested');
    if (nested instanceof Y.Map) nested.set('b', new Y.Array());
    else doc.getMap('m').set('nested', new Y.Map([['a', 1]]));
  },
  ({ doc, word }) => {
    const element = new Y.XmlElement('p');
    element.insert(0, [new Y.XmlText(word())]);
    doc.getXmlFragment('x').insert(0, [element]);
  },
  ({ doc }) => doc.getXmlFragment('x').length > 1 && doc.getXmlFragment('x').delete(0, 1),
];

/** Of whole units: Yjs puts replacements where somebody writes between the halves of a character, and no editor does. */
const words = ['1', '二', '10', '议题'];

interface World {
  readonly kind: string;
  readonly acts: readonly Act[];
  /** What nobody but the server writes, whatever they try. */
  readonly forbidden: readonly string[];
}
const worlds: readonly World[] = [
  { kind: 'minutes', acts: minutesActs, forbidden: ['meta'] },
  { kind: 'register', acts: registerCommitteeActs, forbidden: ['meta'] },
  { kind: 'care', acts: careActs, forbidden: ['meta'] },
  { kind: 'ledger', acts: ledgerActs, forbidden: ['meta', 'outcomes'] },
  { kind: 'directory', acts: directoryActs, forbidden: ['meta'] },
  { kind: 'open', acts: openActs, forbidden: [] },
];

const writerOf = (member: string, isCommittee: boolean): Writer => ({
  member,
  isCommittee,
  units: [],
  isServer: false,
});

/** Three devices that meet only through the guard, and the document that it should come to. */
const createHouse = ({ kind }: World, seed: number) => {
  const rules = kindDefinitions[kind]?.rules;
  const policy: Policy = rules ? { type: 'rules', rules } : { type: 'open' };
  const parts = { kind, scope: 'joint', id: 'fuzz', address: `${kind}/joint/fuzz` } as Parameters<typeof seedOf>[0];
  const first = seedOf(parts, '题目', '', 1);
  const room = createGuardedRoom(policy, first);
  const oracle = new Y.Doc();
  if (first) Y.applyUpdate(oracle, first);
  const numbers = createSeededNumbers(seed);
  const replicas = [0, 1, 2].map((index): Replica => {
    const doc = new Y.Doc();
    doc.clientID = 1_000 + Math.floor(numbers() * 2 ** 30) * 3 + index;
    let time = 1_700_000_000_000 + index;
    const author = createAuthor(`member${index}`, () => (time += 1_000), createSeededRandom(seed * 3 + index));
    if (first) Y.applyUpdate(doc, first);
    for (const table of kindDefinitions[kind]?.tables ?? []) keepClashes(doc.getMap(table.name), author);
    return { index, doc, author, chance: numbers, word: () => pick(words, numbers) ?? '1' };
  });
  return { room, oracle, replicas, numbers };
};

/** As a device does when it comes back: it says what the relay lacks, and is told what it lacks itself. */
const meet = (room: GuardedRoom, oracle: Y.Doc, { doc, index }: Replica): string => {
  const offered = room.offer(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(oracle)), writerOf(`member${index}`, true));
  if (!offered.ok) return `${offered.error.reason} ${offered.error.detail}`;
  if (offered.value) Y.applyUpdate(oracle, offered.value);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(oracle, Y.encodeStateVector(doc)));
  return 'accepted';
};

describe.each(worlds)('$kind', (world) => {
  it('[GD31] what honest devices write apart and at once is never refused, and they end alike', async () => {
    for (let seed = from; seed < from + seeds; seed++) {
      const { room, oracle, replicas, numbers } = createHouse(world, seed);
      for (let step = 0; step < 60; step++) {
        const replica = pick(replicas, numbers) as Replica;
        const chance = createSeededNumbers(Math.floor(numbers() * 2 ** 31));
        if (numbers() < 0.7) pick(world.acts, numbers)?.({ ...replica, chance });
        else expect([seed, step, meet(room, oracle, replica)]).toEqual([seed, step, 'accepted']);
        if (numbers() < 0.05) room.reopen();
      }
      for (let round = 0; round < 4; round++) {
        // Notes about clashes follow what was received, as writes of their own.
        await new Promise((resolve) => setImmediate(resolve));
        for (const replica of replicas) expect([seed, meet(room, oracle, replica)]).toEqual([seed, 'accepted']);
      }
      const texts = replicas.map(({ doc }) => JSON.stringify(plain(doc)));
      expect([seed, new Set(texts).size]).toEqual([seed, 1]);
      for (const { doc } of replicas) doc.destroy();
    }
  }, 600_000);

  it('[GD30] what it accepts of forged updates never throws, waits, touches what is forbidden, or parts the devices', async () => {
    let accepted = 0;
    let refused = 0;
    for (let seed = from; seed < from + seeds; seed++) {
      const { room, oracle, replicas, numbers } = createHouse(world, seed);
      const limit = (count: number) => Math.floor(numbers() * count);
      for (let step = 0; step < 60; step++) {
        const replica = pick(replicas, numbers) as Replica;
        const what = numbers();
        const chance = createSeededNumbers(limit(2 ** 31));
        if (what < 0.35) pick(world.acts, numbers)?.({ ...replica, chance });
        else if (what < 0.5) meet(room, oracle, replica);
        else {
          const honest = numbers() < 0.3 ? pick(room.stored(), numbers) : actOf(world, oracle, numbers);
          const luck = { pick: limit, ...thingsIn(oracle, replicas) };
          const forged = mutate(honest ?? new Uint8Array([0, 0]), luck);
          const before = pictureOf(oracle, world.forbidden);
          const offered = room.offer(forged, writerOf('mhostile', numbers() < 0.5));
          if (!offered.ok) {
            refused++;
            continue;
          }
          if (!offered.value) continue;
          accepted++;
          const changed = apply(oracle, offered.value);
          const where = `seed ${seed}, step ${step}`;
          expect(oracle.store.pendingStructs, where).toBeNull();
          expect(oracle.store.pendingDs, where).toBeNull();
          for (const name of world.forbidden) expect(changed, where).not.toContain(name);
          expect(pictureOf(oracle, world.forbidden), where).toBe(before);
          const copy = new Y.Doc();
          Y.applyUpdate(copy, Y.encodeStateAsUpdate(oracle));
          expect(JSON.stringify(plain(copy)), where).toBe(JSON.stringify(plain(oracle)));
          copy.destroy();
        }
        if (numbers() < 0.03) room.reopen();
      }
      const whole = new Y.Doc();
      for (const bytes of room.stored()) Y.applyUpdate(whole, bytes);
      const merged = new Y.Doc();
      Y.applyUpdate(merged, Y.mergeUpdates([...room.stored()]));
      const joined = new Y.Doc();
      Y.applyUpdate(joined, joinAll(room.stored()));
      expect([seed, JSON.stringify(plain(joined))]).toEqual([seed, JSON.stringify(plain(oracle))]);
      expect([seed, JSON.stringify(plain(whole))]).toEqual([seed, JSON.stringify(plain(oracle))]);
      expect([seed, JSON.stringify(plain(merged))]).toEqual([seed, JSON.stringify(plain(oracle))]);
      for (const { doc } of replicas) doc.destroy();
    }
    expect(accepted).toBeGreaterThan(seeds);
    expect(refused).toBeGreaterThan(seeds * 5);
  }, 600_000);

  it('[RL11] [RL15] what several sockets say in one turn, leaning on each other, is stored in rows that build on those before', () => {
    let split = 0;
    let forged = 0;
    for (let seed = from; seed < from + seeds; seed++) {
      const { room, oracle, replicas, numbers } = createHouse(world, seed);
      const limit = (count: number) => Math.floor(numbers() * count);
      const where = () => `seed ${seed}, ${room.stored().length} rows`;
      /** Who knows only what everybody is told. */
      const listener = new Y.Doc();
      Y.applyUpdate(listener, Y.encodeStateAsUpdate(oracle));
      const say = (bytes: Uint8Array, member: string, socket: string) =>
        room.say(bytes, writerOf(member, true), socket);
      for (const { doc, index } of replicas) {
        doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
          if (!local) return;
          expect([where(), say(update, `member${index}`, `socket${index}`)]).toMatchObject([where(), { ok: true }]);
        });
      }
      const commit = () => {
        const { rows, told } = room.commit();
        if (rows.length > new Set(rows.map(({ author }) => author)).size) split++;
        for (const { bytes } of rows) {
          Y.applyUpdate(oracle, bytes);
          expect([where(), oracle.store.pendingStructs, oracle.store.pendingDs]).toEqual([where(), null, null]);
        }
        for (const bytes of told) {
          for (const doc of [listener, ...replicas.map((replica) => replica.doc)]) Y.applyUpdate(doc, bytes);
          expect([where(), listener.store.pendingStructs, listener.store.pendingDs]).toEqual([where(), null, null]);
        }
        expect([where(), vectorOf(listener)]).toEqual([where(), vectorOf(oracle)]);
        expect([where(), new Map(room.stateVector())]).toEqual([where(), vectorOf(oracle)]);
      };
      for (let step = 0; step < 120; step++) {
        const replica = pick(replicas, numbers) as Replica;
        const what = numbers();
        const chance = createSeededNumbers(limit(2 ** 31));
        if (what < 0.88) {
          // Two windows, or two people side by side: one has what the other has said before the relay has stored it.
          const other = pick(replicas, numbers) as Replica;
          Y.applyUpdate(replica.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(replica.doc)));
          pick(world.acts, numbers)?.({ ...replica, chance });
        } else if (what < 0.94) {
          const luck = { pick: limit, ...thingsIn(replica.doc, replicas) };
          const update = mutate(actOf(world, replica.doc, numbers), luck);
          const said = say(update, 'mhostile', `hostile${limit(2)}`);
          if (said.ok && said.value === 'queued') forged++;
        } else {
          commit();
          if (numbers() < 0.3) room.restart();
        }
      }
      commit();
      room.restart();
      expect([seed, new Map(room.stateVector())]).toEqual([seed, vectorOf(oracle)]);
      const texts = [oracle, listener, ...replicas.map(({ doc }) => doc)].map((doc) => JSON.stringify(plain(doc)));
      expect([seed, new Set(texts).size]).toEqual([seed, 1]);
      for (const doc of [listener, ...replicas.map((replica) => replica.doc)]) doc.destroy();
    }
    // What was looked for was there.
    if (seeds < 20) return;
    expect(split).toBeGreaterThan(0);
    expect(forged).toBeGreaterThan(0);
  }, 600_000);
});

/** What somebody with the app would write now. */
const actOf = ({ acts }: World, oracle: Y.Doc, numbers: () => number): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = 1 + Math.floor(numbers() * 2 ** 31);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(oracle));
  const seen = Y.encodeStateVector(doc);
  let time = 1_800_000_000_000 + Math.floor(numbers() * 1e6);
  const author = createAuthor('mhostile', () => (time += 1_000), createSeededRandom(Math.floor(numbers() * 2 ** 31)));
  for (let count = 0; count < 3; count++) {
    const chance = createSeededNumbers(Math.floor(numbers() * 2 ** 31));
    pick(acts, numbers)?.({ index: 9, doc, author, chance, word: () => '伪' });
  }
  const update = Y.encodeStateAsUpdate(doc, seen);
  doc.destroy();
  return update;
};

/** As the relay puts together what it sends on. */
const joinAll = (updates: readonly Uint8Array[]): Uint8Array => {
  const read = updates.map((bytes) => readUpdate(bytes));
  const joined = joinUpdates(read.flatMap((each) => (each.ok ? [each.value] : [])));
  return joined ?? Y.mergeUpdates([...updates]);
};

const vectorOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));

/** Names of the root types that Yjs itself says have changed. */
const apply = (doc: Y.Doc, update: Uint8Array): readonly string[] => {
  const names: string[] = [];
  doc.once('afterTransaction', (transaction: Y.Transaction) => {
    for (const type of transaction.changed.keys()) names.push(rootOf(doc, type));
  });
  Y.applyUpdate(doc, update);
  return names;
};

const rootOf = (doc: Y.Doc, type: unknown): string => {
  let at = type as Y.AbstractType<unknown>;
  while (at._item) at = at._item.parent as Y.AbstractType<unknown>;
  return [...doc.share].find(([, each]) => each === at)?.[0] ?? '';
};

/**
 * Every root type as a map and as a list, whatever it was meant for. Marks are left out: Yjs takes away those that change
 * nothing, one document sooner than another.
 */
const plain = (doc: Y.Doc): unknown =>
  [...doc.share.keys()]
    .sort()
    .map((name) => [name, contentsOf(doc.share.get(name) as Y.AbstractType<unknown>)] as const)
    .filter(([, contents]) => contents.length > 0);

const contentsOf = ({ _map, _start }: Y.AbstractType<unknown>): readonly unknown[] => {
  const contents: unknown[] = [];
  for (const [key, item] of [..._map].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (!item.deleted) contents.push([key, ...valuesOf(item)]);
  }
  for (let item = _start; item; item = item.right)
    if (!item.deleted && item.countable) contents.push(...valuesOf(item));
  return contents;
};

const valuesOf = ({ content }: Y.Item): readonly unknown[] =>
  content instanceof Y.ContentType ? [contentsOf(content.type)] : content.getContent();

const pictureOf = (doc: Y.Doc, names: readonly string[]): string =>
  JSON.stringify(names.map((name) => doc.getMap(name).toJSON()));

const thingsIn = (doc: Y.Doc, replicas: readonly Replica[]) => ({
  clients: [...doc.store.clients.keys(), ...replicas.map((replica) => replica.doc.clientID), 5, 6],
  ids: [...doc.store.clients.values()].flatMap((structs) => structs.map(({ id }) => id)),
  keys: [...doc.share.values()].flatMap((type) => [...type._map.keys()].slice(0, 5)),
  containers: [...doc.share.keys(), 'meta', 'outcomes', 'elsewhere'],
});
