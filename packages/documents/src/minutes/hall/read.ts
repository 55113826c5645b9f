import type * as Y from 'yjs';
import { type Derived, derive } from '../../derived.ts';
import { projectTable, recordId, type TableProjection, valueAt } from '../../table/index.ts';
import { attendanceSchema } from '../schema.ts';
import { quorumOf, type VoteCounts } from './count.ts';
import { hallSchema, type QuorumRule, walkInsSchema } from './schema.ts';
import {
  type BallotChoice,
  ballotsSchema,
  resultsSchema,
  type VoteOutcome,
  type VoteRule,
  type VoteWay,
  votesSchema,
} from './vote-schema.ts';

/** Who is in the room at this moment, and whether that is a quorum. */
export interface Presence {
  readonly quorum: QuorumRule;
  /** 应到: everyone entered but observers. */
  readonly due: number;
  /** Signed in, whether they have left or not. */
  readonly arrived: number;
  readonly left: number;
  /** 实到 at this moment: arrived and not left. */
  readonly here: number;
  /** So many make a quorum. */
  readonly needed: number;
  readonly hasQuorum: boolean;
}

export interface VoteResult extends VoteCounts {
  readonly quorum: QuorumRule;
  readonly due: number;
  readonly present: number;
  readonly outcome: VoteOutcome;
  readonly at: string;
}

export interface VoteRead {
  readonly id: string;
  readonly topic: string;
  readonly question: string;
  readonly way: VoteWay;
  readonly rule: VoteRule;
  /** Milliseconds. */
  readonly openedAt: number;
  /** By attendee; of a named vote only. */
  readonly ballots: Readonly<Record<string, BallotChoice>>;
  /** Of the ballots as they stand. */
  readonly counts: VoteCounts;
  /** null while it is open. */
  readonly result: VoteResult | null;
}

export interface WalkIn {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly post: string;
  readonly time: string | null;
  /** null while it waits. */
  readonly attendee: string | null;
}

export interface HallProjection {
  readonly hall: TableProjection<(typeof hallSchema)['fields']>;
  readonly presence: Derived<Presence>;
  /** In the order in which they were opened. */
  readonly votes: Derived<readonly VoteRead[]>;
  /** In the order in which they came. */
  readonly walkIns: Derived<readonly WalkIn[]>;
  destroy(): void;
}

const sameJson = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

/** What goes on in the hall, beside what `projectMinutes` reads. */
export const projectHall = (doc: Y.Doc): HallProjection => {
  const hall = projectTable(doc.getMap(hallSchema.name), hallSchema);
  const attendance = projectTable(doc.getMap(attendanceSchema.name), attendanceSchema);
  const walkIns = projectTable(doc.getMap(walkInsSchema.name), walkInsSchema);
  const votes = projectTable(doc.getMap(votesSchema.name), votesSchema);
  const ballots = projectTable(doc.getMap(ballotsSchema.name), ballotsSchema);
  const results = projectTable(doc.getMap(resultsSchema.name), resultsSchema);
  const tables = [hall, attendance, walkIns, votes, ballots, results];
  const watch =
    (...watched: readonly Watched[]) =>
    (changed: () => void) => {
      const stops = watched.map((table) => table.subscribe({ type: 'any' }, changed));
      return () => {
        for (const stop of stops) stop();
      };
    };
  return {
    hall,
    presence: derive({
      watch: watch(hall, attendance),
      compute: () => countPresence(attendance, hall.values(recordId).quorum ?? 'half'),
      equals: sameJson,
    }),
    votes: derive({
      watch: watch(votes, ballots, results, attendance),
      compute: () => readVotes(votes, ballots, results, attendance),
      equals: sameJson,
    }),
    walkIns: derive({
      watch: watch(walkIns, attendance),
      compute: () => {
        const there = new Set(attendance.ids());
        return walkIns
          .ids()
          .map((id): WalkIn => {
            const { name, unit, post, time, attendee } = walkIns.values(id);
            const known = attendee !== null && there.has(attendee) ? attendee : null;
            return { id, name: name ?? '', unit: unit ?? '', post: post ?? '', time, attendee: known };
          })
          .sort((left, right) => compare(left.time ?? '', right.time ?? '') || compare(left.id, right.id));
      },
      equals: sameJson,
    }),
    destroy: () => {
      for (const table of tables) table.destroy();
    },
  };
};

