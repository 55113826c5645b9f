import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createAuthor } from '../table/index.ts';
import { runReplicas } from '../testing/replicas.ts';
import {
  addTopic,
  adoptTopic,
  advanceMeeting,
  answerInvitation,
  appendParagraphs,
  deferProposal,
  draftAgenda,
  editResolution,
  fillHeader,
  inviteAttendees,
  markAttendance,
  markTopic,
  mergeRepeats,
  minutesRules,
  type OpenItem,
  projectBefore,
  projectMinutes,
  proposeTopic,
  readOpenItems,
  recordResolution,
  removeTopic,
  reviseProposal,
  type TakenItem,
  takeUp,
  textOf,
  undoMinutes,
} from './index.ts';

/** A clock that a test moves; it shows the device's own wall time. */
const open = (start = '2026-09-01T09:00') => {
  const doc = new Y.Doc();
  let time = new Date(start).getTime();
  const author = createAuthor('m1', () => time++);
  const goTo = (wall: string) => {
    time = new Date(wall).getTime();
  };
  return { doc, author, goTo, minutes: projectMinutes(doc), before: projectBefore(doc) };
};
const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const exchange = (one: Y.Doc, other: Y.Doc) => {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
};
const proposal = { id: 't1', title: '东门路灯', proposer: '临溪小学', reason: '放学天黑', suggestion: '加两盏' };

test('[MN23] a topic is proposed with all that is said of it in one step, corrected, and taken back', () => {
  const { doc, author, before, minutes } = open();
  const inverse = must(proposeTopic(doc, { ...proposal, contact: ' 刘志远 ', phone: '' }, author));
  expect(before.proposals.get()).toMatchObject([
    {
      topic: 't1',
      proposer: '临溪小学',
      suggestion: '加两盏',
      contact: '刘志远',
      phone: null,
      by: 'm1',
      fate: 'waiting',
    },
  ]);
  expect(minutes.topics.get()).toMatchObject({ agenda: [], proposed: ['t1'] });
  const row = before.proposals.get()[0]?.row ?? null;
  must(reviseProposal(doc, { topic: 't1', row, title: '东门路灯两盏', reason: '', suggestion: '先修后加' }, author));
  expect(before.proposals.get()).toMatchObject([{ title: '东门路灯两盏', reason: null, suggestion: '先修后加' }]);
  must(undoMinutes(doc, inverse, author));
  expect(before.proposals.get()).toEqual([]);
  expect(proposeTopic(doc, { ...proposal, id: 't2', title: ' ' }, author)).toMatchObject({
    error: { type: 'NothingWritten' },
  });
});

test('[MN23] topics are proposed up to and including the last day, and only while they are collected', () => {
  const { doc, author, goTo, before } = open();
  const propose = () => proposeTopic(doc, { title: '一件事', proposer: '学校' }, author);
  must(fillHeader(doc, { proposalsUntil: '2026-09-03' }, author));
  goTo('2026-09-03T23:59');
  must(propose());
  goTo('2026-09-04T00:00');
  expect(propose()).toMatchObject({ error: { type: 'ProposalsClosed' } });
  must(fillHeader(doc, { proposalsUntil: '2026-09' }, author));
  must(propose());
  must(advanceMeeting(doc, { state: 'notified' }, author));
  expect(propose()).toMatchObject({ error: { type: 'ProposalsClosed' } });
  expect(before.proposals.get()).toHaveLength(2);
});

test('[MN24] what became of a proposal: waiting, deferred with the reason, on the agenda; one of version 1 as well', () => {
  const { doc, author, before } = open();
  must(proposeTopic(doc, proposal, author));
  must(addTopic(doc, { id: 't2', title: '直接提的', proposer: '物业', isProposal: true }, author));
  must(addTopic(doc, { id: 't9', title: '议程上的' }, author));
  const fates = () => before.proposals.get().map(({ topic, fate, why }) => [topic, fate, why]);
  expect(fates()).toEqual([
    ['t1', 'waiting', null],
    ['t2', 'waiting', null],
  ]);
  must(deferProposal(doc, { topic: 't1', why: '等街道答复' }, author));
  must(deferProposal(doc, { topic: 't2', why: '' }, author));
  expect(fates()).toEqual([
    ['t1', 'deferred', '等街道答复'],
    ['t2', 'deferred', null],
  ]);
  must(adoptTopic(doc, { topic: 't1' }, author));
  expect(fates()[0]).toEqual(['t1', 'adopted', null]);
  must(markTopic(doc, { topic: 't1', state: 'deferred' }, author));
  expect(fates()[0]).toEqual(['t1', 'deferred', null]);
});

