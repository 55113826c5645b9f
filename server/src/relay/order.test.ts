import { parseAddress } from '@lianxi/access';
import { assert, err, ok } from '@lianxi/base';
import type { KindRules } from '@lianxi/documents';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import type { LoadedRoom } from '../store/index.ts';
import type { Connection } from './connection.ts';
import { type GuardLimits, guardLimits } from './limits.ts';
import { Room } from './room.ts';

/** A kind whose map `facts` takes anything, and nothing else does. */
const rules: KindRules = {
  facts: 'facts',
  mayWrite: ({ container, key }) =>
    container === 'facts' || container === 'text'
      ? ok(undefined)
      : err({ type: 'RuleViolation', rule: 'unknown-container', container, key } as const),
  mayDelete: () => true,
};
const mine = 7;
const theirs = 8;
const author = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};
const wholeOf = (doc: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(doc);

/** What stands already: a word each of two members. */
const standing = [mine, theirs].map((client) => {
  const doc = author(client);
  doc.getText('text').insert(0, 'here');
  return wholeOf(doc);
});

const createRoom = (sealedAt: number | null, limits: GuardLimits): Room => {
  const parsed = parseAddress('open/joint/a');
  assert(parsed.ok, 'an address');
  const loaded: LoadedRoom = {
    head: { room: 1, address: parsed.value.address, kind: 'open', seq: 2, sealedAt, epoch: 1 },
    baseline: null,
    tail: standing.map((bytes, index) => ({ seq: index + 1, author: index === 0 ? 'mmine' : 'mtheirs', bytes })),
    owners: [
      { client: mine, member: 'mmine' },
      { client: theirs, member: 'mtheirs' },
    ],
    quarantined: [],
    erased: [],
  };
  const policy = { type: 'rules', rules } as const;
  return new Room({ parts: parsed.value, policy, channel: 1, elapsed: () => 0, onUnfit: () => {}, limits }, loaded);
};

interface Wrongs {
  readonly isTooLarge: boolean;
  readonly isMalformed: boolean;
  readonly isForked: boolean;
  readonly mayNotWrite: boolean;
  readonly hasGap: boolean;
  readonly isSealed: boolean;
  readonly isFull: boolean;
  readonly isOthers: boolean;
  readonly isDeep: boolean;
  readonly isForbidden: boolean;
  readonly hasManyEntries: boolean;
}

/** One update with everything that is said to be wrong with it. */
const updateWith = (wrongs: Wrongs): Uint8Array => {
  const client = wrongs.isOthers ? theirs : mine;
  const doc = new Y.Doc();
  if (!wrongs.isForked) Y.applyUpdate(doc, standing[wrongs.isOthers ? 1 : 0] as Uint8Array);
  const known = Y.encodeStateVector(doc);
  doc.clientID = client;
  if (wrongs.isForked) doc.getText('text').insert(0, 'fork');
  if (wrongs.hasGap) doc.getText('text').insert(0, 'never sent');
  const gap = Y.encodeStateVector(doc);
  doc.transact(() => {
    for (let index = 0; index < (wrongs.hasManyEntries ? 3 : 2); index++) doc.getMap('facts').set(`e${index}`, index);
    if (wrongs.isDeep) doc.getMap('facts').set('deep', new Y.Map([['a', new Y.Map([['b', new Y.Map()]])]]));
    if (wrongs.isForbidden) doc.getMap('elsewhere').set('k', 1);
  });
  const bytes = wrongs.isForked ? wholeOf(doc) : Y.encodeStateAsUpdate(doc, wrongs.hasGap ? gap : known);
  return wrongs.isMalformed ? bytes.subarray(0, bytes.length - 3) : bytes;
};

const offer = (room: Room, bytes: Uint8Array, mayWrite: boolean): string => {
  const from = { charge: () => {} } as unknown as Connection;
  const writer = { member: 'mmine', isCommittee: false, units: [], isServer: false };
  for (;;) {
    const offered = room.offer(bytes, writer, { from, frame: 1, isStep2: false }, mayWrite);
    if (offered === 'contents') room.knowContents(standing.map((bytes, index) => ({ seq: index + 1, bytes })));
    else if (offered === 'deletions') room.knowDeletions(standing, []);
    else if (offered === 'history') room.knowHistory(standing);
    else return offered.ok ? offered.value : `${offered.error.reason} ${offered.error.detail}`.trim();
  }
};

/** In the order of docs/spec/guard.md: what is wrong, and what it is refused for while everything after it is wrong as well. */
const steps: readonly (readonly [keyof Wrongs, RegExp])[] = [
  ['isTooLarge', /^too-large structs$/],
  ['isMalformed', /^malformed /],
  ['isForked', /^client-id fork$/],
  ['mayNotWrite', /^read-only$/],
  ['hasGap', /^gap /],
  ['isSealed', /^sealed$/],
  ['isFull', /^too-large document$/],
  ['isOthers', /^client-id another-member$/],
  ['isDeep', /^too-large depth$/],
  ['isForbidden', /^rule unknown-container/],
  ['hasManyEntries', /^too-large entries$/],
];

it('[GD17] the first that objects gives the reason, in the order of the specification', () => {
  for (const [from, [, reason]] of steps.entries()) {
    const wrongs = Object.fromEntries(steps.map(([wrong], index) => [wrong, index >= from])) as unknown as Wrongs;
    const room = createRoom(wrongs.isSealed ? 1 : null, {
      ...guardLimits,
      structs: wrongs.isTooLarge ? 1 : 100,
      documentBytes: wrongs.isFull ? 10 : 10_000,
      depth: 1,
      facts: 2,
    });
    expect(offer(room, updateWith(wrongs), !wrongs.mayNotWrite)).toMatch(reason);
  }
});

it('[GD17] nothing of what was refused is kept: what is right is taken as if it had never been', () => {
  const none = Object.fromEntries(steps.map(([wrong]) => [wrong, false])) as unknown as Wrongs;
  const limits = { ...guardLimits, depth: 1, facts: 2 };
  const room = createRoom(null, limits);
  for (const [wrong] of steps) {
    // Those that are settled by the update alone, one room for all of them.
    if (['isTooLarge', 'mayNotWrite', 'isSealed', 'isFull', 'isForked'].includes(wrong)) continue;
    expect(offer(room, updateWith({ ...none, [wrong]: true }), true)).not.toBe('queued');
    expect(room.queue).toEqual([]);
    expect([...room.stateVector]).toEqual([...createRoom(null, limits).stateVector]);
  }
  expect(offer(room, updateWith({ ...none, mayNotWrite: true }), false)).toBe('read-only');
  expect(offer(room, updateWith(none), true)).toBe('queued');
  expect(room.takeQueue().rows).toMatchObject([{ author: 'mmine', bytes: updateWith(none) }]);
});
