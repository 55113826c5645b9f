import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createAuthor, keepClashes } from '../table/index.ts';
import { minutesActs } from '../testing/minutes-acts.ts';
import { runReplicas } from '../testing/replicas.ts';
import {
  addTopic,
  advanceMeeting,
  appendParagraphs,
  beginTopic,
  confirmResolution,
  fillHeader,
  inviteAttendees,
  markAttendance,
  markTopic,
  minutesTables,
  moveTopic,
  plainTextOf,
  projectMinutes,
  recordResolution,
  removeTopic,
  settleMinutes,
  snapshotMinutes,
  textOf,
  undoMinutes,
  withdrawConfirmation,
} from './index.ts';

const open = () => {
  const doc = new Y.Doc();
  const author = createAuthor('m1', () => Date.UTC(2026, 8, 10, 6, 30));
  return { doc, author, minutes: projectMinutes(doc) };
};
const titles = ({ minutes }: ReturnType<typeof open>) =>
  minutes.topics.get().agenda.map((id) => minutes.agenda.values(id).title);
const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

test('[MN1] what was not written yet reads as null, and a state or type of another kind is refused', () => {
  const { doc, author, minutes } = open();
  expect(minutes.header.values('self')).toMatchObject({ title: null, state: null, type: null });
  const unfit = { ok: false, error: { type: 'UnfitValue' } };
  expect(advanceMeeting(doc, { state: 'asleep' as 'notified' }, author)).toMatchObject(unfit);
  expect(fillHeader(doc, { type: 'party' as 'joint' }, author)).toMatchObject(unfit);
  must(advanceMeeting(doc, { state: 'notified' }, author));
  expect(minutes.header.values('self').state).toBe('notified');
});

test('[MN2] attendance counts itself: observers are not due, a quorum is more than half', () => {
  const { doc, author, minutes } = open();
  const people = ['甲', '乙', '丙', '丁', '戊'].map((name, index) => ({
    id: `p${index}`,
    name,
    unit: `单位${index % 2}`,
  }));
  must(inviteAttendees(doc, people, author));
  must(markAttendance(doc, { attendee: 'p0', state: 'present' }, author));
  must(markAttendance(doc, { attendee: 'p1', state: 'present' }, author));
  must(markAttendance(doc, { attendee: 'p2', state: 'leave', remark: '出差' }, author));
  expect(minutes.tally.get()).toEqual({ due: 5, present: 2, leave: 1, missing: 2, observers: 0, hasQuorum: false });
  must(markAttendance(doc, { attendee: 'p3', state: 'observer' }, author));
  expect(minutes.tally.get()).toEqual({ due: 4, present: 2, leave: 1, missing: 1, observers: 1, hasQuorum: false });
  must(markAttendance(doc, { attendee: 'p4', state: 'present' }, author));
  expect(minutes.tally.get()).toMatchObject({ due: 4, present: 3, hasQuorum: true });
  expect(minutes.units.get().map(({ unit, attendees }) => [unit, attendees.length])).toEqual([
    ['单位0', 3],
    ['单位1', 2],
  ]);
});

test('[MN3] resolutions are numbered by topic and place, and renumber themselves when topics move', () => {
  const { doc, author, minutes } = open();
  for (const id of ['t1', 't2', 't3']) must(addTopic(doc, { id, title: id }, author));
  must(recordResolution(doc, { id: 'r1', topic: 't2', text: '甲', lead: '学校', assisting: ['物业', '学校'] }, author));
  must(recordResolution(doc, { id: 'r2', topic: 't2', text: '乙' }, author));
  must(recordResolution(doc, { id: 'r3', topic: 't3', text: '丙' }, author));
  const numbers = () => minutes.numbered.get().map(({ id, number }) => `${id} ${number}`);
  expect(numbers()).toEqual(['r1 2-1', 'r2 2-2', 'r3 3-1']);
  must(moveTopic(doc, { topic: 't3', after: null }, author));
  expect(numbers()).toEqual(['r3 1-1', 'r1 3-1', 'r2 3-2']);
  must(removeTopic(doc, { topic: 't3' }, author));
  expect(numbers()).toEqual(['r1 2-1', 'r2 2-2', 'r3 0-1']);
  must(confirmResolution(doc, { resolution: 'r1', unit: '物业' }, author));
  expect(minutes.numbered.get()[0]?.parties).toEqual([
    { unit: '学校', hasConfirmed: false },
    { unit: '物业', hasConfirmed: true },
  ]);
  must(withdrawConfirmation(doc, { resolution: 'r1', unit: '物业' }, author));
  expect(minutes.numbered.get()[0]?.parties[1]?.hasConfirmed).toBe(false);
});

