import type { Json } from '@lianxi/base';
import type { Door, RegisterProjection, Row } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { fieldLabel, maskField } from './field-text.ts';

/** What happened behind a door, newest first: who changed which field when, from what it was entered as. Numbers are masked. */
export interface HistoryEntry {
  readonly key: string;
  readonly time: number;
  readonly member: string;
  /** Whose field; empty for the household's. */
  readonly who: string;
  readonly what: string;
  /** What stood there when the row was made; null where there is nothing to compare. */
  readonly before: string | null;
  readonly after: string;
  readonly remark: string;
  /** The row was made. */
  readonly isEntry?: boolean;
}

export const readHistory = (door: Door): readonly HistoryEntry[] => {
  const { households, residents } = door.source;
  const household = households.row(door.id);
  const entries = household ? ofRow(household, '') : [];
  for (const id of [...door.residents, ...door.gone]) {
    const row = residents.row(id);
    if (row) entries.push(...ofRow(row, row.values.name ?? m.residents_no_name()));
  }
  return gather(entries).sort((left, right) => right.time - left.time || (left.key < right.key ? -1 : 1));
};

/** Those who were entered together are one line. */
const gather = (entries: readonly HistoryEntry[]): HistoryEntry[] => {
  const gathered: HistoryEntry[] = [];
  for (const entry of entries) {
    const at = gathered.findIndex(
      (each) =>
        each.isEntry && entry.isEntry && each.member === entry.member && Math.abs(each.time - entry.time) < 600_000,
    );
    const first = gathered[at];
    if (!first) gathered.push(entry);
    else gathered[at] = { ...first, who: `${[first.who.trim(), entry.who.trim()].filter(Boolean).join('、')} ` };
  }
  return gathered;
};

type Entered =
  | Row<RegisterProjection['households']['schema']['fields']>
  | Row<RegisterProjection['residents']['schema']['fields']>;

const ofRow = (row: Entered, name: string): HistoryEntry[] => {
  const who = name === '' ? '' : `${name} `;
  const entries: HistoryEntry[] = [
    {
      key: row.id,
      time: row.createdAt,
      member: row.createdBy,
      who,
      what: m.residents_entered(),
      before: null,
      after: '',
      remark: '',
      isEntry: true,
    },
  ];
  for (const { field, value, original, time, member } of row.changes) {
    const base = { key: `${row.id}/${field}`, time, member, who, remark: '' };
    if (field === '~') {
      entries.push({
        ...base,
        what: value === true ? m.residents_removed() : m.residents_restored(),
        before: null,
        after: '',
      });
    } else if (field === 'household') entries.push({ ...base, what: m.residents_moved(), before: null, after: '' });
    else
      entries.push({
        ...base,
        what: `${fieldLabel(field)} `,
        before: maskField(field, original),
        after: shown(field, value),
      });
  }
  for (const { field, value, time, member, settledAt } of row.settled) {
    entries.push({
      key: `${row.id}/${field}!${time}-${member}`,
      time: settledAt,
      member,
      who,
      what: `${fieldLabel(field)} `,
      before: maskField(field, value),
      after: '',
      remark: m.residents_not_chosen(),
    });
  }
  return entries;
};

const shown = (field: string, value: Json): string => maskField(field, value) || m.residents_empty_value();
