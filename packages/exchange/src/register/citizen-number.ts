import type { CellValue } from '../bytes/sheet.ts';
import { foldTight, isBlankWord } from './fold.ts';

/**
 * A citizen number (GB 11643-1999): 17 digits and a check character, weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, modulo 11.
 * A spreadsheet keeps 15 digits of a number, so one that came as a number has lost its end: that is reported and never
 * guessed. Spaces, full-width digits and a small x are mended, because they lose nothing.
 */
export type CitizenNumber =
  | { readonly type: 'none' }
  | { readonly type: 'valid'; readonly number: string; readonly isMended: boolean }
  | {
      readonly type: 'faulty';
      readonly kind: 'precision-lost' | 'checksum' | 'number-length';
      /** As it stands in the file. */
      readonly text: string;
      /** The day in the digits that are surely there; null where it is no day. */
      readonly birth: string | null;
    };

export const parseCitizenNumber = (value: CellValue, isTextFile: boolean): CitizenNumber => {
  const text = foldTight(value);
  if (text === '' || isBlankWord(text)) return { type: 'none' };
  if (typeof value === 'number' && value >= 1e15) return faulty('precision-lost', text);
  if (/^\d(\.\d+)?e\+?1[4-8]$/i.test(text)) return { type: 'faulty', kind: 'precision-lost', text, birth: null };
  const number = text.toUpperCase().replace(/[-_.·*]/g, (mark) => (mark === '*' ? '*' : ''));
  if (!/^\d{17}[\dX]$/.test(number)) return { type: 'faulty', kind: 'number-length', text, birth: null };
  if (isChecksumRight(number) && dayOf(number)) {
    return { type: 'valid', number, isMended: number !== value };
  }
  // A text table was often saved from a spreadsheet after the end was lost.
  return faulty(isTextFile && number.endsWith('000') ? 'precision-lost' : 'checksum', number);
};

const faulty = (kind: 'precision-lost' | 'checksum', text: string): CitizenNumber => ({
  type: 'faulty',
  kind,
  text,
  birth: dayOf(text),
});

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;

export const checkCharacter = (first17: string): string => {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return '10X98765432'[sum % 11] ?? '';
};

const isChecksumRight = (number: string): boolean => checkCharacter(number) === number[17];

const dayOf = (number: string): string | null => toDay(number.slice(6, 10), number.slice(10, 12), number.slice(12, 14));

/** `YYYY-MM-DD` where such a day was within living memory. */
export const toDay = (year: string, month: string, day: string): string | null => {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return isReal && Number(year) >= 1880 && Number(year) <= 2100 ? text : null;
};

/** The 17th digit is odd for a man. */
export const sexOfNumber = (number: string): '男' | '女' => (Number(number[16]) % 2 === 1 ? '男' : '女');

export const birthOfNumber = (number: string): string => dayOf(number) ?? '';
