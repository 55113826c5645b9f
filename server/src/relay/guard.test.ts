import { createSeededNumbers, err, ok, type Result } from '@lianxi/base';
import type { KindRules, Write, Writer } from '@lianxi/documents';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createDeletes } from './deletes.ts';
import { readFresh } from './fresh.ts';
import { judge, type Refused, type StateVector } from './guard.ts';
import { createPlaces } from './places.ts';

/** A kind with two tables and a text; `frozen` takes a key once and never again. */
const rules: KindRules = {
  mayWrite: (write: Write) => {
    const violation = (rule: string) =>
      err({ type: 'RuleViolation', rule, container: write.container, key: write.key } as const);
    if (write.container === 'text') return ok(undefined);
    if (write.container === 'about') return ok(undefined);
    if (write.container === 'locked') {
      const cell = write.standing?.('about', 'self/open');
      return Array.isArray(cell) && cell[0] === true ? ok(undefined) : violation('locked');
    }
    if (write.container !== 'table' && write.container !== 'frozen') return violation('unknown-container');
    if (write.key === null || write.value === undefined) return violation('unfit-value');
    if (write.container === 'frozen' && write.exists) return violation('final');
    return ok(undefined);
  },
  mayDelete: (container) => container === 'text',
};
const writer: Writer = { member: 'm1111111', isCommittee: false, units: [], isServer: false };

/** The guard as a room uses it, without the room. */
const createGuard = () => {
  let places = createPlaces();
  const vector: StateVector = new Map();
  const accepted: Uint8Array[] = [];
  const offer = (bytes: Uint8Array): Result<void, Refused> => {
    const read = readFresh(bytes, vector);
    if (!read.ok) return err({ reason: 'malformed', detail: read.error.detail } as Refused);
    const { update, fits } = read.value;
    if (fits.type !== 'next') return err({ reason: 'gap', detail: fits.type } as Refused);
    const traced = places.trace(update);
    if (!traced) return err({ reason: 'malformed', detail: 'untraceable' } as Refused);
    const judged = judge(update, traced, places, rules, writer);
    if (!judged.ok) return judged;
    places.accept(traced);
    for (const [client, clock] of fits.after) vector.set(client, clock);
    accepted.push(read.value.bytes);
    return ok(undefined);
  };
  /** As after a compaction and a restart: known only from one collected state. */
  const reopen = (): void => {
    const doc = new Y.Doc();
    for (const bytes of accepted) Y.applyUpdate(doc, bytes);
    places = createPlaces();
    const read = readFresh(Y.encodeStateAsUpdate(doc), new Map());
    const traced = read.ok ? places.trace(read.value.update) : null;
    if (!traced) throw new Error('the state cannot be traced');
    places.accept(traced);
  };
  return { offer, reopen };
};

const createWriter = (seed: number) => {
  const doc = new Y.Doc();
  doc.clientID = seed;
  return doc;
};

it('[RL12] refuses nothing that honest clients write apart, offline and at once, also after compaction', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = createSeededNumbers(seed);
    const pick = (limit: number) => Math.floor(next() * limit);
    const guard = createGuard();
    const docs = [1, 2, 3].map((index) => createWriter(pick(2 ** 31) + index));
    const server = new Y.Doc();
    const sync = (doc: Y.Doc): void => {
      const offered = guard.offer(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server)));
      if (!offered.ok) throw new Error(`seed ${seed}: ${offered.error.reason} ${offered.error.detail}`);
      Y.applyUpdate(server, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server)));
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(doc)));
    };
    let made = 0;
    for (let step = 0; step < 150; step++) {
      const doc = docs[pick(3)] as Y.Doc;
      const text = doc.getXmlFragment('text');
      const act = pick(10);
      if (act < 4) doc.getMap('table').set(`r${pick(3)}/f`, [next(), step, 'm1111111']);
      else if (act === 4) doc.getMap('frozen').set(`${doc.clientID}-${made++}`, { made: step });
      else if (act === 5) {
        const paragraph = new Y.XmlElement('p');
        paragraph.setAttribute('level', `${pick(3)}`);
        paragraph.insert(0, [new Y.XmlText('words')]);
        text.insert(pick(text.length + 1), [paragraph]);
      } else if (act === 6 && text.length > 0) text.delete(pick(text.length), 1);
      else if (act === 7) {
        const [paragraph] = text.toArray();
        if (paragraph instanceof Y.XmlElement) {
          paragraph.setAttribute('level', `${step}`);
          const [words] = paragraph.toArray();
          if (words instanceof Y.XmlText) words.insert(pick(words.length + 1), '字');
          if (words instanceof Y.XmlText && words.length > 3) words.delete(1, 2);
        }
      } else if (act === 8) sync(doc);
      else if (pick(4) === 0) guard.reopen();
    }
    for (const doc of [...docs, ...docs]) sync(doc);
    for (const doc of docs) expect(doc.getMap('table').toJSON()).toEqual(docs[0]?.getMap('table').toJSON());
  }
}, 60_000);

