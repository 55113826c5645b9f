import { readFileSync } from 'node:fs';
import type { KindRules } from '@lianxi/documents';
import { largestFrame } from '@lianxi/protocol';
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { defaultLimits } from './engine.ts';
import { findExcess } from './guard.ts';
import { type GuardLimits, guardLimits, type Rate } from './limits.ts';
import { createPlaces } from './places.ts';
import { createGuardedRoom } from './testing/room.ts';
import { readUpdate } from './update.ts';

const limits: GuardLimits = { ...guardLimits, structs: 20, ranges: 5, clocks: 1_000, valueBytes: 100, keyLength: 10 };

const updateOf = (act: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc();
  act(doc);
  return Y.encodeStateAsUpdate(doc);
};
const detailOf = (bytes: Uint8Array, by: GuardLimits = limits): string => {
  const read = readUpdate(bytes, by);
  return read.ok ? 'read' : `${read.error.type} ${read.error.detail}`;
};
const measured = (act: (doc: Y.Doc) => void, by: Partial<GuardLimits>): string | undefined => {
  const read = readUpdate(updateOf(act));
  const places = createPlaces();
  const traced = read.ok ? places.trace(read.value) : null;
  if (!traced) throw new Error('not traced');
  return findExcess(places.measure(traced), { ...guardLimits, ...by })?.detail;
};

const number = (value: number): string => value.toLocaleString('en');
const mebibytes = (value: number): string => `${value / 1024 / 1024} MiB`;
const rateOf = ({ rate, burst }: Rate, say: (value: number) => string): string =>
  `${say(rate)} a second, ${say(burst)} at once`;

/** A row of the table for each limit that there is: one that is added is missed here. */
const rows: { readonly [Limit in keyof GuardLimits]: readonly [limit: string, value: string] } = {
  structs: ['structs of an update', number(guardLimits.structs)],
  facts: ['entries of an update', number(guardLimits.facts)],
  deletions: ['new deletions of an update', `${number(guardLimits.deletions)} ranges`],
  ranges: ['named deletions of an update', `${number(guardLimits.ranges)} ranges`],
  clocks: ['clocks of an update', number(guardLimits.clocks)],
  depth: ['types inside types', number(guardLimits.depth)],
  valueDepth: ['inside a value', number(guardLimits.valueDepth)],
  keyLength: ['a key, a name', `${number(guardLimits.keyLength)} characters`],
  valueBytes: ['a value', mebibytes(guardLimits.valueBytes)],
  keysPerContainer: ['keys of a container', number(guardLimits.keysPerContainer)],
  keysPerDocument: ['keys of a document', number(guardLimits.keysPerDocument)],
  containers: ['root types', number(guardLimits.containers)],
  documentBytes: ['a document', mebibytes(guardLimits.documentBytes)],
  clients: [
    'new client ids of a member',
    `${number(guardLimits.clients.burst)} at once, ${number(guardLimits.clients.perMinute)} a minute, ${number(guardLimits.clients.ever)} ever`,
  ],
  askedClients: ['ids in a question', number(guardLimits.askedClients)],
  frames: ['frames of a member', rateOf(guardLimits.frames, number)],
  bytes: ['bytes of a member', rateOf(guardLimits.bytes, mebibytes)],
  refusals: ['refusals of a member', rateOf(guardLimits.refusals, number)],
};
const socketRows: { readonly [Limit in keyof typeof defaultLimits]: readonly [limit: string, value: string] } = {
  frames: ['frames of a socket', rateOf(defaultLimits.frames, number)],
  bytes: ['bytes of a socket', rateOf(defaultLimits.bytes, mebibytes)],
  buffered: ['bytes that wait for a reader', mebibytes(defaultLimits.buffered)],
};