test('[MN4] topics move anywhere by one cell, and moving back is undoing', () => {
  const meeting = open();
  const { doc, author } = meeting;
  for (const id of ['a', 'b', 'c', 'd']) must(addTopic(doc, { id, title: id }, author));
  expect(titles(meeting)).toEqual(['a', 'b', 'c', 'd']);
  must(moveTopic(doc, { topic: 'd', after: 'a' }, author));
  expect(titles(meeting)).toEqual(['a', 'd', 'b', 'c']);
  const back = must(moveTopic(doc, { topic: 'a', after: 'c' }, author));
  expect(titles(meeting)).toEqual(['d', 'b', 'c', 'a']);
  must(undoMinutes(doc, back, author));
  expect(titles(meeting)).toEqual(['a', 'd', 'b', 'c']);
});

test('[MN4] three hundred moves into one gap still fit their field', () => {
  const meeting = open();
  const { doc, author } = meeting;
  for (const id of ['a', 'b', 'c', 'd']) must(addTopic(doc, { id, title: id }, author));
  for (let round = 0; round < 150; round++) {
    must(moveTopic(doc, { topic: 'c', after: 'a' }, author));
    must(moveTopic(doc, { topic: 'd', after: 'a' }, author));
  }
  expect(titles(meeting)).toEqual(['a', 'd', 'c', 'b']);
});

test('[MN5] opening a topic settles the one before it and begins the recording', () => {
  const { doc, author, minutes } = open();
  for (const id of ['a', 'b']) must(addTopic(doc, { id, title: id }, author));
  must(beginTopic(doc, { topic: 'a' }, author));
  const undo = must(beginTopic(doc, { topic: 'b' }, author));
  expect(minutes.topics.get().current).toBe('b');
  expect(minutes.agenda.values('a').state).toBe('done');
  expect(minutes.header.values('self').state).toBe('recording');
  must(undoMinutes(doc, undo, author));
  expect(minutes.topics.get().current).toBe('a');
});

test('[MN6] a proposal is apart from the agenda until it is adopted', () => {
  const meeting = open();
  const { doc, author, minutes } = meeting;
  must(addTopic(doc, { id: 'a', title: '甲', proposer: '学校', isProposal: true }, author));
  expect(minutes.topics.get()).toMatchObject({ agenda: [], proposed: ['a'] });
  must(markTopic(doc, { topic: 'a', state: 'open' }, author));
  expect(minutes.topics.get()).toMatchObject({ agenda: ['a'], proposed: [] });
});

test('[MN7] a signed meeting takes nothing, and no intent signs', () => {
  const { doc, author } = open();
  expect(advanceMeeting(doc, { state: 'signed' }, author)).toEqual({ ok: false, error: { type: 'NotByHand' } });
  doc.getMap('header').set('self/state', ['signed', 1, 'server']);
  expect(fillHeader(doc, { place: '别处' }, author)).toEqual({ ok: false, error: { type: 'Signed' } });
  expect(addTopic(doc, { title: '甲' }, author)).toEqual({ ok: false, error: { type: 'Signed' } });
});

