import type { Json } from '@lianxi/base';
import { maskName, type RegisterProjection } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { dayWords } from '../people/words.ts';
import { fieldLabel, formatField, maskField } from '../residents/field-text.ts';

/** One field of what is held of somebody: its value, and whence it is. */
export interface Held {
  readonly field: string;
  readonly label: string;
  readonly value: string;
  /** Lines of who wrote it and when, and of values that were held beside or before it. */
  readonly origins: readonly string[];
}

type NameOf = (member: string) => string;

/** Ids are no news to anybody; the words of a relation stand with its code. */
const silent = new Set(['household', 'relationText']);

/** Every field that stands in somebody's row, in the order of the register, and the labels of those that hold nothing. */
export const heldOf = (
  { residents }: RegisterProjection,
  resident: string,
  isMasked: boolean,
  nameOf: NameOf,
): { readonly held: readonly Held[]; readonly empty: readonly string[] } => {
  const row = residents.row(resident);
  if (!row) return { held: [], empty: [] };
  const show = (field: string, value: Json): string => {
    if (field === 'name' && isMasked && typeof value === 'string') return maskName(value);
    if ((field === 'note' || field === 'birth') && isMasked && typeof value === 'string')
      return '*'.repeat(Math.min(8, value.length));
    return (isMasked ? maskField(field, value) : formatField(field, value)) || m.erasure_sheet_none();
  };
  const held: Held[] = [];
  const empty: string[] = [];
  for (const [field, value] of Object.entries(row.values) as readonly [string, Json][]) {
    if (silent.has(field)) continue;
    const change = row.changes.find((each) => each.field === field);
    const lost = [
      ...(row.clashes.find((each) => each.field === field)?.others ?? []),
      ...row.settled.filter((each) => each.field === field),
    ];
    if (value === null && !change && lost.length === 0) {
      empty.push(fieldLabel(field));
      continue;
    }
    const isRelation = field === 'relation' && row.values.relationText !== null;
    held.push({
      field,
      label: fieldLabel(field),
      value: isRelation ? String(row.values.relationText) : show(field, value),
      origins: [
        ...(change ? [m.erasure_sheet_changed({ name: nameOf(change.member), day: dayWords(change.time) })] : []),
        ...(change && change.original === null
          ? []
          : [m.erasure_sheet_entered({ name: nameOf(row.createdBy), day: dayWords(row.createdAt) })]),
        ...(change && change.original !== null
          ? [m.erasure_sheet_before({ value: show(field, change.original) })]
          : []),
        ...lost.map((each) =>
          m.erasure_sheet_lost({ value: show(field, each.value), name: nameOf(each.member), day: dayWords(each.time) }),
        ),
      ],
    });
  }
  return { held, empty };
};