it('[GD10] the table of docs/spec/guard.md is what the code has', () => {
  const page = readFileSync(new URL('../../../docs/spec/guard.md', import.meta.url), 'utf8');
  const table = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim()),
    );
  expect(table).toEqual([['frame', mebibytes(largestFrame)], ...Object.values(rows), ...Object.values(socketRows)]);
});

describe('[GD10] each limit', () => {
  it.each<readonly [string, (doc: Y.Doc) => void, (doc: Y.Doc) => void]>([
    ['structs', (doc) => fill(doc, 20), (doc) => fill(doc, 21)],
    ['ranges', (doc) => punch(doc, 5), (doc) => punch(doc, 6)],
    [
      'clocks',
      (doc) => doc.getText('t').insert(0, 'x'.repeat(1_000)),
      (doc) => doc.getText('t').insert(0, 'x'.repeat(1_001)),
    ],
    ['value', (doc) => doc.getMap('m').set('k', 'x'.repeat(98)), (doc) => doc.getMap('m').set('k', 'x'.repeat(99))],
    [
      'value',
      (doc) => doc.getMap('m').set('k', new Uint8Array(99)),
      (doc) => doc.getMap('m').set('k', new Uint8Array(100)),
    ],
    [
      'value',
      (doc) => doc.getText('t').insertEmbed(0, { a: 'x'.repeat(92) }),
      (doc) => doc.getText('t').insertEmbed(0, { a: 'x'.repeat(93) }),
    ],
    ['key', (doc) => doc.getMap('m').set('k'.repeat(10), 1), (doc) => doc.getMap('m').set('k'.repeat(11), 1)],
    [
      'key',
      (doc) => doc.getMap('m').set('k', { ['f'.repeat(10)]: 1 }),
      (doc) => doc.getMap('m').set('k', { ['f'.repeat(11)]: 1 }),
    ],
    ['key', (doc) => doc.getMap('m'.repeat(10)).set('k', 1), (doc) => doc.getMap('m'.repeat(11)).set('k', 1)],
    ['value depth', (doc) => doc.getMap('m').set('k', nest(64)), (doc) => doc.getMap('m').set('k', nest(65))],
    [
      'value depth',
      (doc) => doc.getText('t').insertEmbed(0, nest(63)),
      (doc) => doc.getText('t').insertEmbed(0, nest(65)),
    ],
  ])('%s', (name, within, beyond) => {
    const roomy = name === 'value depth' ? { ...limits, valueBytes: 1_000 } : limits;
    expect(detailOf(updateOf(within), roomy)).toBe('read');
    expect(detailOf(updateOf(beyond), roomy)).toBe(`UpdateTooLarge ${name}`);
  });

  it('depth', () => {
    expect(measured((doc) => nestMaps(doc, 3), { depth: 3 })).toBeUndefined();
    expect(measured((doc) => nestMaps(doc, 4), { depth: 3 })).toBe('depth');
  });

  it('keys of a container and of a document, containers', () => {
    const write = (doc: Y.Doc) => {
      for (let index = 0; index < 5; index++) doc.getMap('a').set(`${index}`, 1);
      for (let index = 0; index < 3; index++) doc.getMap('b').set(`${index}`, 1);
      doc.getText('t').insert(0, 'x');
    };
    expect(measured(write, { keysPerContainer: 5, keysPerDocument: 8, containers: 3 })).toBeUndefined();
    expect(measured(write, { keysPerContainer: 4 })).toBe('keys');
    expect(measured(write, { keysPerDocument: 7 })).toBe('keys');
    expect(measured(write, { containers: 2 })).toBe('containers');
  });
});

