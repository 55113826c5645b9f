import { jsonEquals } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Derived, derive } from '../derived.ts';
import { projectTable, type TableProjection } from '../table/index.ts';
import { carriedSchema, proposalsSchema, type ReplyAnswer, repliesSchema, verdictsSchema } from './before-schema.ts';
import { type AttendeeValues, projectMinutes, type TopicValues } from './read.ts';

/** `waiting` for the secretary, on the agenda, or left for a later meeting. */
export type Fate = 'waiting' | 'adopted' | 'deferred';

export interface Proposal {
  readonly topic: string;
  /** Row id in `proposals`; null where there is only the topic itself. */
  readonly row: string | null;
  readonly title: string;
  readonly proposer: string | null;
  readonly reason: string | null;
  readonly suggestion: string | null;
  readonly contact: string | null;
  readonly phone: string | null;
  /** The account that proposed it, and when (ms). */
  readonly by: string;
  readonly at: number;
  readonly fate: Fate;
  /** Why it was deferred. */
  readonly why: string | null;
}

export interface Reply {
  readonly attendee: string;
  readonly answer: ReplyAnswer;
  /** Who was invited; the sheet names the substitute. */
  readonly name: string;
  readonly substitute: string | null;
  readonly remark: string | null;
  readonly by: string;
  readonly at: number;
}

/** Somebody on the sheet, and what they answered; null as long as they have not. */
export interface Invited {
  readonly attendee: string;
  readonly values: AttendeeValues;
  readonly reply: Reply | null;
}

export interface ReplyTally {
  readonly coming: number;
  readonly leave: number;
  readonly substitute: number;
  readonly waiting: number;
}

/** What comes before a meeting, as read: topics that were proposed, and who answered the invitation. */
export interface BeforeProjection {
  /** Everything that was proposed, oldest first. */
  readonly proposals: Derived<readonly Proposal[]>;
  /** Everybody on the sheet, in its order. */
  readonly invited: Derived<readonly Invited[]>;
  readonly replyTally: Derived<ReplyTally>;
  /** Id of what an earlier meeting left open to the topic that takes it up here. */
  readonly carried: Derived<ReadonlyMap<string, Carried>>;
  destroy(): void;
}

export interface Carried {
  readonly topic: string;
  readonly meeting: string;
}

export const projectBefore = (doc: Y.Doc): BeforeProjection => {
  const minutes = projectMinutes(doc);
  const proposals = projectTable(doc.getMap(proposalsSchema.name), proposalsSchema);
  const verdicts = projectTable(doc.getMap(verdictsSchema.name), verdictsSchema);
  const replies = projectTable(doc.getMap(repliesSchema.name), repliesSchema);
  const carried = projectTable(doc.getMap(carriedSchema.name), carriedSchema);
  const { agenda, attendance } = minutes;
  const derived = <T>(compute: () => T, ...tables: readonly Watched[]): Derived<T> =>
    derive({ watch: watchAll(...tables), compute, equals: (left, right) => sameText(left, right) });

  const readInvited = (): readonly Invited[] => {
    const last = lastBy(replies, 'attendee');
    return attendance.ids().map((attendee) => {
      const row = last.get(attendee);
      return { attendee, values: attendance.values(attendee), reply: row === undefined ? null : replyOf(replies, row) };
    });
  };
  return {
    proposals: derived(
      () => {
        const besides = firstBy(proposals, 'topic');
        const decided = lastBy(verdicts, 'topic');
        return agenda.ids().flatMap((topic): readonly Proposal[] => {
          const values = agenda.values(topic);
          const row = besides.get(topic) ?? null;
          if (values.state !== 'proposed' && row === null && !decided.has(topic)) return [];
          const beside = row === null ? null : proposals.values(row);
          const verdict = decided.get(topic);
          const isDeferred = verdict !== undefined && verdicts.values(verdict).verdict === 'deferred';
          return [
            {
              topic,
              row,
              title: values.title ?? '',
              proposer: values.proposer,
              reason: values.reason,
              suggestion: beside?.suggestion ?? null,
              contact: beside?.contact ?? null,
              phone: beside?.phone ?? null,
              by: agenda.row(topic)?.createdBy ?? '',
              at: agenda.row(topic)?.createdAt ?? 0,
              fate: fateOf(values.state, isDeferred),
              why: isDeferred && values.state === 'proposed' ? verdicts.values(verdict).why : null,
            },
          ];
        });
      },
      agenda,
      proposals,
      verdicts,
    ),
    invited: derived(readInvited, attendance, replies),
    replyTally: derived(
      () => {
        const tally = { coming: 0, leave: 0, substitute: 0, waiting: 0 };
        for (const { reply } of readInvited()) tally[reply?.answer ?? 'waiting'] += 1;
        return tally;
      },
      attendance,
      replies,
    ),
    carried: derive({
      watch: watchAll(agenda, carried),
      compute: () => readCarried(carried, new Set(agenda.ids())),
      equals: (left, right) => sameText([...left], [...right]),
    }),
    destroy: () => {
      minutes.destroy();
      for (const table of [proposals, verdicts, replies, carried]) table.destroy();
    },
  };
};

/** What stands on the agenda is adopted whoever deferred it meanwhile. */
const fateOf = (state: TopicValues['state'], isDeferred: boolean): Fate => {
  if (state === 'proposed') return isDeferred ? 'deferred' : 'waiting';
  return state === 'deferred' ? 'deferred' : 'adopted';
};

/** Of topics that take up the same the oldest counts. */
export const readCarried = (
  carried: TableProjection<(typeof carriedSchema)['fields']>,
  topics: ReadonlySet<string>,
): ReadonlyMap<string, Carried> => {
  const found = new Map<string, Carried>();
  for (const id of carried.ids()) {
    const { topic, item, meeting } = carried.values(id);
    if (topic === null || item === null || !topics.has(topic) || found.has(item)) continue;
    found.set(item, { topic, meeting: meeting ?? '' });
  }
  return found;
};

const replyOf = (replies: TableProjection<(typeof repliesSchema)['fields']>, id: string): Reply | null => {
  const { attendee, answer, name, substitute, remark } = replies.values(id);
  // A newer version's answer is no answer that this one can show.
  if (answer === null) return null;
  const { createdBy = '', createdAt = 0 } = replies.row(id) ?? {};
  return { attendee: attendee ?? '', answer, name: name ?? '', substitute, remark, by: createdBy, at: createdAt };
};

interface Keyed<K extends string> {
  ids(): readonly string[];
  values(id: string): { readonly [key in K]: string | null };
}
/** Row ids by what a field names; rows come oldest first. */
const lastBy = <K extends string>(table: Keyed<K>, field: K): ReadonlyMap<string, string> =>
  new Map(table.ids().map((id) => [table.values(id)[field] ?? '', id]));
const firstBy = <K extends string>(table: Keyed<K>, field: K): ReadonlyMap<string, string> =>
  new Map(
    table
      .ids()
      .toReversed()
      .map((id) => [table.values(id)[field] ?? '', id]),
  );

interface Watched {
  subscribe(to: { type: 'any' }, listener: () => void): () => void;
}

const watchAll =
  (...tables: readonly Watched[]) =>
  (changed: () => void) => {
    const stops = tables.map((table) => table.subscribe({ type: 'any' }, changed));
    return () => {
      for (const stop of stops) stop();
    };
  };

const sameText = (left: unknown, right: unknown): boolean => jsonEquals(left as never, right as never);