test('[MN24] one adopts and another defers, apart: it is on the agenda, for both', () => {
  const one = open();
  const other = open();
  must(proposeTopic(one.doc, proposal, one.author));
  exchange(one.doc, other.doc);
  must(adoptTopic(one.doc, { topic: 't1' }, one.author));
  must(deferProposal(other.doc, { topic: 't1', why: '下次' }, other.author));
  exchange(one.doc, other.doc);
  for (const { before } of [one, other]) expect(before.proposals.get()).toMatchObject([{ fate: 'adopted', why: null }]);
});

test('[MN25] adopting puts a topic where it was dropped in one step; undoing makes it a proposal again', () => {
  const { doc, author, minutes } = open();
  for (const id of ['a', 'b']) must(addTopic(doc, { id, title: id }, author));
  for (const id of ['x', 'y', 'z']) must(proposeTopic(doc, { id, title: id, proposer: '学校' }, author));
  const inverse = must(adoptTopic(doc, { topic: 'x', after: 'a' }, author));
  must(adoptTopic(doc, { topic: 'y', after: null }, author));
  must(adoptTopic(doc, { topic: 'z' }, author));
  expect(minutes.topics.get()).toMatchObject({ agenda: ['y', 'a', 'x', 'b', 'z'], proposed: [] });
  must(undoMinutes(doc, inverse, author));
  expect(minutes.topics.get()).toMatchObject({ agenda: ['y', 'a', 'b', 'z'], proposed: ['x'] });
});

const asTaken = ({ item, meeting, text, lead }: OpenItem): TakenItem => ({
  item,
  meeting,
  title: `上次议定：${text}`,
  proposer: lead,
  reason: null,
  minutes: null,
});

/** A meeting with a settled and an open resolution, a deferred topic and a deferred proposal. */
const earlier = () => {
  const { doc, author } = open('2026-06-01T09:00');
  must(fillHeader(doc, { title: '二季度联席会议', start: '2026-06-10T14:30', type: 'joint' }, author));
  must(addTopic(doc, { id: 'a1', title: '照明' }, author));
  must(addTopic(doc, { id: 'a2', title: '早市' }, author));
  must(proposeTopic(doc, { id: 'p1', title: '图书角', proposer: '图书馆', reason: '晚上没处写作业' }, author));
  must(deferProposal(doc, { topic: 'p1', why: '人手不够' }, author));
  must(markTopic(doc, { topic: 'a2', state: 'deferred' }, author));
  must(recordResolution(doc, { id: 'r1', topic: 'a1', text: '换灯', lead: '物业', deadline: '2026-07-01' }, author));
  must(recordResolution(doc, { id: 'r2', topic: 'a1', text: '巡查', lead: '支部' }, author));
  must(recordResolution(doc, { id: 'r3', topic: 'a1', text: '办完的' }, author));
  must(editResolution(doc, { resolution: 'r3', field: 'settled', value: '2026-06-20' }, author));
  return doc;
};

test('[MN26] what earlier meetings left open is a draft agenda: each once, by deadline, put-off topics last', () => {
  const first = readOpenItems(earlier(), 'minutes/joint/one');
  const draft = draftAgenda([first, first], new Set());
  expect(draft.map(({ item, kind, number, meetingTitle }) => [item, kind, number, meetingTitle])).toEqual([
    ['r1', 'resolution', '1-1', '二季度联席会议'],
    ['r2', 'resolution', '1-2', '二季度联席会议'],
    ['a2', 'topic', '2', '二季度联席会议'],
    ['p1', 'topic', '', '二季度联席会议'],
  ]);
  expect(draft[3]).toMatchObject({ text: '图书角', lead: '图书馆', reason: '晚上没处写作业' });

  // A meeting between took up a topic and a resolution: the topic is its own affair now, the resolution is still open.
  const between = open('2026-09-01T09:00');
  must(takeUp(between.doc, draft.filter(({ item }) => item === 'a2' || item === 'r1').map(asTaken), between.author));
  const second = readOpenItems(between.doc, 'minutes/joint/two');
  expect(draftAgenda([first, second], new Set(['r2'])).map(({ item }) => item)).toEqual(['r1', 'p1']);
});

