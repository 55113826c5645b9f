/** Words and numbers as official documents write them. */
const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 1 to 999 in Chinese: 十二, 二十, 一百零五. */
export const chineseNumber = (number: number): string => {
  const hundreds = Math.floor(number / 100);
  const tens = Math.floor((number % 100) / 10);
  const ones = number % 10;
  const head = hundreds === 0 ? '' : `${digits[hundreds]}百`;
  if (tens === 0) return ones === 0 ? head : `${head}${hundreds === 0 ? '' : '零'}${digits[ones]}`;
  const ten = tens === 1 && hundreds === 0 ? '十' : `${digits[tens]}十`;
  return `${head}${ten}${ones === 0 ? '' : digits[ones]}`;
};

/** 一、 （一） 1. （1）: the four levels, from 0. */
export const headingNumber = (level: number, number: number): string => {
  if (level === 0) return `${chineseNumber(number)}、`;
  if (level === 1) return `（${chineseNumber(number)}）`;
  return level === 2 ? `${number}.` : `（${number}）`;
};

/** A heading that somebody has numbered already keeps their number. */
export const isNumbered = (text: string): boolean =>
  /^\s*(第[零一二三四五六七八九十百\d]+[章节条项]|[（(][零一二三四五六七八九十百\d]+[)）]|[零一二三四五六七八九十百]+、|\d{1,3}[.．、](?!\d))/.test(
    text,
  );

/** `2026年9月10日`, from `YYYY-MM-DD` and what may follow it. */
export const dayText = (day: string): string => {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/.exec(day) ?? [];
  return year === undefined ? day : `${year}年${Number(month)}月${Number(date)}日`;
};

export const clockText = (time: string): string => time.slice(11, 16).replace(/^0/, '');

/** `2026年9月10日14:30—16:00`; with the second day where it ends on another. */
export const spanText = (start: string, end: string | null): string => {
  const begin = `${dayText(start)}${clockText(start)}`;
  if (end === null) return begin;
  return end.slice(0, 10) === start.slice(0, 10)
    ? `${begin}—${clockText(end)}`
    : `${begin}至${dayText(end)}${clockText(end)}`;
};

/** One line without what no paper can carry: controls, halves of characters, blanks around. */
export const line = (text: string | null | undefined): string =>
  (text ?? '')
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
    .replace(/[\u0000-\u001f\u007f\u2028\u2029\ufeff]+/g, ' ')
    .replace(/[\ufffe\uffff]/g, '')
    .trim();

/** With a full stop where it has no end of its own. */
export const sentence = (text: string): string =>
  /[。！？…]["”’）]?$/.test(text) ? text : `${text.replace(/[；;，,、.]$/, '')}。`;