test('[MN8] an empty title, name or resolution is refused with a reason', () => {
  const { doc, author } = open();
  const nothing = { ok: false, error: { type: 'NothingWritten' } };
  expect(addTopic(doc, { title: '  ' }, author)).toEqual(nothing);
  expect(inviteAttendees(doc, [{ name: '甲' }, { name: '' }], author)).toEqual(nothing);
  expect(recordResolution(doc, { topic: 'a', text: '\n' }, author)).toEqual(nothing);
  expect(markTopic(doc, { topic: 'nobody', state: 'done' }, author)).toMatchObject({ error: { type: 'NoSuchRow' } });
});

test('[MN9] the readable text has a line a block, lists and line breaks too', () => {
  const doc = new Y.Doc();
  const text = textOf(doc, 't1');
  appendParagraphs(text, [{ speaker: '临溪小学：', text: '操场可用' }, { text: '第二段' }]);
  const list = new Y.XmlElement('bulletList');
  const item = new Y.XmlElement('listItem');
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText('一'), new Y.XmlElement('hardBreak'), new Y.XmlText('二')]);
  item.insert(0, [paragraph]);
  list.insert(0, [item]);
  text.insert(2, [list]);
  expect(plainTextOf(text)).toBe('临溪小学：操场可用\n第二段\n一\n二');
});

test('a derived value keeps its identity and stays silent while its content is the same', () => {
  const { doc, author, minutes } = open();
  must(addTopic(doc, { id: 'a', title: '甲' }, author));
  let heard = 0;
  const stop = minutes.topics.subscribe(() => heard++);
  const before = minutes.topics.get();
  must(fillHeader(doc, { title: '会' }, author));
  must(markTopic(doc, { topic: 'a', state: 'done' }, author));
  expect(heard).toBe(0);
  expect(minutes.topics.get()).toBe(before);
  must(addTopic(doc, { id: 'b', title: '乙' }, author));
  expect(heard).toBe(1);
  stop();
  expect(minutes.agenda.listenerCount).toBe(0);
});

test('[MN10] devices that were apart, in any order of delivery, read the same meeting, and its invariants hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { minLength: 10, maxLength: 120 }), async (numbers) => {
      const replicas = await runReplicas({
        numbers,
        acts: minutesActs,
        tables: minutesTables.map(({ name }) => name),
        seed: (doc, author) => addTopic(doc, { title: '开场' }, author),
      });
      const [first, ...others] = replicas.map(({ doc }) => snapshotMinutes(doc));
      for (const other of others) expect(other).toEqual(first);
      if (!first) throw new Error('no replica');
      const { due, present, leave, missing, observers } = first.tally;
      expect(present + leave + missing).toBe(due);
      expect(due + observers).toBe(first.attendance.length);
      expect(new Set(first.resolutions.map(({ number }) => number)).size).toBe(first.resolutions.length);
      expect(first.agenda.every(({ order }) => order !== null && order.length <= 48)).toBe(true);
      expect(first.agenda.concat(first.proposed).filter(({ state }) => state === null)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('[MN16] of two values written apart one is chosen, in one step that can be taken back', async () => {
  const [here, there] = [open(), open()];
  const other = createAuthor('m2', () => Date.UTC(2026, 8, 10, 6, 31));
  keepClashes(here.doc.getMap('header'), here.author);
  keepClashes(there.doc.getMap('header'), other);
  must(fillHeader(here.doc, { place: '二楼' }, here.author));
  must(fillHeader(there.doc, { place: '一楼' }, other));
  const exchange = () => {
    Y.applyUpdate(there.doc, Y.encodeStateAsUpdate(here.doc));
    Y.applyUpdate(here.doc, Y.encodeStateAsUpdate(there.doc));
  };
  exchange();
  await Promise.resolve();
  exchange();
  expect(here.minutes.header.row('self')?.clashes).toHaveLength(1);
  const cell = { table: 'header', id: 'self', field: 'place', value: '二楼' } as const;
  const back = must(settleMinutes(here.doc, cell, here.author));
  expect(here.minutes.header.values('self').place).toBe('二楼');
  expect(here.minutes.header.row('self')?.clashes).toEqual([]);
  must(undoMinutes(here.doc, back, here.author));
  expect(here.minutes.header.row('self')?.clashes).toHaveLength(1);
});