const refusalOf = (result: Result<void, Refused>): string => (result.ok ? 'accepted' : result.error.detail);

it('[RL13] refuses to delete a cell, but not to overwrite it or to delete text', () => {
  for (const reopened of [false, true]) {
    const guard = createGuard();
    const doc = createWriter(5);
    const send = (act: () => void): string => {
      let bytes: Uint8Array = new Uint8Array();
      doc.once('update', (update: Uint8Array) => {
        bytes = update;
      });
      doc.transact(act);
      expect(bytes.length).toBeGreaterThan(2);
      return refusalOf(guard.offer(bytes));
    };
    expect(send(() => doc.getMap('table').set('a/f', [1, 1, 'm']))).toBe('accepted');
    expect(send(() => doc.getMap('table').set('a/f', [2, 2, 'm']))).toBe('accepted');
    expect(send(() => doc.getXmlFragment('text').push([new Y.XmlElement('p')]))).toBe('accepted');
    if (reopened) guard.reopen();
    expect(send(() => doc.getMap('table').set('a/f', [3, 3, 'm']))).toBe('accepted');
    expect(send(() => doc.getXmlFragment('text').delete(0, 1))).toBe('accepted');
    expect(send(() => doc.getMap('table').delete('a/f'))).toBe('no-deletion table a/f');
  }
});

it('[RL13] refuses a value that was written only to be taken away', () => {
  const guard = createGuard();
  const doc = createWriter(5);
  doc.getMap('table').set('a/f', [1, 1, 'm']);
  expect(guard.offer(Y.encodeStateAsUpdate(doc)).ok).toBe(true);
  doc.getMap('table').set('a/f', [2, 2, 'm']);
  doc.getMap('table').delete('a/f');
  expect(refusalOf(guard.offer(Y.encodeStateAsUpdate(doc)))).toBe('no-deletion table a/f');
});

it('[RL12] asks the rules with the container and key of a struct that carries only an origin', () => {
  const guard = createGuard();
  const doc = createWriter(9);
  doc.getMap('frozen').set('entry', { amount: 1 });
  expect(guard.offer(Y.encodeStateAsUpdate(doc)).ok).toBe(true);
  guard.reopen();
  // An overwrite names no container and no key on the wire.
  doc.getMap('frozen').set('entry', { amount: 1_000 });
  expect(refusalOf(guard.offer(Y.encodeStateAsUpdate(doc)))).toBe('final frozen entry');
});

it("[RL12] refuses containers that the kind does not have, and the server's own", () => {
  const guard = createGuard();
  const doc = createWriter(3);
  doc.getMap('elsewhere').set('a', 1);
  expect(refusalOf(guard.offer(Y.encodeStateAsUpdate(doc)))).toBe('unknown-container elsewhere a');
  const other = createWriter(4);
  other.getMap('meta').set('version', 99);
  expect(refusalOf(guard.offer(Y.encodeStateAsUpdate(other)))).toBe('server-only meta version');
});

it("[RL12] refuses deleted values in the server's own container and in one that the kind does not have", () => {
  for (const name of ['meta', 'elsewhere']) {
    const doc = createWriter(3);
    doc.getMap(name).set('k', 1);
    doc.getMap(name).delete('k');
    expect(refusalOf(createGuard().offer(Y.encodeStateAsUpdate(doc)))).toMatch(
      /^(server-only meta|unknown-container elsewhere) k$/,
    );
  }
});