test('[MN27] what is taken up stands on the agenda once, however often it is taken; a removed topic can be taken up again', () => {
  const { doc, author, before, minutes } = open();
  const draft = draftAgenda([readOpenItems(earlier(), 'minutes/joint/one')], new Set()).map(asTaken);
  must(addTopic(doc, { id: 'first', title: '开场' }, author));
  must(takeUp(doc, [...draft, ...draft], author));
  must(takeUp(doc, draft, author));
  const { agenda } = minutes.topics.get();
  expect(agenda.map((id) => minutes.agenda.values(id).title)).toEqual([
    '开场',
    '上次议定：换灯',
    '上次议定：巡查',
    '上次议定：早市',
    '上次议定：图书角',
  ]);
  expect(before.carried.get().get('r1')).toEqual({ topic: agenda[1], meeting: 'minutes/joint/one' });
  must(removeTopic(doc, { topic: agenda[1] ?? '' }, author));
  expect(before.carried.get().has('r1')).toBe(false);
  must(takeUp(doc, draft.slice(0, 1), author));
  expect(minutes.topics.get().agenda).toHaveLength(5);
});

test('[MN27] a long resolution fits the title, with no character torn', () => {
  const { doc, author, minutes } = open();
  const title = `${'长'.repeat(118)}𠮷𠮷𠮷`;
  must(takeUp(doc, [{ item: 'r', meeting: 'm', title, proposer: null, reason: title.repeat(9), minutes: 5 }], author));
  const [topic = ''] = minutes.topics.get().agenda;
  expect(minutes.agenda.values(topic).title).toBe(`${'长'.repeat(118)}…`);
  expect(minutes.agenda.values(topic).reason?.length).toBeLessThanOrEqual(500);
});

test('[MN27] devices that were apart take up the same: merged, each stands once, and nothing that was written goes', async () => {
  const items = ['r1', 'r2', 'r3'];
  const taken = (item: string): TakenItem => ({
    item,
    meeting: 'minutes/joint/one',
    title: item,
    proposer: null,
    reason: null,
    minutes: null,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0 }), { minLength: 5, maxLength: 60 }), async (numbers) => {
      const written = new Set<string>();
      const replicas = await runReplicas({
        numbers,
        acts: [
          ({ doc, author, chance }) => takeUp(doc, [taken(items[Math.floor(chance() * 3)] ?? 'r1')], author),
          ({ doc, author }) => takeUp(doc, items.map(taken), author),
          ({ doc, author, chance }) => {
            const minutes = projectMinutes(doc);
            const { agenda } = minutes.topics.get();
            minutes.destroy();
            const topic = agenda[Math.floor(chance() * agenda.length)];
            if (topic === undefined) return;
            if (chance() < 0.5) appendParagraphs(textOf(doc, topic), [{ text: '写下的话' }]);
            else recordResolution(doc, { topic, text: '议定' }, author);
            written.add(topic);
          },
        ],
        tables: ['agenda', 'carried'],
      });
      for (const { doc, author } of replicas) must(mergeRepeats(doc, author));
      const [first, ...others] = replicas.map(({ doc }) => {
        for (const { doc: from } of replicas) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
        const { agenda } = projectMinutes(doc).topics.get();
        const of = new Map(
          [...doc.getMap<{ topic?: string; item?: string }>('carried').values()].map(({ topic, item }) => [
            topic,
            item,
          ]),
        );
        return { agenda, unwritten: agenda.filter((id) => !written.has(id)).map((id) => of.get(id)), of };
      });
      for (const other of others) expect(other.agenda).toEqual(first?.agenda);
      // Of each item at most one topic under which nothing was written; everything written is still there.
      const unwritten = first?.unwritten ?? [];
      expect(new Set(unwritten).size).toBe(unwritten.length);
      for (const topic of written) expect(first?.agenda).toContain(topic);
      expect(new Set(first?.agenda.map((id) => first.of.get(id))).size).toBe(new Set(first?.of.values()).size);
    }),
    { numRuns: 60 },
  );
});

const invite = () => {
  const place = open();
  const people = [
    { id: 'p1', name: '李某', unit: '银行' },
    { id: 'p2', name: '王某', unit: '学校' },
    { id: 'p3', name: '丁某', unit: '街道', state: 'observer' as const },
  ];
  must(inviteAttendees(place.doc, people, place.author));
  return place;
};

