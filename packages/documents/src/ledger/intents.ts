import { createUuid, err, type Json, ok, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, type ChangeError, commit, intentOrigin, valueAt } from '../table/index.ts';
import { projectEntries } from './entries.ts';
import { type Entry, isDay, type Measure, maxQuantity, parseEntry, type Step } from './entry.ts';
import type { CardValues, MilestoneValues } from './read.ts';
import { entriesName, ledgerTables, outcomesName, type Stage, stages } from './schema.ts';

export type LedgerError =
  | ChangeError
  | { readonly type: 'TitleMissing' }
  | { readonly type: 'TextMissing' }
  | { readonly type: 'ItemMissing' }
  | { readonly type: 'QuantityInvalid'; readonly quantity: number }
  | { readonly type: 'DayInvalid'; readonly day: string }
  | { readonly type: 'EntryInvalid' }
  | { readonly type: 'EntryExists'; readonly id: string }
  | { readonly type: 'NoSuchEntry'; readonly id: string }
  /** A reversal is not itself taken back: enter the amount anew. */
  | { readonly type: 'IsReversal'; readonly id: string }
  | { readonly type: 'EntryRefused'; readonly id: string }
  | { readonly type: 'AlreadyReversed'; readonly id: string; readonly by: string };

type Done = Result<readonly Change[], LedgerError>;

/** Writes on the project's card. A title cannot be emptied. */
export const describeProject = (doc: Y.Doc, input: Partial<CardValues>, author: Author): Done => {
  if (input.title !== undefined && !hasText(input.title)) return err({ type: 'TitleMissing' });
  return commit(doc, ledgerTables, setAll('card', 'self', input), author);
};

/** Moves the project to a stage; the first day of a stage that has none is `today`, and the last day of the one before. */
export const enterStage = (
  doc: Y.Doc,
  { stage, today }: { readonly stage: Stage; readonly today: string },
  author: Author,
): Done => {
  if (!isDay(today)) return err({ type: 'DayInvalid', day: today });
  const map = doc.getMap<unknown>('card');
  const changes = setAll('card', 'self', { stage });
  const isBlank = (field: string) => valueAt(map, 'self', field) === null;
  if (isBlank(`${stage}From`))
    changes.push({ type: 'set', table: 'card', id: 'self', field: `${stage}From`, value: today });
  const before = stages[stages.indexOf(stage) - 1];
  if (before && !isBlank(`${before}From`) && isBlank(`${before}To`)) {
    changes.push({ type: 'set', table: 'card', id: 'self', field: `${before}To`, value: today });
  }
  return commit(doc, ledgerTables, changes, author);
};

export const setMilestone = (
  doc: Y.Doc,
  input: { readonly title: string; readonly due?: string | null; readonly note?: string | null },
  author: Author,
): Done => {
  if (!hasText(input.title)) return err({ type: 'TitleMissing' });
  const values = { title: input.title.trim(), due: input.due ?? null, note: input.note ?? null };
  return commit(doc, ledgerTables, [{ type: 'create', table: 'milestones', id: newId(author), values }], author);
};

export const changeMilestone = (
  doc: Y.Doc,
  { id, values }: { readonly id: string; readonly values: Partial<MilestoneValues> },
  author: Author,
): Done => {
  if (values.title !== undefined && !hasText(values.title)) return err({ type: 'TitleMissing' });
  return commit(doc, ledgerTables, setAll('milestones', id, values), author);
};

export const reachMilestone = (doc: Y.Doc, id: string, author: Author): Done =>
  changeMilestone(doc, { id, values: { isDone: true } }, author);

export const reopenMilestone = (doc: Y.Doc, id: string, author: Author): Done =>
  changeMilestone(doc, { id, values: { isDone: false } }, author);

export const dropMilestone = (doc: Y.Doc, id: string, author: Author): Done =>
  commit(doc, ledgerTables, [{ type: 'remove', table: 'milestones', id }], author);