it('[RL12] refuses parts of a list in a table, also those that were deleted before they were sent', () => {
  for (const isTakenBack of [false, true]) {
    const doc = createWriter(3);
    const list = doc.getArray('table');
    list.push([1]);
    if (isTakenBack) list.delete(0);
    expect(refusalOf(createGuard().offer(Y.encodeStateAsUpdate(doc)))).toBe('unfit-value table');
  }
});

it('[RL11] calls an update that builds on what is not here a gap', () => {
  const guard = createGuard();
  const doc = createWriter(3);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  doc.getMap('table').set('a/f', [1, 1, 'm']);
  doc.getMap('table').set('a/g', [1, 1, 'm']);
  const [first, second] = updates as [Uint8Array, Uint8Array];
  expect(guard.offer(second)).toMatchObject({ error: { reason: 'gap' } });
  expect(guard.offer(first).ok).toBe(true);
  expect(guard.offer(second).ok).toBe(true);
  const other = createWriter(4);
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  other.getMap('table').set('a/f', [2, 2, 'm']);
  const alone = createGuard();
  expect(alone.offer(Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)))).toMatchObject({
    error: { reason: 'gap' },
  });
});

it('[RL11] takes the new part of an update with holes where the holes are here already', () => {
  const guard = createGuard();
  const doc = createWriter(3);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const field of ['a', 'b', 'c', 'd']) doc.getMap('table').set(`row/${field}`, [1, 1, 'm']);
  const [first, second, third, fourth] = updates as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const holed = Y.mergeUpdates([first, third, fourth]);
  expect(guard.offer(holed)).toMatchObject({ error: { reason: 'gap' } });
  expect(guard.offer(Y.mergeUpdates([first, second, third])).ok).toBe(true);
  expect(guard.offer(holed).ok).toBe(true);
  expect(guard.offer(fourth).ok).toBe(true);
});

it('keeps deletions as ranges that neither touch nor overlap, put in one by one or many at once', () => {
  const next = createSeededNumbers(3);
  const deletes = createDeletes();
  const truth = new Set<number>();
  for (let index = 0; index < 300; index++) {
    const added = Array.from({ length: index % 10 === 0 ? 40 : 1 }, () => ({
      client: 1,
      clock: Math.floor(next() * 4_000),
      length: 1 + Math.floor(next() * 6),
    }));
    deletes.add(added);
    for (const { clock, length } of added) for (let each = clock; each < clock + length; each++) truth.add(each);
    const from = Math.floor(next() * 4_000);
    const asked = 1 + Math.floor(next() * 8);
    const expected = Array.from({ length: asked }, (_, each) => truth.has(from + each)).every(Boolean);
    expect(deletes.has({ client: 1, clock: from, length: asked })).toBe(expected);
  }
});

it('[RL12] a rule that hangs on a record sees what stands in it, also after compaction and in the same update', () => {
  for (const reopened of [false, true]) {
    const guard = createGuard();
    const doc = createWriter(5);
    const send = (act: () => void): string => {
      let bytes: Uint8Array = new Uint8Array();
      doc.once('update', (update: Uint8Array) => {
        bytes = update;
      });
      doc.transact(act);
      return refusalOf(guard.offer(bytes));
    };
    const open = (isOpen: boolean) => doc.getMap('about').set('self/open', [isOpen, 1, 'm']);
    expect(send(() => open(false))).toBe('accepted');
    expect(
      send(() => {
        doc.getMap('locked').set('a/f', [1, 1, 'm']);
        open(true);
      }),
    ).toBe('accepted');
    if (reopened) guard.reopen();
    expect(send(() => doc.getMap('locked').set('b/f', [1, 1, 'm']))).toBe('accepted');
    expect(send(() => open(false))).toBe('accepted');
    if (reopened) guard.reopen();
    expect(send(() => doc.getMap('locked').set('c/f', [1, 1, 'm']))).toBe('locked locked c/f');
  }
});
