import { createUuid, err, ok, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, recordId, valueAt } from '../../table/index.ts';
import { type MinutesError, write } from '../intents.ts';
import type { AttendanceState } from '../schema.ts';
import { wallTime } from '../wall-time.ts';
import { countsFit, outcomeOf, type VoteCounts } from './count.ts';
import { isEntitled, projectHall } from './read.ts';
import type { QuorumRule } from './schema.ts';
import type { BallotChoice, VoteRule, VoteWay } from './vote-schema.ts';

/**
 * What is done in the hall. Votes have no undo: a ballot is changed by another, a vote is withdrawn while it is open, and a
 * result stands.
 */
type Done = Result<readonly Change[], MinutesError>;

/** Chooses what this meeting needs to be one. */
export const chooseQuorum = (doc: Y.Doc, { quorum }: { readonly quorum: QuorumRule }, author: Author): Done =>
  write(doc, [{ type: 'set', table: 'hall', id: recordId, field: 'quorum', value: quorum }], author);

/** Notes that somebody has left before the end, or that they have not (`left: false`). */
export const markLeft = (
  doc: Y.Doc,
  input: { readonly attendee: string; readonly left: boolean; readonly time?: string },
  author: Author,
): Done => {
  const value = input.left ? (input.time ?? wallTime(author.clock())) : null;
  return write(doc, [{ type: 'set', table: 'attendance', id: input.attendee, field: 'left', value }], author);
};

/** Finds somebody who signed in by the code on the sheet: that line signs in, at the time of the code. */
export const matchWalkIn = (
  doc: Y.Doc,
  { walkIn, attendee }: { readonly walkIn: string; readonly attendee: string },
  author: Author,
): Done => {
  const state = valueAt(doc.getMap('attendance'), attendee, 'state') === 'observer' ? 'observer' : 'present';
  const time = valueAt(doc.getMap('walkIns'), walkIn, 'time') ?? wallTime(author.clock());
  const set = (field: string, value: string): Change => ({
    type: 'set',
    table: 'attendance',
    id: attendee,
    field,
    value,
  });
  const changes: Change[] = [set('state', state), set('time', time as string), cameTo(walkIn, attendee)];
  return write(doc, changes, author);
};

/** Takes somebody in who is on no line: as one of those due (出席), or as an observer (列席). */
export const admitWalkIn = (
  doc: Y.Doc,
  { walkIn, as }: { readonly walkIn: string; readonly as: Extract<AttendanceState, 'present' | 'observer'> },
  author: Author,
): Done => {
  const rows = doc.getMap('walkIns');
  const of = (field: string) => valueAt(rows, walkIn, field);
  const id = createUuid(author.clock, author.random);
  const values = { name: of('name'), unit: of('unit'), post: of('post'), state: as, time: of('time') };
  return write(doc, [{ type: 'create', table: 'attendance', id, values }, cameTo(walkIn, id)], author);
};

/** Puts away what somebody sent who is not here, or sent twice. */
export const dismissWalkIn = (doc: Y.Doc, { walkIn }: { readonly walkIn: string }, author: Author): Done =>
  write(doc, [{ type: 'remove', table: 'walkIns', id: walkIn }], author);

const cameTo = (walkIn: string, attendee: string): Change => ({
  type: 'set',
  table: 'walkIns',
  id: walkIn,
  field: 'attendee',
  value: attendee,
});

export interface NewVote {
  readonly topic: string;
  readonly question: string;
  readonly way: VoteWay;
  readonly rule: VoteRule;
}

/** Puts a question to those present. A secret vote is opened by the relay, which keeps its box. */
export const openVote = (doc: Y.Doc, vote: NewVote & { readonly id?: string }, author: Author): Done => {
  const { id = createVoteId(author), ...values } = vote;
  const question = values.question.trim();
  if (question === '') return err({ type: 'NothingWritten' });
  const done = write(doc, [{ type: 'create', table: 'votes', id, values: { ...values, question } }], author);
  return done.ok ? ok([]) : done;
};

/** Twenty characters: with an attendee's UUID before it a ballot's id still fits its place. */
export const createVoteId = ({ clock, random }: Author): string =>
  `v${createUuid(clock, random).replaceAll('-', '').slice(-19)}`;

export const ballotId = (vote: string, attendee: string): string => `${attendee}.${vote}`;

/** A named ballot, or another instead of it; null takes it back. */
export const castBallot = (
  doc: Y.Doc,
  input: { readonly vote: string; readonly attendee: string; readonly choice: BallotChoice | null },
  author: Author,
): Done => {
  const { vote, attendee, choice } = input;
  const found = findVote(doc, vote);
  if (!found) return err({ type: 'NoSuchVote' });
  if (found.result) return err({ type: 'VoteClosed' });
  if (found.way !== 'named') return err({ type: 'NotNamed' });
  if (!isEntitled(doc, attendee)) return err({ type: 'NotEntitled' });
  const id = ballotId(vote, attendee);
  const change: Change = doc.getMap('ballots').has(id)
    ? { type: 'set', table: 'ballots', id, field: 'choice', value: choice }
    : { type: 'create', table: 'ballots', id, values: { vote, attendee, choice } };
  const done = write(doc, [change], author);
  return done.ok ? ok([]) : done;
};

/**
 * Closes a vote: counts, decides and writes the result, for good. `counts`: of hands, or of a secret vote's box; named ballots
 * are counted here, those of people who have left meanwhile included.
 */
export const closeVote = (
  doc: Y.Doc,
  { vote, counts: given }: { readonly vote: string; readonly counts?: VoteCounts },
  author: Author,
): Done => {
  const found = findVote(doc, vote);
  if (!found) return err({ type: 'NoSuchVote' });
  if (found.result) return err({ type: 'VoteClosed' });
  const counts = found.way === 'named' ? found.counts : given;
  const hall = projectHall(doc);
  const { quorum, due, here } = hall.presence.get();
  hall.destroy();
  if (!counts) return err({ type: 'BadCount' });
  const voices = counts.for + counts.against + counts.abstain;
  // Who voted and left was in the room for this vote.
  const present = found.way === 'hands' ? here : Math.max(here, voices);
  if (!countsFit(counts, present)) return err({ type: 'BadCount' });
  const outcome = outcomeOf({ rule: found.rule, quorum, due, present }, counts);
  const at = wallTime(author.clock());
  const values = { quorum, due, present, ...counts, outcome, at };
  const done = write(doc, [{ type: 'create', table: 'results', id: vote, values }], author);
  return done.ok ? ok([]) : done;
};

/** Takes a vote back that was opened by mistake; what has a result stands. */
export const withdrawVote = (doc: Y.Doc, { vote }: { readonly vote: string }, author: Author): Done => {
  const found = findVote(doc, vote);
  if (!found) return err({ type: 'NoSuchVote' });
  if (found.result) return err({ type: 'VoteClosed' });
  const done = write(doc, [{ type: 'remove', table: 'votes', id: vote }], author);
  return done.ok ? ok([]) : done;
};

const findVote = (doc: Y.Doc, id: string) => {
  const hall = projectHall(doc);
  const found = hall.votes.get().find((vote) => vote.id === id);
  hall.destroy();
  return found;
};