export const leaveNote = (doc: Y.Doc, text: string, author: Author): Done => {
  if (!hasText(text)) return err({ type: 'TextMissing' });
  const values = { text: text.trim() };
  return commit(doc, ledgerTables, [{ type: 'create', table: 'notes', id: newId(author), values }], author);
};

export const rewordNote = (
  doc: Y.Doc,
  { id, text }: { readonly id: string; readonly text: string },
  author: Author,
): Done => {
  if (!hasText(text)) return err({ type: 'TextMissing' });
  return commit(doc, ledgerTables, setAll('notes', id, { text: text.trim() }), author);
};

export const withdrawNote = (doc: Y.Doc, id: string, author: Author): Done =>
  commit(doc, ledgerTables, [{ type: 'remove', table: 'notes', id }], author);

export interface NewEntry {
  readonly id?: string;
  readonly unit: string;
  readonly step: Step;
  readonly measure: Measure;
  /** Whole 分 for yuan, whole measures else. */
  readonly quantity: number;
  readonly item: string;
  readonly date: string;
  readonly need?: string | null;
  readonly offer?: string | null;
}

/** Writes an entry, once. There is nothing to undo it with: what is wrong is reversed. */
export const recordEntry = (doc: Y.Doc, input: NewEntry, author: Author): Done => {
  const { quantity, date } = input;
  const item = input.item.trim();
  if (item === '') return err({ type: 'ItemMissing' });
  if (!Number.isSafeInteger(quantity) || quantity <= 0 || quantity > maxQuantity) {
    return err({ type: 'QuantityInvalid', quantity });
  }
  if (!isDay(date)) return err({ type: 'DayInvalid', day: date });
  const { unit, step, measure, need = null, offer = null, id = newId(author) } = input;
  return write(doc, { id, unit, step, measure, quantity, item, date, reverses: null, need, offer, ...stamp(author) });
};

/** Takes an entry back, whole, by an entry of the opposite quantity on `date`. */
export const reverseEntry = (
  doc: Y.Doc,
  { id, item, date }: { readonly id: string; readonly item: string; readonly date: string },
  author: Author,
): Done => {
  if (item.trim() === '') return err({ type: 'ItemMissing' });
  if (!isDay(date)) return err({ type: 'DayInvalid', day: date });
  const entries = projectEntries(doc.getMap(entriesName), doc.getMap(outcomesName));
  const line = entries.line(id);
  entries.destroy();
  if (!line) return err({ type: 'NoSuchEntry', id });
  if (line.entry.reverses !== null) return err({ type: 'IsReversal', id });
  if (line.state === 'refused') return err({ type: 'EntryRefused', id });
  if (line.reversedBy !== null) return err({ type: 'AlreadyReversed', id, by: line.reversedBy });
  const { unit, step, measure, quantity, need, offer } = line.entry;
  const reversal = { unit, step, measure, quantity: -quantity, item: item.trim(), date, reverses: id, need, offer };
  return write(doc, { id: newId(author), ...reversal, ...stamp(author) });
};

const write = (doc: Y.Doc, entry: Entry): Done => {
  if (!parseEntry(entry.id, { ...entry })) return err({ type: 'EntryInvalid' });
  const map = doc.getMap<unknown>(entriesName);
  if (map.has(entry.id)) return err({ type: 'EntryExists', id: entry.id });
  doc.transact(() => map.set(entry.id, entry), intentOrigin);
  return ok([]);
};

const stamp = (author: Author) => ({ by: author.member, at: author.clock() });
const newId = (author: Author) => createUuid(author.clock, author.random);
const hasText = (value: string | null): boolean => value !== null && value.trim() !== '';

const setAll = (table: string, id: string, values: { readonly [field: string]: Json | undefined }): Change[] =>
  Object.entries(values).flatMap(([field, value]): Change[] =>
    value === undefined ? [] : [{ type: 'set', table, id, field, value }],
  );