describe('[GD10] a document', () => {
  const writer = { member: 'mone', isCommittee: false, units: [], isServer: false };
  const createWriter = (by: Partial<GuardLimits>) => {
    const room = createGuardedRoom({ type: 'open' }, null, { ...guardLimits, ...by });
    const doc = new Y.Doc();
    const write = (act: (text: Y.Text) => void): string => {
      const before = Y.encodeStateVector(doc);
      doc.transact(() => act(doc.getText('t')));
      const offered = room.offer(Y.encodeStateAsUpdate(doc, before), writer);
      return offered.ok ? 'accepted' : `${offered.error.reason} ${offered.error.detail}`;
    };
    return { room, write };
  };

  it('that is full takes deletions only', () => {
    const { room, write } = createWriter({ documentBytes: 1_500 });
    expect(write((text) => text.insert(0, 'x'.repeat(1_000)))).toBe('accepted');
    room.reopen();
    expect(write((text) => text.delete(0, 900))).toBe('accepted');
    expect(write((text) => text.insert(0, 'y'.repeat(1_000)))).toBe('too-large document');
  });

  it('is not punched full of holes at once; what is deleted already does not count', () => {
    const { write } = createWriter({ deletions: 5 });
    const punchAt = (text: Y.Text, count: number) => {
      for (let index = 0; index < count; index++) text.delete(index, 1);
    };
    expect(write((text) => text.insert(0, 'x'.repeat(100)))).toBe('accepted');
    for (let turn = 0; turn < 4; turn++) expect(write((text) => punchAt(text, 5))).toBe('accepted');
    expect(write((text) => punchAt(text, 40))).toBe('too-large deletions');
  });
});

it('[GD13] what stands in the log is read whatever the limits are now', () => {
  expect(detailOf(updateOf((doc) => fill(doc, 50)))).toBe('UpdateTooLarge structs');
  expect(readUpdate(updateOf((doc) => fill(doc, 50))).ok).toBe(true);
});

describe('[GD14] refuses what no Yjs writes and Yjs would lose or trip over', () => {
  const one = [1, 7, 0, 4, 1, 1, 116, 1, 120];
  it.each<readonly [string, readonly number[]]>([
    ['one client told twice', [2, ...one, 1, 7, 1, 0x84, 7, 0, 1, 121, 0]],
    ['clients in rising order, which merging loses', [2, ...one, 1, 8, 0, 4, 1, 1, 116, 1, 120, 0]],
    ['deletions that overlap', [1, ...one, 1, 7, 2, 0, 1, 0, 1]],
    ['deletions of one client told twice', [1, ...one, 2, 7, 1, 0, 1, 7, 1, 0, 1]],
    ['a deletion of nothing', [1, ...one, 1, 7, 1, 0, 0]],
  ])('%s', (_, bytes) => {
    expect(detailOf(new Uint8Array([1, ...one, 0]))).toBe('read');
    expect(detailOf(new Uint8Array(bytes))).toMatch('MalformedUpdate');
  });

  it('a neighbour in another list, however deep', () => {
    const rules: KindRules = { mayWrite: () => ({ ok: true, value: undefined }), mayDelete: () => true };
    const room = createGuardedRoom({ type: 'rules', rules }, null);
    const writer = { member: 'mone', isCommittee: false, units: [], isServer: false };
    const doc = new Y.Doc();
    doc.clientID = 9;
    doc.getXmlFragment('x').insert(
      0,
      ['a', 'b'].map((name) => new Y.XmlElement(name)),
    );
    const [a, b] = doc.getXmlFragment('x').toArray() as [Y.XmlElement, Y.XmlElement];
    for (const each of [a, b]) each.insert(0, [new Y.XmlText('words')]);
    expect(room.offer(Y.encodeStateAsUpdate(doc), writer).ok).toBe(true);
    const inside = (element: Y.XmlElement): Y.ID => (element._start as Y.Item).id;
    const [left, right] = [inside(a), inside(b)];
    // A text whose left neighbour stands in the first element and whose right one in the second.
    const bytes = [1, 1, 5, 0, 0xc4, left.client, left.clock, right.client, right.clock, 1, 120, 0];
    expect(room.offer(new Uint8Array(bytes), writer)).toMatchObject({ error: { reason: 'malformed' } });
  });
});

