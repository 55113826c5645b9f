import type * as Y from 'yjs';
import { type Attachment, readAttachments } from '../attachments/changes.ts';
import { type Fields, projectTable, recordId, type TableSchema, type Values } from '../table/index.ts';
import {
  type AddendumType,
  addendaSchema,
  feedbackSchema,
  itemsSchema,
  type ReviewOutcome,
  reviewsSchema,
  signedSchema,
} from './schema.ts';

/** The follow-up of a meeting as read. */
export interface Followup {
  readonly signed: Values<(typeof signedSchema)['fields']>;
  /** In the order of the minutes. */
  readonly items: readonly FollowupItem[];
  readonly addenda: readonly Addendum[];
}

/**
 * `open`: nobody has said anything. `reported`: there is feedback that nobody has judged. `continued`: sent back. `settled`:
 * done, whatever is said afterwards, until somebody sends it back.
 */
export type FollowupState = 'open' | 'reported' | 'continued' | 'settled';

export interface FollowupItem {
  readonly id: string;
  readonly number: string;
  readonly text: string;
  readonly lead: string | null;
  readonly assisting: readonly string[];
  /** Scopes of those who may report. */
  readonly parties: readonly string[];
  /** The one that stands: the last review may have set another. */
  readonly deadline: string | null;
  /** As it was resolved. */
  readonly firstDeadline: string | null;
  readonly state: FollowupState;
  /** Everything that was said and decided, oldest first. */
  readonly history: readonly FollowupStep[];
}

interface Step {
  readonly id: string;
  readonly text: string | null;
  /** Milliseconds since 1970 by the writer's clock. */
  readonly at: number;
  /** A member's id. */
  readonly by: string;
}
export type FollowupStep =
  | (Step & { readonly type: 'feedback'; readonly unit: string | null; readonly files: readonly Attachment[] })
  | (Step & { readonly type: 'review'; readonly outcome: ReviewOutcome; readonly deadline: string | null });

export interface Addendum {
  readonly order: number;
  readonly type: AddendumType;
  readonly text: string;
  /** Milliseconds since 1970 by the relay's clock. */
  readonly at: number;
  readonly by: string;
  readonly previous: string;
  readonly hash: string;
}

export const readFollowup = (doc: Y.Doc): Followup => {
  const steps = new Map<string, FollowupStep[]>();
  const note = (item: string | null, step: FollowupStep) => {
    if (item !== null) steps.set(item, [...(steps.get(item) ?? []), step]);
  };
  const attached = readAttachments(doc);
  for (const { id, values, at, by } of rowsOf(doc, feedbackSchema)) {
    const files = attached.filter(({ about }) => about === id);
    note(values.item, { type: 'feedback', id, unit: values.unit, text: values.text, files, at, by });
  }
  for (const { id, values, at, by } of rowsOf(doc, reviewsSchema)) {
    const { item, outcome, note: text, deadline } = values;
    if (outcome !== null) note(item, { type: 'review', id, outcome, deadline, text, at, by });
  }
  const items = rowsOf(doc, itemsSchema)
    .sort((one, other) => (one.values.order ?? 0) - (other.values.order ?? 0) || (one.id < other.id ? -1 : 1))
    .map(({ id, values }): FollowupItem => {
      const history = (steps.get(id) ?? []).sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
      return {
        id,
        number: values.number ?? '',
        text: values.text ?? '',
        lead: values.lead,
        assisting: values.assisting ?? [],
        parties: values.parties ?? [],
        deadline: deadlineOf(history) ?? values.deadline,
        firstDeadline: values.deadline,
        state: stateOf(history),
        history,
      };
    });
  const addenda = rowsOf(doc, addendaSchema)
    .map(({ values }): Addendum => {
      const { order, type, text, at, by, previous, hash } = values;
      return {
        order: order ?? 0,
        type: type ?? 'supplement',
        text: text ?? '',
        at: at ?? 0,
        by: by ?? '',
        previous: previous ?? '',
        hash: hash ?? '',
      };
    })
    .sort((one, other) => one.order - other.order);
  const signed = projectTable(doc.getMap(signedSchema.name), signedSchema);
  const values = signed.values(recordId);
  signed.destroy();
  return { signed: values, items, addenda };
};

const stateOf = (history: readonly FollowupStep[]): FollowupState => {
  const reviews = history.filter((step) => step.type === 'review');
  const last = reviews.at(-1);
  if (last?.outcome === 'settled') return 'settled';
  if (history.at(-1)?.type === 'feedback') return 'reported';
  return last ? 'continued' : 'open';
};

const deadlineOf = (history: readonly FollowupStep[]): string | null =>
  history.reduce<string | null>(
    (standing, step) => (step.type === 'review' && step.outcome === 'continue' && step.deadline) || standing,
    null,
  );

const rowsOf = <F extends Fields>(doc: Y.Doc, schema: TableSchema<F>) => {
  const table = projectTable(doc.getMap(schema.name), schema);
  const rows = table.ids().map((id) => {
    const row = table.row(id);
    return { id, values: table.values(id), at: row?.createdAt ?? 0, by: row?.createdBy ?? '' };
  });
  table.destroy();
  return rows;
};
