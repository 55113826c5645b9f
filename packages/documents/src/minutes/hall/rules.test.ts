import { expect, test } from 'vitest';
import type { Writer } from '../../kind.ts';
import { minutesRules } from '../rules.ts';

type Entries = { readonly [key: string]: unknown };
const host: Writer = { member: 'mhost', isCommittee: false, holdsMeetings: true, units: [], isServer: false };
const liaison: Writer = {
  member: 'mself',
  isCommittee: false,
  holdsMeetings: false,
  units: ['unit-linxi'],
  isServer: false,
};
const stamp = (by: string, at = 10) => ({ $at: at, $by: by });
const cell = (value: unknown, by: string, at = 10) => [value, at, by];

const sheet: Entries = {
  'attendance/p1': { name: '示例甲', state: 'present', member: 'mself', ...stamp('mhost') },
  'attendance/p2': { name: '示例乙', state: 'present', ...stamp('mhost') },
  'attendance/p3': { name: '示例丙', state: 'observer', ...stamp('mhost') },
  'votes/v1': { topic: 't1', question: '延续', way: 'named', rule: 'due-half', ...stamp('mhost') },
  'votes/v2': { topic: 't1', question: '延续', way: 'secret', rule: 'due-half', ...stamp('') },
  'votes/v3': { topic: 't1', question: '延续', way: 'hands', rule: 'due-half', ...stamp('mhost') },
};
const closed: Entries = { 'results/v1': { ...stamp('mhost', 20) } };

/** How the relay judges one entry over what stood before it and what stands with it. */
const judge = (
  container: string,
  key: string,
  value: unknown,
  writer: Writer,
  before: Entries = sheet,
  with_: Entries = {},
) => {
  const all: Entries = { ...before, ...with_, [`${container}/${key}`]: value };
  const judged = minutesRules.mayWrite({
    container,
    key,
    value,
    exists: `${container}/${key}` in before,
    standing: (table, each) => all[`${table}/${each}`],
    before: (table, each) => before[`${table}/${each}`],
    writer,
  });
  return judged.ok ? 'accepted' : judged.error.rule;
};
const ballot = (attendee: string, vote = 'v1', by = 'mself', at = 10) => ({
  vote,
  attendee,
  choice: 'for',
  ...stamp(by, at),
});

test('[MN49] those who hold meetings put and withdraw named votes and hands; nobody but the relay a secret one; a vote is final', () => {
  const vote = { topic: 't1', question: '延续', way: 'named', rule: 'due-half', ...stamp('mhost') };
  expect(judge('votes', 'v9', vote, host)).toBe('accepted');
  expect(judge('votes', 'v9', { ...vote, $by: 'mself' }, liaison)).toBe('host-decides');
  expect(judge('votes', 'v9', { ...vote, way: 'secret' }, host)).toBe('server-only');
  expect(judge('votes', 'v9', { ...vote, rule: null }, host)).toBe('vote-unfinished');
  expect(judge('votes', 'v1', vote, host)).toBe('row-exists');
  for (const field of ['question', 'rule', 'way', 'topic'])
    expect(
      judge(
        'votes',
        `v1/${field}`,
        cell(field === 'way' ? 'hands' : field === 'rule' ? 'due-half' : 'x', 'mhost'),
        host,
      ),
    ).toBe('vote-is-final');
  expect(judge('votes', 'v1/~', cell(true, 'mhost'), host)).toBe('accepted');
  expect(judge('votes', 'v1/~', cell(true, 'mself'), liaison)).toBe('host-decides');
  expect(judge('votes', 'v1/~', cell(true, 'mhost'), host, { ...sheet, ...closed })).toBe('vote-is-final');
  expect(judge('hall', 'self/quorum', cell('half', 'mself'), liaison)).toBe('host-decides');
  expect(judge('hall', 'self/quorum', cell('half', 'mhost'), host)).toBe('accepted');
});