test('[MN28] an answer stands on the sheet: on leave with the reason, a substitute in the seat, and back again', () => {
  const { doc, author, before, minutes } = invite();
  const seat = (id: string) => {
    const { name, state, remark } = minutes.attendance.values(id);
    return [name, state, remark];
  };
  const answer = (attendee: string, values: Omit<Parameters<typeof answerInvitation>[1], 'attendee'>) =>
    answerInvitation(doc, { attendee, ...values }, author);
  expect(before.replyTally.get()).toEqual({ coming: 0, leave: 0, substitute: 0, waiting: 3 });
  must(answer('p1', { answer: 'leave', remark: '出差' }));
  expect(seat('p1')).toEqual(['李某', 'leave', '出差']);
  must(answer('p1', { answer: 'substitute', substitute: '赵某' }));
  expect(seat('p1')).toEqual(['赵某', 'expected', '代李某']);
  must(answer('p1', { answer: 'substitute', substitute: '钱某' }));
  expect(seat('p1')).toEqual(['钱某', 'expected', '代李某']);
  expect(minutes.tally.get().due).toBe(2);
  must(answer('p1', { answer: 'coming' }));
  expect(seat('p1')).toEqual(['李某', 'expected', null]);
  must(answer('p3', { answer: 'leave' }));
  must(answer('p3', { answer: 'coming' }));
  expect(seat('p3')[1]).toBe('observer');
  expect(before.replyTally.get()).toEqual({ coming: 2, leave: 0, substitute: 0, waiting: 1 });
  expect(answer('p2', { answer: 'substitute', substitute: ' ' })).toMatchObject({ error: { type: 'NothingWritten' } });
});

test('[MN29] the latest answer counts, whoever wrote it; whoever is at the meeting has none to give', () => {
  const { doc, author, before, minutes } = invite();
  must(answerInvitation(doc, { attendee: 'p1', answer: 'leave', remark: '病假' }, author));
  const undo = must(answerInvitation(doc, { attendee: 'p1', answer: 'coming' }, author));
  expect(before.invited.get()[0]?.reply).toMatchObject({ answer: 'coming', by: 'm1' });
  must(undoMinutes(doc, undo, author));
  expect(before.invited.get()[0]?.reply).toMatchObject({ answer: 'leave', remark: '病假' });
  expect(minutes.attendance.values('p1')).toMatchObject({ state: 'leave', remark: '病假' });
  must(markAttendance(doc, { attendee: 'p2', state: 'present' }, author));
  expect(answerInvitation(doc, { attendee: 'p2', answer: 'leave' }, author)).toMatchObject({
    error: { type: 'AlreadyThere' },
  });
});

test('[MN29] a name mended on the sheet stays mended, whatever is answered after', () => {
  const { doc, author, minutes } = invite();
  must(answerInvitation(doc, { attendee: 'p1', answer: 'leave' }, author));
  doc.transact(() => doc.getMap('attendance').set('p1/name', ['李默', 1, 'm2']));
  must(answerInvitation(doc, { attendee: 'p1', answer: 'coming' }, author));
  expect(minutes.attendance.values('p1').name).toBe('李默');
});

test.each([
  ['a proposal', 'proposals', { topic: 't1', suggestion: '加两盏' }, null],
  ['a verdict of no such kind', 'verdicts', { topic: 't1', verdict: 'burnt' }, 'unfit-value'],
  ['an answer', 'replies', { attendee: 'p1', answer: 'leave' }, null],
  ['an answer with an unknown field', 'replies', { attendee: 'p1', mood: 'sad' }, 'unfit-value'],
  ['a topic that takes something up', 'carried', { topic: 't1', item: 'r1', meeting: 'minutes/joint/a' }, null],
] as const)('[MN13] the relay judges %s', (_, container, values, rule) => {
  const writer = { member: 'm1', isCommittee: false, units: ['unit-linxi'], isServer: false };
  const write = { container, key: 'row1', value: { ...values, $at: 1, $by: 'm1' }, exists: false, writer };
  const judged = minutesRules.mayWrite(write);
  expect(judged.ok ? null : judged.error.rule).toBe(rule);
});

test('[MN22] who is invited in one step stands on the sheet in that order, though all of it happens in one moment', () => {
  const doc = new Y.Doc();
  const author = createAuthor('m1', () => 1_700_000_000_000);
  const names = ['丁', '丙', '乙', '甲', '戊', '己', '庚', '辛', '壬', '癸'];
  must(
    inviteAttendees(
      doc,
      names.map((name) => ({ name })),
      author,
    ),
  );
  const { attendance } = projectMinutes(doc);
  expect(attendance.ids().map((id) => attendance.values(id).name)).toEqual(names);
});
