import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createAuthor, keepClashes } from '../../table/index.ts';
import { minutesActs } from '../../testing/minutes-acts.ts';
import { pick, type Replica, runReplicas } from '../../testing/replicas.ts';
import {
  admitWalkIn,
  allMinutesTables,
  castBallot,
  chooseQuorum,
  closeVote,
  dismissWalkIn,
  inviteAttendees,
  markAttendance,
  markLeft,
  matchWalkIn,
  openVote,
  outcomeOf,
  projectHall,
  projectMinutes,
  quorumOf,
  snapshotMinutes,
  undoMinutes,
  type VoteRead,
  withdrawVote,
} from '../index.ts';

const at = Date.UTC(2026, 8, 10, 6, 30);
const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

/** A meeting of so many who are due, `here` of them in the room. */
const open = (due: number, here: number) => {
  const doc = new Y.Doc();
  const author = createAuthor('m1', () => at);
  const people = Array.from({ length: due }, (_, index) => ({ id: `p${index}`, name: `示例${index}`, unit: '学校' }));
  must(inviteAttendees(doc, people, author));
  for (let index = 0; index < here; index++)
    must(markAttendance(doc, { attendee: `p${index}`, state: 'present', time: '2026-09-10T14:30' }, author));
  const hall = projectHall(doc);
  const vote = (): VoteRead => hall.votes.get()[0] as VoteRead;
  return { doc, author, hall, vote };
};
const question = { topic: 't1', question: '课堂延续一个学期', way: 'named', rule: 'due-half' } as const;

test('[MN40] a quorum is more than half, more than two thirds or more than four fifths of those due, and of those in the room now', () => {
  const { doc, author, hall } = open(10, 9);
  expect(hall.presence.get()).toEqual({
    ...{ quorum: 'half', due: 10, arrived: 9, left: 0, here: 9, needed: 6, hasQuorum: true },
  });
  must(chooseQuorum(doc, { quorum: 'four-fifths' }, author));
  expect(hall.presence.get()).toMatchObject({ needed: 9, hasQuorum: true });
  must(markLeft(doc, { attendee: 'p0', left: true }, author));
  expect(hall.presence.get()).toMatchObject({ arrived: 9, left: 1, here: 8, hasQuorum: false });
  must(chooseQuorum(doc, { quorum: 'two-thirds' }, author));
  expect(hall.presence.get()).toMatchObject({ needed: 7, hasQuorum: true });
  must(markLeft(doc, { attendee: 'p0', left: false }, author));
  expect(hall.presence.get()).toMatchObject({ left: 0, here: 9 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (due, here) => {
      expect(here >= quorumOf(due, 'half')).toBe(here * 2 > due);
      expect(here >= quorumOf(due, 'two-thirds')).toBe(here * 3 > due * 2);
      expect(here >= quorumOf(due, 'four-fifths')).toBe(here * 5 > due * 4);
    }),
    { numRuns: 200 },
  );
});

test('[MN41] who leaves stays among those present; who turns out not to be here has not left either', () => {
  const { doc, author, hall } = open(3, 2);
  const minutes = projectMinutes(doc);
  must(markLeft(doc, { attendee: 'p0', left: true, time: '2026-09-10T15:10' }, author));
  expect(minutes.tally.get()).toMatchObject({ due: 3, present: 2, missing: 1 });
  expect(minutes.attendance.values('p0')).toMatchObject({ state: 'present', left: '2026-09-10T15:10' });
  must(markAttendance(doc, { attendee: 'p0', state: 'leave' }, author));
  expect(minutes.attendance.values('p0')).toMatchObject({ state: 'leave', time: null, left: null });
  expect(hall.presence.get()).toMatchObject({ arrived: 1, left: 0, here: 1 });
});

