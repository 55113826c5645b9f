import { isJsonObject } from '@lianxi/base';
import { isRegisterField, type RegisterChoices, type RegisterField } from '@lianxi/exchange';
import { isMarkedShared } from '../session/shared.ts';
import type { Outline } from './outline.ts';

/**
 * How a form was matched, kept on this device under the form's own column titles: the next month's workbook of the same form
 * is matched the same way. Nothing of its contents is kept.
 */
const prefix = 'lianxi.import.columns.';

const signatureOf = (outline: Outline): string | null => {
  const titles = outline.sheets
    .filter((sheet) => sheet.status === 'read')
    .map((sheet) => sheet.columns.map((column) => column.title).join('|'));
  return titles.length === 0 ? null : `${prefix}${[...new Set(titles)].join('||').slice(0, 600)}`;
};

type Columns = Record<number, RegisterField | null>;

export const remember = (outline: Outline, choices: RegisterChoices): void => {
  // Nothing is kept at a shared computer.
  const key = isMarkedShared() ? null : signatureOf(outline);
  const columns: Columns = Object.assign(
    {},
    ...Object.values(choices.sheets ?? {}).map((sheet) => sheet.columns ?? {}),
  );
  if (key) localStorage.setItem(key, JSON.stringify(columns));
};

/** The remembered choices for every sheet of this form; null where there are none. */
export const recall = (outline: Outline): RegisterChoices | null => {
  const key = signatureOf(outline);
  const columns = key ? parseColumns(localStorage.getItem(key)) : null;
  if (!columns || Object.keys(columns).length === 0) return null;
  const sheets = outline.sheets.filter((sheet) => sheet.status === 'read').map((sheet) => [sheet.name, { columns }]);
  return { sheets: Object.fromEntries(sheets) };
};

const parseColumns = (text: string | null): Columns | null => {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return null;
    const entries = Object.entries(value).filter(
      (entry): entry is [string, RegisterField | null] => entry[1] === null || isRegisterField(entry[1]),
    );
    return Object.fromEntries(entries.map(([column, field]) => [Number(column), field]));
  } catch {
    return null;
  }
};
