import { createUuid, err, type Json, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, type ChangeError, commit, isCell, isRowBase, valueAt } from '../table/index.ts';
import { type ConsentProblem, findConsentProblem, isDay } from './consent.ts';
import { type CareLabel, type ConsentValues, careTables, detailFields, labelsTable } from './schema.ts';

/**
 * The only writers of care documents. A withdrawal is final: what it blanks is gone, and whoever was asked by mistake is
 * asked for their consent anew.
 */
export type CareError =
  | ChangeError
  | { readonly type: 'ConsentUnfit'; readonly problem: ConsentProblem }
  | { readonly type: 'LabelMissing' }
  | { readonly type: 'AlreadyLabelled'; readonly id: string }
  | { readonly type: 'AlreadyWithdrawn'; readonly id: string }
  | { readonly type: 'DayMissing' };

export type CareResult = Result<readonly Change[], CareError>;

export interface NewLabel extends Partial<ConsentValues> {
  readonly label: CareLabel | null;
  readonly help?: string | null;
}

const { name: labels } = labelsTable;

/** Records a label with the consent that allows it. The consent's row stays as it is; the details can be blanked. */
export const recordLabel = (
  doc: Y.Doc,
  { label, help, ...consent }: NewLabel,
  author: Author,
  id: string = createUuid(author.clock, author.random),
): CareResult => {
  if (label === null) return err({ type: 'LabelMissing' });
  const values = trimmed(consent);
  const problem = findConsentProblem(values);
  if (problem) return err({ type: 'ConsentUnfit', problem });
  const known = findStanding(doc, values.resident ?? null, label);
  if (known) return err({ type: 'AlreadyLabelled', id: known });
  const details: readonly Change[] = [
    { type: 'set', table: labels, id, field: 'label', value: label },
    { type: 'set', table: labels, id, field: 'help', value: help?.trim() || null },
  ];
  return commit(doc, careTables, [{ type: 'create', table: labels, id, values }, ...details], author);
};

/** The consent is withdrawn: what it told goes, that it was given and withdrawn stays. */
export const withdrawConsent = (doc: Y.Doc, id: string, on: string, author: Author): CareResult => {
  if (!isDay(on)) return err({ type: 'DayMissing' });
  if (valueAt(doc.getMap(labels), id, 'withdrawnOn') !== null) return err({ type: 'AlreadyWithdrawn', id });
  const withdrawn: Change = { type: 'set', table: labels, id, field: 'withdrawnOn', value: on };
  return commit(doc, careTables, [...blanked(id), withdrawn], author);
};

/** What should never have been recorded (another person was meant): blanked and hidden, by whoever recorded it or the committee. */
export const takeBackLabel = (doc: Y.Doc, id: string, author: Author): CareResult =>
  commit(doc, careTables, [...blanked(id), { type: 'remove', table: labels, id }], author);

const blanked = (id: string): readonly Change[] =>
  detailFields.map((field) => ({ type: 'set', table: labels, id, field, value: null }));

const trimmed = (values: Partial<ConsentValues>): Partial<ConsentValues> =>
  Object.fromEntries(
    Object.entries(values).map(([field, value]) => [field, typeof value === 'string' ? value.trim() || null : value]),
  );

/** A label of this kind that somebody has already consented to. */
const findStanding = (doc: Y.Doc, resident: Json, label: CareLabel): string | undefined => {
  const map = doc.getMap(labels);
  return [...map.keys()].find((id) => {
    if (id.includes('/') || !isRowBase(map.get(id)) || valueAt(map, id, 'resident') !== resident) return false;
    const removed = map.get(`${id}/~`);
    return !(isCell(removed) && removed[0] === true) && valueAt(map, id, 'label') === label;
  });
};