it('[GD14] refuses a place between the values of a key, which the collected document does not keep', () => {
  const room = createGuardedRoom({ type: 'open' }, null);
  const writer = { member: 'mone', isCommittee: false, units: [], isServer: false };
  const doc = new Y.Doc();
  doc.clientID = 9;
  doc.getMap('m').set('k', 1);
  expect(room.offer(Y.encodeStateAsUpdate(doc), writer).ok).toBe(true);
  expect(room.offer(new Uint8Array([1, 1, 5, 0, 0x48, 9, 0, 1, 120, 0]), writer)).toMatchObject({
    error: { reason: 'malformed' },
  });
});

it('[GD15] refuses keys that JavaScript takes for the prototype', () => {
  const written = updateOf((doc) => doc.getMap('m').set('k', { __prot0__: { isCommittee: true } }));
  const text = Buffer.from(written).toString('latin1').replace('__prot0__', '__proto__');
  expect(detailOf(Buffer.from(text, 'latin1'))).toBe('MalformedUpdate forbidden key');
  expect(detailOf(updateOf((doc) => doc.getMap('m').set('__proto__', 1)))).toBe('MalformedUpdate forbidden key');
  expect(detailOf(updateOf((doc) => doc.getMap('__proto__').set('k', 1)))).toBe('MalformedUpdate forbidden key');
  expect(detailOf(updateOf((doc) => doc.getMap('m').set('__prot0__', '__proto__')))).toBe('read');
});

it('[GD16] follows a run of a million deleted values in one step', () => {
  const bytes = [1, 1, 7, 0, 0x21, 1, 1, 109, 1, 107, 0xc0, 0x84, 0x3d, 0];
  const read = readUpdate(new Uint8Array(bytes));
  const places = createPlaces();
  const traced = read.ok ? places.trace(read.value) : null;
  const [standing] = traced?.chains.values() ?? [];
  expect(standing?.path.length).toBeLessThanOrEqual(256);
  expect(standing?.path.at(-1)).toMatchObject({ client: 7, clock: 999_999, isDeleted: true });
});

it('[GD16] finds what 50,000 deletions would take of 100,000 structs without looking at all of them each time', () => {
  const rules: KindRules = { mayWrite: () => ({ ok: true, value: undefined }), mayDelete: () => true };
  const room = createGuardedRoom({ type: 'rules', rules }, null);
  const encoder = createEncoder();
  for (const number of [1, 100_000, 7, 0]) writeVarUint(encoder, number);
  for (let index = 0; index < 100_000; index++) writeUint8Array(encoder, Uint8Array.of(4, 1, 1, 116, 1, 120));
  for (const number of [1, 7, 50_000]) writeVarUint(encoder, number);
  for (let index = 0; index < 50_000; index++) {
    writeVarUint(encoder, 2 * index);
    writeVarUint(encoder, 1);
  }
  const writer = { member: 'mone', isCommittee: false, units: [], isServer: false };
  expect(room.offer(toUint8Array(encoder), writer).ok).toBe(true);
}, 15_000);

const fill = (doc: Y.Doc, count: number): void =>
  doc.transact(() => {
    for (let index = 0; index < count; index++) doc.getMap('m').set(`${index}`, 1);
  });
const punch = (doc: Y.Doc, count: number): void => {
  doc.getText('t').insert(0, 'x'.repeat(2 * count));
  doc.transact(() => {
    for (let index = 0; index < count; index++) doc.getText('t').delete(index, 1);
  });
};
const nest = (depth: number): object => (depth === 1 ? [1] : [nest(depth - 1)]);
const nestMaps = (doc: Y.Doc, depth: number): void => {
  let map = doc.getMap('m');
  for (let index = 0; index < depth; index++) {
    const inner = new Y.Map();
    map.set('k', inner);
    map = inner;
  }
  map.set('leaf', 1);
};
