import type { CellValue } from '../bytes/sheet.ts';
import { foldText, isBlankWord } from './fold.ts';

/** The numbers in a cell, in the order written: mobiles as 11 digits, landlines as `029-88005500`. */
export interface Phones {
  readonly phones: readonly string[];
  /** Digits that are no telephone number. */
  readonly unclear: readonly string[];
  /** Written with full-width digits, dashes or several in one cell, and read without loss. */
  readonly isMended: boolean;
}

const pattern =
  /(?<!\d)(?:(?:\+?86|0086)[- ]?)?(?<mobile>1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)|(?<!\d)\(?(?<area>0(?:10|2\d|[3-9]\d{2}))\)?[- ]?(?<local>[2-9]\d{2,3}[- ]?\d{4})(?!\d)(?:[-转](?<extension>\d{1,5})(?!\d))?|(?<![\d-])(?<short>[2-9]\d{6,7}|[48]00-?\d{3}-?\d{4})(?![\d-])/gu;

export const parsePhones = (value: CellValue): Phones => {
  const text = foldText(value)
    .replace(/[—–−‐‑]/g, '-')
    .replace(/ ?- ?/g, '-');
  if (text === '' || isBlankWord(text)) return { phones: [], unclear: [], isMended: false };
  const phones: string[] = [];
  const rest = text.replace(pattern, (...match) => {
    const groups = match.at(-1) as Record<string, string | undefined>;
    phones.push(toPhone(groups));
    return ' ';
  });
  const unclear = rest.match(/\d[\d*-]{2,}/g) ?? [];
  const isPlain = typeof value === 'number' || value === phones[0];
  return { phones: [...new Set(phones)], unclear, isMended: !isPlain && phones.length > 0 };
};

const toPhone = ({ mobile, area, local, extension, short }: Record<string, string | undefined>): string => {
  if (mobile) return mobile.replace(/\D/g, '');
  if (area && local) return `${area}-${local.replace(/\D/g, '')}${extension ? `-${extension}` : ''}`;
  return (short ?? '').replace(/\D/g, '');
};