test('[MN51] a person gives the own ballot and nobody else’s; a recorder anybody’s who is in the room', () => {
  expect(judge('ballots', 'p1.v1', ballot('p1'), liaison)).toBe('accepted');
  expect(judge('ballots', 'p2.v1', ballot('p2'), liaison)).toBe('ballot-of-another');
  expect(judge('ballots', 'p2.v1', ballot('p2', 'v1', 'mhost'), host)).toBe('accepted');
  expect(judge('ballots', 'p3.v1', ballot('p3', 'v1', 'mhost'), host)).toBe('no-vote');
  expect(judge('ballots', 'p9.v1', ballot('p9', 'v1', 'mhost'), host)).toBe('no-vote');
  const left = { ...sheet, 'attendance/p1/left': cell('2026-09-10T15:00', 'mhost') };
  expect(judge('ballots', 'p1.v1', ballot('p1'), liaison, left)).toBe('no-vote');
  // Another key would be a second ballot.
  expect(judge('ballots', 'p1.v1x', ballot('p1'), liaison)).toBe('ballot-is-final');
  expect(judge('ballots', 'other', ballot('p1'), liaison)).toBe('ballot-is-final');
  for (const vote of ['v2', 'v3', 'v9'])
    expect(judge('ballots', `p1.${vote}`, ballot('p1', vote), liaison)).toBe('no-such-vote');
  const cast = { ...sheet, 'ballots/p1.v1': ballot('p1') };
  expect(judge('ballots', 'p1.v1', ballot('p1'), liaison, cast)).toBe('row-exists');
  expect(judge('ballots', 'p1.v1/choice', cell('against', 'mself'), liaison, cast)).toBe('accepted');
  expect(judge('ballots', 'p1.v1/attendee', cell('p2', 'mself'), liaison, cast)).toBe('ballot-is-final');
  expect(judge('ballots', 'p1.v1/vote', cell('v3', 'mself'), liaison, cast)).toBe('ballot-is-final');
  expect(judge('ballots', 'p1.v1/~', cell(true, 'mhost'), host, cast)).toBe('ballot-is-final');
  expect(judge('ballots', 'p2.v1/choice', cell('for', 'mhost'), host, cast)).toBe('ballot-is-final');
});

test('[MN61] whose account a line is, those who hold meetings say: nobody takes a line, and its ballot, for themselves', () => {
  const row = { name: '示例', state: 'present', ...stamp('mself') };
  expect(judge('attendance', 'p8', row, liaison)).toBe('accepted');
  expect(judge('attendance', 'p8', { ...row, member: 'mself' }, liaison)).toBe('host-decides');
  expect(judge('attendance', 'p2/member', cell('mself', 'mself'), liaison)).toBe('host-decides');
  expect(judge('attendance', 'p2/member!10-mhost', cell('mself', 'mhost'), liaison)).toBe('host-decides');
  expect(judge('attendance', 'p2/member', cell('mself', 'mhost'), host)).toBe('accepted');
});

test('[MN52] a result is written once, by those who hold meetings, and adds up; then no ballot is taken', () => {
  const result = {
    quorum: 'half',
    due: 12,
    present: 10,
    for: 9,
    against: 0,
    abstain: 1,
    outcome: 'passed',
    at: '2026-09-10T15:00',
    ...stamp('mhost', 20),
  };
  const write = (more: object, writer = host, before = sheet, id = 'v1') =>
    judge('results', id, { ...result, ...more }, writer, before);
  expect(write({})).toBe('accepted');
  expect(write({ $by: 'mself' }, liaison)).toBe('host-decides');
  for (const wrong of [
    { outcome: 'rejected' },
    { for: 10 },
    { present: 13 },
    { for: 3 },
    { present: 6, for: 6 },
    { for: null },
    { at: null },
    { outcome: null },
  ])
    expect(write(wrong), JSON.stringify(wrong)).toBe('miscounted');
  expect(write({ present: 6, for: 5, outcome: 'void' })).toBe('accepted');
  expect(write({}, host, sheet, 'v2')).toBe('server-only');
  expect(write({}, host, sheet, 'v9')).toBe('no-such-vote');
  expect(write({}, host, { ...sheet, 'votes/v1/~': cell(true, 'mhost') })).toBe('no-such-vote');
  const after = { ...sheet, ...closed };
  expect(write({}, host, after)).toBe('row-exists');
  for (const field of ['for', 'due', 'outcome'])
    expect(judge('results', `v1/${field}`, cell(field === 'outcome' ? 'passed' : 1, 'mhost'), host, after)).toBe(
      'result-is-final',
    );
  expect(judge('results', 'v1/~', cell(true, 'mhost'), host, after)).toBe('result-is-final');
  expect(judge('ballots', 'p1.v1', ballot('p1'), liaison, after)).toBe('vote-is-closed');
  expect(judge('ballots', 'p2.v1', ballot('p2', 'v1', 'mhost'), host, after)).toBe('vote-is-closed');
  // A whole vote that was held without a network comes in one update: what was cast before the closing is taken.
  expect(judge('ballots', 'p1.v1', ballot('p1', 'v1', 'mself', 15), liaison, sheet, closed)).toBe('accepted');
  expect(judge('ballots', 'p1.v1', ballot('p1', 'v1', 'mself', 25), liaison, sheet, closed)).toBe('vote-is-closed');
});

test('[MN60] what came by the code is the relay’s to write, and to match or admit theirs who hold meetings', () => {
  const walkIn = { name: '示例客', unit: '学校', ...stamp('mhost') };
  expect(judge('walkIns', 'w1', walkIn, host)).toBe('server-only');
  const there = { ...sheet, 'walkIns/w1': { ...walkIn, $by: '' } };
  expect(judge('walkIns', 'w1/attendee', cell('p1', 'mhost'), host, there)).toBe('accepted');
  expect(judge('walkIns', 'w1/attendee', cell('p1', 'mself'), liaison, there)).toBe('host-decides');
  expect(judge('walkIns', 'w1/~', cell(true, 'mself'), liaison, there)).toBe('host-decides');
});