test('[MN44] who signed in by the code is matched to a line, admitted, or put away; each has its way back', () => {
  const { doc, author, hall } = open(2, 0);
  const minutes = projectMinutes(doc);
  const stamp = { $at: at, $by: '' };
  for (const [id, name] of [
    ['w1', '示例零'],
    ['w2', '示例客'],
    ['w3', '示例客'],
  ] as const)
    doc.getMap('walkIns').set(id, { name, unit: '学校', post: '教师', time: '2026-09-10T14:31', ...stamp });
  expect(hall.presence.get()).toMatchObject({ due: 2, here: 0 });
  const back = must(matchWalkIn(doc, { walkIn: 'w1', attendee: 'p0' }, author));
  expect(minutes.attendance.values('p0')).toMatchObject({ name: '示例0', state: 'present', time: '2026-09-10T14:31' });
  expect(hall.walkIns.get().map(({ attendee }) => attendee)).toEqual(['p0', null, null]);
  must(undoMinutes(doc, back, author));
  expect(minutes.attendance.values('p0')).toMatchObject({ state: 'expected', time: null });
  expect(hall.walkIns.get()[0]).toMatchObject({ attendee: null });
  must(admitWalkIn(doc, { walkIn: 'w2', as: 'observer' }, author));
  expect(minutes.tally.get()).toMatchObject({ due: 2, observers: 1 });
  const asDue = must(admitWalkIn(doc, { walkIn: 'w1', as: 'present' }, author));
  expect(hall.presence.get()).toMatchObject({ due: 3, here: 1 });
  must(undoMinutes(doc, asDue, author));
  expect(hall.presence.get()).toMatchObject({ due: 2, here: 0 });
  must(dismissWalkIn(doc, { walkIn: 'w3' }, author));
  expect(hall.walkIns.get().map(({ id }) => id)).toEqual(['w1', 'w2']);
});

test('[MN50] a ballot a person: given again it is another instead, from whatever device; who is not in the room has none', () => {
  const { doc, author, vote } = open(4, 3);
  must(markAttendance(doc, { attendee: 'p2', state: 'observer' }, author));
  must(openVote(doc, { ...question, id: 'v1' }, author));
  const cast = (attendee: string, choice: 'for' | 'against' | null) =>
    castBallot(doc, { vote: 'v1', attendee, choice }, author);
  must(cast('p0', 'for'));
  must(cast('p0', 'against'));
  must(cast('p1', 'for'));
  expect(vote().counts).toEqual({ for: 1, against: 1, abstain: 0 });
  for (const attendee of ['p2', 'p3', 'p9'])
    expect(cast(attendee, 'for')).toMatchObject({ error: { type: 'NotEntitled' } });
  must(markLeft(doc, { attendee: 'p1', left: true }, author));
  expect(cast('p1', 'against')).toMatchObject({ error: { type: 'NotEntitled' } });
  must(cast('p0', null));
  expect(vote().counts).toEqual({ for: 1, against: 0, abstain: 0 });
  expect(castBallot(doc, { vote: 'v9', attendee: 'p0', choice: 'for' }, author)).toMatchObject({
    error: { type: 'NoSuchVote' },
  });
  must(openVote(doc, { ...question, id: 'v2', way: 'hands' }, author));
  expect(castBallot(doc, { vote: 'v2', attendee: 'p0', choice: 'for' }, author)).toMatchObject({
    error: { type: 'NotNamed' },
  });
  // Two devices of one person, apart: one ballot.
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  must(
    castBallot(
      other,
      { vote: 'v1', attendee: 'p0', choice: 'for' },
      createAuthor('m2', () => at),
    ),
  );
  must(cast('p0', 'against'));
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(vote().counts.for + vote().counts.against).toBe(2);
});

test('[MN52] closing counts, decides and stands: nothing is cast, closed or withdrawn after it', () => {
  const { doc, author, vote } = open(5, 4);
  must(openVote(doc, { ...question, id: 'v1' }, author));
  for (const attendee of ['p0', 'p1', 'p2']) must(castBallot(doc, { vote: 'v1', attendee, choice: 'for' }, author));
  must(castBallot(doc, { vote: 'v1', attendee: 'p3', choice: 'abstain' }, author));
  must(markLeft(doc, { attendee: 'p3', left: true }, author));
  must(closeVote(doc, { vote: 'v1' }, author));
  const result = { due: 5, present: 4, for: 3, against: 0, abstain: 1, outcome: 'passed', quorum: 'half' };
  expect(vote().result).toMatchObject(result);
  const closed = { error: { type: 'VoteClosed' } };
  expect(castBallot(doc, { vote: 'v1', attendee: 'p0', choice: 'against' }, author)).toMatchObject(closed);
  expect(closeVote(doc, { vote: 'v1' }, author)).toMatchObject(closed);
  expect(withdrawVote(doc, { vote: 'v1' }, author)).toMatchObject(closed);
  // What happens on the sheet afterwards does not reach it.
  must(markAttendance(doc, { attendee: 'p0', state: 'absent' }, author));
  expect(vote().result).toMatchObject(result);
  must(openVote(doc, { ...question, id: 'v2', way: 'hands' }, author));
  expect(closeVote(doc, { vote: 'v2', counts: { for: 9, against: 0, abstain: 0 } }, author)).toMatchObject({
    error: { type: 'BadCount' },
  });
  expect(closeVote(doc, { vote: 'v2' }, author)).toMatchObject({ error: { type: 'BadCount' } });
  must(withdrawVote(doc, { vote: 'v2' }, author));
  expect(snapshotMinutes(doc).votes).toHaveLength(1);
});

