import type { CellValue } from '../bytes/sheet.ts';

/**
 * A cell as one line of text with half-width letters and digits (NFKC), without the marks that programs leave behind: the
 * apostrophe that keeps digits from being rounded, zero-width characters, no-break spaces. Han characters, also the rare
 * ones, come through as they are: NFKC would replace compatibility ideographs, and a name is not ours to respell.
 */
export const foldText = (value: CellValue): string => {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  // Most cells are plain; a community has a hundred thousand of them.
  if (/^[\u4e00-\u9fff0-9A-Za-z]+$/.test(value)) return value;
  const folded = value.replace(/[^\p{Script=Han}]+/gu, (part) => part.normalize('NFKC'));
  return folded
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^['‘’`](?=.)/, '')
    .trim();
};

/** Without any space: headers, words, places. */
export const foldTight = (value: CellValue): string => foldText(value).replace(/\s+/g, '');

/** What people write where there is nothing to write. */
export const isBlankWord = (text: string): boolean =>
  /^(无|没有|暂无|不详|未知|空|[-—–/\\.。、]+|0|#\S+[!?]?)$/.test(text);

const hanDigits = '〇一二三四五六七八九';

/** `三` `十二` `二十` `〇` as numbers up to 99; anything else is null. */
export const hanNumber = (text: string): number | null => {
  const plain = text.replace(/零/g, '〇').replace(/两/g, '二');
  const match = /^([一二三四五六七八九])?(十)?([〇一二三四五六七八九])?$/.exec(plain);
  if (!match || plain === '') return null;
  const [, tens, ten, ones] = match;
  if (!ten) return tens && ones ? null : hanDigits.indexOf(tens ?? ones ?? '');
  return (tens ? hanDigits.indexOf(tens) : 1) * 10 + (ones ? hanDigits.indexOf(ones) : 0);
};