interface Watched {
  subscribe(to: { type: 'any' }, listener: () => void): () => void;
}

const compare = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1);

const countPresence = (
  attendance: TableProjection<(typeof attendanceSchema)['fields']>,
  quorum: QuorumRule,
): Presence => {
  let due = 0;
  let arrived = 0;
  let gone = 0;
  for (const id of attendance.ids()) {
    const { state, left } = attendance.values(id);
    if (state === 'observer') continue;
    due += 1;
    if (state !== 'present') continue;
    arrived += 1;
    if (left !== null) gone += 1;
  }
  const here = arrived - gone;
  const needed = quorumOf(due, quorum);
  return { quorum, due, arrived, left: gone, here, needed, hasQuorum: due > 0 && here >= needed };
};

const readVotes = (
  votes: TableProjection<(typeof votesSchema)['fields']>,
  ballots: TableProjection<(typeof ballotsSchema)['fields']>,
  results: TableProjection<(typeof resultsSchema)['fields']>,
  attendance: TableProjection<(typeof attendanceSchema)['fields']>,
): readonly VoteRead[] => {
  const arrived = new Set(attendance.ids().filter((id) => attendance.values(id).state === 'present'));
  const byVote = new Map<string, Record<string, BallotChoice>>();
  for (const id of ballots.ids()) {
    const { vote, attendee, choice } = ballots.values(id);
    // Of somebody who was taken off the sheet, or turned out to be an observer, nothing counts.
    if (vote === null || attendee === null || choice === null || !arrived.has(attendee)) continue;
    const found = byVote.get(vote) ?? {};
    found[attendee] = choice;
    byVote.set(vote, found);
  }
  const closed = new Set(results.ids());
  return votes
    .ids()
    .map((id): VoteRead => {
      const { topic, question, way, rule } = votes.values(id);
      const ofVote = byVote.get(id) ?? {};
      const sum = (choice: BallotChoice) => Object.values(ofVote).filter((each) => each === choice).length;
      return {
        id,
        topic: topic ?? '',
        question: question ?? '',
        way: way ?? 'named',
        rule: rule ?? 'due-half',
        openedAt: votes.row(id)?.createdAt ?? 0,
        ballots: ofVote,
        counts: { for: sum('for'), against: sum('against'), abstain: sum('abstain') },
        result: closed.has(id) ? readResult(results.values(id)) : null,
      };
    })
    .sort((left, right) => left.openedAt - right.openedAt || compare(left.id, right.id));
};

const readResult = (values: ReturnType<TableProjection<(typeof resultsSchema)['fields']>['values']>): VoteResult => ({
  quorum: values.quorum ?? 'half',
  due: values.due ?? 0,
  present: values.present ?? 0,
  for: values.for ?? 0,
  against: values.against ?? 0,
  abstain: values.abstain ?? 0,
  outcome: values.outcome ?? 'void',
  at: values.at ?? '',
});

/** Whether this row of the sheet has a vote: due, and in the room. */
export const isEntitled = (doc: Y.Doc, attendee: string): boolean => {
  const rows = doc.getMap('attendance');
  const isRemoved = (rows.get(`${attendee}/~`) as readonly unknown[] | undefined)?.[0] === true;
  return (
    rows.has(attendee) &&
    !isRemoved &&
    valueAt(rows, attendee, 'state') === 'present' &&
    valueAt(rows, attendee, 'left') === null
  );
};