test('[MN54] a vote carries by more than half or by two thirds, of 应到 or of 实到; without a quorum it is void', () => {
  const base = { quorum: 'half', due: 12, present: 9 } as const;
  const decide = (rule: Parameters<typeof outcomeOf>[0]['rule'], voices: number, present = 9) =>
    outcomeOf({ ...base, rule, present }, { for: voices, against: 0, abstain: 0 });
  expect([decide('due-half', 6), decide('due-half', 7)]).toEqual(['rejected', 'passed']);
  expect([decide('present-half', 4), decide('present-half', 5)]).toEqual(['rejected', 'passed']);
  expect([decide('due-two-thirds', 7), decide('due-two-thirds', 8)]).toEqual(['rejected', 'passed']);
  expect([decide('present-two-thirds', 5), decide('present-two-thirds', 6)]).toEqual(['rejected', 'passed']);
  expect(decide('present-half', 6, 6)).toBe('void');
});

const rows = (table: string, { doc }: Replica) => [...doc.getMap(table).keys()].filter((key) => !key.includes('/'));
const votingActs = [
  ...minutesActs,
  (replica: Replica) =>
    openVote(replica.doc, { ...question, way: pick(['named', 'hands'], replica.chance) ?? 'named' }, replica.author),
  ...Array.from({ length: 6 }, () => (replica: Replica) => {
    const vote = pick(rows('votes', replica), replica.chance) ?? 'v';
    const attendee = pick(rows('attendance', replica), replica.chance) ?? 'p';
    const choice = pick(['for', 'against', 'abstain', null] as const, replica.chance) ?? null;
    return castBallot(replica.doc, { vote, attendee, choice }, replica.author);
  }),
  (replica: Replica) =>
    closeVote(
      replica.doc,
      { vote: pick(rows('votes', replica), replica.chance) ?? 'v', counts: { for: 1, against: 0, abstain: 0 } },
      replica.author,
    ),
  (replica: Replica) =>
    withdrawVote(replica.doc, { vote: pick(rows('votes', replica), replica.chance) ?? 'v' }, replica.author),
  (replica: Replica) =>
    markLeft(
      replica.doc,
      { attendee: pick(rows('attendance', replica), replica.chance) ?? 'p', left: replica.chance() < 0.7 },
      replica.author,
    ),
];

test('[MN53] recorders who vote and close apart read one result and one ballot a person, once each has everything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { minLength: 60, maxLength: 140 }), async (numbers) => {
      const replicas = await runReplicas({
        numbers,
        acts: votingActs,
        tables: allMinutesTables.map(({ name }) => name),
      });
      const [first, ...others] = replicas.map(({ doc }) => snapshotMinutes(doc));
      for (const other of others) expect(other).toEqual(first);
      for (const { ballots, counts, result } of first?.votes ?? []) {
        expect(counts.for + counts.against + counts.abstain).toBe(Object.keys(ballots).length);
        if (result) expect(result.for + result.against + result.abstain).toBeLessThanOrEqual(result.present);
        if (result) expect(result.present).toBeLessThanOrEqual(result.due);
      }
    }),
    { numRuns: 25 },
  );
});

test('[MN53] of two ballots of one person that were given apart one stands, and no lost one counts', () => {
  const { doc, author } = open(2, 2);
  must(openVote(doc, { ...question, id: 'v1' }, author));
  must(castBallot(doc, { vote: 'v1', attendee: 'p0', choice: 'for' }, author));
  const docs = ['for', 'against', 'abstain'].map((choice, index) => {
    const device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(doc));
    const own = createAuthor(`m${index + 2}`, () => at + index);
    keepClashes(device.getMap('ballots'), own);
    must(castBallot(device, { vote: 'v1', attendee: 'p0', choice: choice as 'for' }, own));
    return device;
  });
  for (const one of docs) for (const other of docs) Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  const read = docs.map((device) => snapshotMinutes(device).votes[0]?.counts);
  expect(read[1]).toEqual(read[0]);
  expect(read[2]).toEqual(read[0]);
  expect(Object.values(read[0] ?? {}).reduce((sum, each) => sum + each, 0)).toBe(1);
});
