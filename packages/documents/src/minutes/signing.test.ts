import { createHash } from 'node:crypto';
import { createSeededRandom } from '@lianxi/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { commit, createAuthor } from '../table/index.ts';
import { minutesActs } from '../testing/minutes-acts.ts';
import { runReplicas } from '../testing/replicas.ts';
import {
  addTopic,
  appendParagraphs,
  canonicalMinutes,
  confirmResolution,
  fillHeader,
  findSigningGaps,
  inviteAttendees,
  markTopic,
  minutesRules,
  minutesTables,
  objectionsOf,
  objectToResolution,
  openVote,
  recordResolution,
  signingOf,
  snapshotMinutes,
  textOf,
  withdrawObjection,
} from './index.ts';

const open = () => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  let time = 1_000;
  return { doc, author: createAuthor('m1', () => ++time, createSeededRandom(1)) };
};
const gapsOf = (doc: Y.Doc) => findSigningGaps(snapshotMinutes(doc), doc);
const seal = (doc: Y.Doc, field: string, value: string | number) =>
  commit(
    doc,
    minutesTables,
    [{ type: 'set', table: 'signing', id: 'self', field, value }],
    createAuthor('m1', () => 9),
  );

test('[MN74] the canonical text is what the specification says, byte by byte, and its own hash is not in it', () => {
  const { doc, author } = open();
  fillHeader(doc, { title: '例会' }, author);
  appendParagraphs(textOf(doc, 't1'), [{ speaker: '甲：', text: '好"的"' }]);
  seal(doc, 'number', '〔2026〕1号');
  const text =
    '{"containers":{"header":{"self/title":["例会",1001,"m1"]},"signing":{"self/number":["〔2026〕1号",9,"m1"]},' +
    '"text/t1":[["paragraph",{},[{"runs":[["甲：",{"bold":{}}],["好\\"的\\"",{}]]}]]]},"format":"lianxi-minutes/1"}';
  expect(canonicalMinutes(doc)).toBe(text);
  const before = canonicalMinutes(doc);
  seal(doc, 'hash', createHash('sha256').update(before).digest('hex'));
  expect(canonicalMinutes(doc)).toBe(before);
  seal(doc, 'signedAt', 5);
  expect(canonicalMinutes(doc)).not.toBe(before);
  expect(signingOf(doc)).toMatchObject({ number: '〔2026〕1号', signedAt: 5 });
});

test('[MN74] words that were typed apart or formatted and formatted back are the same text', () => {
  const [one, other] = [new Y.Doc(), new Y.Doc()];
  appendParagraphs(textOf(one, 't1'), [{ text: '一个月换完' }]);
  appendParagraphs(textOf(other, 't1'), [{ text: '一个换完' }]);
  const run = (textOf(other, 't1').get(0) as Y.XmlElement).get(0) as Y.XmlText;
  run.insert(2, '月');
  run.format(0, 3, { bold: {} });
  run.format(0, 3, { bold: null });
  expect(canonicalMinutes(other)).toBe(canonicalMinutes(one));
});

test('[MN74] [MN80] devices that were apart have the same canonical text once each has everything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { minLength: 20, maxLength: 60 }), async (numbers) => {
      const tables = minutesTables.map(({ name }) => name);
      const replicas = await runReplicas({ numbers, acts: minutesActs, tables });
      const texts = replicas.map(({ doc }) => canonicalMinutes(doc));
      expect(new Set(texts).size).toBe(1);
      // Somebody who gets all of it at once, as it lies in a file.
      const fresh = new Y.Doc();
      for (const { doc } of replicas) Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
      expect(canonicalMinutes(fresh)).toBe(texts[0]);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('[MN80] a unit objects, and its last objection stands until it takes it back', () => {
  const { doc, author } = open();
  recordResolution(doc, { id: 'r1', topic: 't1', text: '换灯', lead: '物业' }, author);
  const party = { resolution: 'r1', unit: '物业' };
  expect(objectToResolution(doc, { ...party, text: ' ' }, author)).toMatchObject({ error: { type: 'NothingWritten' } });
  expect(objectToResolution(doc, { ...party, text: '太急' }, author).ok).toBe(true);
  expect(objectToResolution(doc, { ...party, text: '十月换' }, author).ok).toBe(true);
  expect(objectToResolution(doc, { resolution: 'r1', unit: '学校', text: '同上' }, author).ok).toBe(true);
  expect(objectionsOf(doc)).toMatchObject([
    { unit: '物业', text: '十月换' },
    { unit: '学校', text: '同上' },
  ]);
  expect(withdrawObjection(doc, party, author).ok).toBe(true);
  expect(objectionsOf(doc)).toMatchObject([{ unit: '学校' }]);
  doc.getMap('header').set('self/state', ['signed', 9, '']);
  expect(objectToResolution(doc, { ...party, text: '晚了' }, author)).toMatchObject({ error: { type: 'Signed' } });
});

test('[MN81] what official minutes usually have and these have not is pointed out', () => {
  const { doc, author } = open();
  const types = () => gapsOf(doc).map(({ type }) => type);
  expect(types()).toEqual(['no-title', 'no-start', 'no-place', 'no-chair', 'no-topics', 'nobody-present']);
  fillHeader(doc, { title: '例会', start: '2026-09-10T14:30', place: '议事厅', chair: '周敏' }, author);
  addTopic(doc, { id: 't1', title: '路灯' }, author);
  inviteAttendees(doc, [{ name: '甲', state: 'present' }, { name: '乙' }, { name: '丙' }], author);
  recordResolution(doc, { id: 'r1', topic: 't1', text: '换灯', lead: '物业', deadline: '2026-10-10' }, author);
  recordResolution(doc, { id: 'r2', topic: 't1', text: '走查' }, author);
  objectToResolution(doc, { resolution: 'r1', unit: '物业', text: '太急' }, author);
  openVote(doc, { topic: 't1', question: '换灯', way: 'named', rule: 'due-half' }, author);
  expect(gapsOf(doc)).toEqual([
    { type: 'open-topics', count: 1 },
    { type: 'open-votes', count: 1 },
    { type: 'no-quorum' },
    { type: 'expected', count: 2 },
    { type: 'no-lead', numbers: ['1-2'] },
    { type: 'no-deadline', numbers: ['1-2'] },
    { type: 'unconfirmed', numbers: ['1-1'] },
    { type: 'objected', numbers: ['1-1'] },
  ]);
  markTopic(doc, { topic: 't1', state: 'done' }, author);
  confirmResolution(doc, { resolution: 'r1', unit: '物业' }, author);
  withdrawObjection(doc, { resolution: 'r1', unit: '物业' }, author);
  expect(types()).toEqual(['open-votes', 'no-quorum', 'expected', 'no-lead', 'no-deadline']);
});

test('[MN7] the record of the signature is the relay’s', () => {
  const write = { container: 'signing', key: 'self/hash', value: ['0'.repeat(64), 1, 'm1'], exists: false };
  const writer = { member: 'm1', isCommittee: true, units: [], isServer: false };
  expect(minutesRules.mayWrite({ ...write, writer })).toMatchObject({ error: { rule: 'signing-is-the-relays' } });
  expect(minutesRules.mayWrite({ ...write, writer: { ...writer, isServer: true } }).ok).toBe(true);
});
