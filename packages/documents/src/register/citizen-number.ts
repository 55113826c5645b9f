import { err, ok, type Result } from '@lianxi/base';
import type { Sex } from './schema.ts';

/**
 * The citizen identification number of GB 11643: region 6, birth 8, sequence 3 (odd: male), check character 1.
 * A number is read or refused, never repaired: a spreadsheet that kept 15 digits has lost the rest for good.
 */
export interface CitizenNumber {
  readonly number: string;
  readonly region: string;
  /** YYYY-MM-DD */
  readonly birth: string;
  readonly sex: Sex;
}

export type CitizenNumberError =
  | { readonly type: 'WrongLength'; readonly length: number }
  | { readonly type: 'WrongCharacters' }
  | { readonly type: 'WrongBirth'; readonly birth: string }
  | { readonly type: 'WrongChecksum'; readonly expected: string };

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check character for the first 17 digits. */
export const citizenChecksum = (first17: string): string => {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return '10X98765432'[sum % 11] ?? '';
};

/** Spaces and dashes inside, full-width digits and a small x are writing habits, not errors. */
export const normaliseCitizenNumber = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s'’‘-]/g, '')
    .toUpperCase();

export const parseCitizenNumber = (text: string): Result<CitizenNumber, CitizenNumberError> => {
  const number = normaliseCitizenNumber(text);
  if (number.length !== 18) return err({ type: 'WrongLength', length: number.length });
  if (!/^\d{17}[\dX]$/.test(number)) return err({ type: 'WrongCharacters' });
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isDay(birth)) return err({ type: 'WrongBirth', birth });
  const expected = citizenChecksum(number);
  if (number[17] !== expected) return err({ type: 'WrongChecksum', expected });
  return ok({ number, region: number.slice(0, 6), birth, sex: Number(number[16]) % 2 === 1 ? '1' : '2' });
};

const isDay = (day: string): boolean => {
  const time = Date.parse(`${day}T00:00:00Z`);
  return day >= '1800' && Number.isFinite(time) && new Date(time).toISOString().startsWith(day);
};
