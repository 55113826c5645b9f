import type { CellValue } from '../bytes/sheet.ts';
import { toDay } from './citizen-number.ts';
import { foldTight, isBlankWord } from './fold.ts';

/** What can be known of a day of birth: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
export type Birth =
  | { readonly type: 'none' }
  | { readonly type: 'known'; readonly date: string }
  | { readonly type: 'unclear'; readonly text: string };

export const parseBirth = (value: CellValue): Birth => {
  if (value instanceof Date)
    return fromParts(value.getUTCFullYear(), value.getUTCMonth() + 1, value.getUTCDate(), value);
  if (typeof value === 'number') return fromNumber(value);
  const text = foldTight(value);
  if (text === '' || isBlankWord(text)) return { type: 'none' };
  const day = /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?(?:生|出生|T?\d{1,2}:.*)?$/.exec(text);
  if (day) return fromParts(Number(day[1]), Number(day[2]), Number(day[3]), text);
  const month = /^(\d{4})[-./年](\d{1,2})月?(?:生|出生)?$/.exec(text);
  if (month) return fromParts(Number(month[1]), Number(month[2]), null, text);
  const year = /^(\d{4})年?(?:生|出生)?$/.exec(text);
  if (year) return fromParts(Number(year[1]), null, null, text);
  if (/^\d{6}(\d{2})?$/.test(text)) return fromDigits(text);
  if (/^\d{5}$/.test(text)) return fromSerial(Number(text), text);
  return { type: 'unclear', text };
};

const fromNumber = (value: number): Birth => {
  const text = String(value);
  if (/^(18|19|20)\d{2}(\d{2}){0,2}$/.test(text)) return text.length === 4 ? parseBirth(text) : fromDigits(text);
  const point = /^((?:18|19|20)\d{2})\.(\d{1,2})$/.exec(text);
  // As a number, October and January of a year are the same: 1985.10 is 1985.1.
  if (point) return point[2] === '1' ? { type: 'unclear', text } : parseBirth(text);
  return value > 1 && value < 80_000 ? fromSerial(value, text) : { type: 'unclear', text };
};

const fromDigits = (text: string): Birth =>
  fromParts(
    Number(text.slice(0, 4)),
    Number(text.slice(4, 6)),
    text.length === 8 ? Number(text.slice(6, 8)) : null,
    text,
  );

/** Days since 1899-12-30, as spreadsheets count. */
const fromSerial = (serial: number, text: string): Birth => {
  const date = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000);
  return fromParts(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), text);
};

const fromParts = (year: number, month: number | null, day: number | null, source: CellValue): Birth => {
  const whole = toDay(String(year), String(month ?? 1), String(day ?? 1));
  if (!whole) return { type: 'unclear', text: foldTight(source) };
  return { type: 'known', date: whole.slice(0, day === null ? (month === null ? 4 : 7) : 10) };
};
