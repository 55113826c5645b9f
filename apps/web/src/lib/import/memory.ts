import { isJsonObject } from '@lianxi/base';
import { isRegisterField, type RegisterChoices, type RegisterField } from '@lianxi/exchange';
import { isMarkedShared } from '../session/shared.ts';
import type { Outline } from './outline.ts';

/**
 * How a form was matched, kept on this device: the next month's workbook of the same form is matched the same way. Nothing of its
 * contents is kept, and of its column titles only a digest: where a title line was taken wrongly, people's names stand in it.
 */
const prefix = 'lianxi.import.form.';
/** Earlier builds kept the titles themselves. */
const formerPrefix = 'lianxi.import.columns.';

const signatureOf = async (outline: Outline): Promise<string | null> => {
  const titles = outline.sheets
    .filter((sheet) => sheet.status === 'read')
    .map((sheet) => sheet.columns.map((column) => column.title).join('|'));
  // Without it (a page that came over plain http from another machine) nothing is remembered.
  if (titles.length === 0 || !globalThis.crypto.subtle) return null;
  const text = new TextEncoder().encode([...new Set(titles)].join('||'));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return prefix + [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

type Columns = Record<number, RegisterField | null>;

export const remember = async (outline: Outline, choices: RegisterChoices): Promise<void> => {
  // Nothing is kept at a shared computer.
  const key = isMarkedShared() ? null : await signatureOf(outline);
  const columns: Columns = Object.assign(
    {},
    ...Object.values(choices.sheets ?? {}).map((sheet) => sheet.columns ?? {}),
  );
  if (key) localStorage.setItem(key, JSON.stringify(columns));
};

/** The remembered choices for every sheet of this form; null where there are none. */
export const recall = async (outline: Outline): Promise<RegisterChoices | null> => {
  for (const each of Object.keys(localStorage)) if (each.startsWith(formerPrefix)) localStorage.removeItem(each);
  const key = await signatureOf(outline);
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
