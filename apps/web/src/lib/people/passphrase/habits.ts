import { commonWords, plainLetters } from './common.ts';
import { pinyinSpans } from './pinyin.ts';

/** What people do when they think up a passphrase, and what everybody who guesses tries first. */
export type Habit = 'repeated' | 'sequence' | 'keyboard' | 'common' | 'date' | 'phone' | 'citizen-number' | 'name';

/** A piece of the text that was made by a habit, `end` exclusive, and how many bits it takes to guess that piece. */
export interface Span {
  readonly habit: Habit;
  readonly start: number;
  readonly end: number;
  readonly bits: number;
}

/** Every habit that shows in the text (NFKC, lower case); pieces overlap. `known`: words that others know of the person. */
export const findHabits = (text: string, known: readonly string[]): readonly Span[] => [
  ...matches(text, /(.)\1{2,}/gu, 'repeated', ({ length }) => 5 + Math.log2(length)),
  ...matches(text, /(.{2,6}?)\1+/gu, 'repeated', ({ length }) => 8 + Math.log2(length)),
  ...runs(text),
  ...rows(text),
  ...words(text, commonWords, 'common', 7),
  ...words(text, known, 'name', 3),
  ...dates(text),
  ...matches(text, /(?<!\d)1[3-9]\d{9}(?!\d)/g, 'phone', () => 12),
  ...matches(text, /(?<!\d)\d{6}(19|20)\d{2}(0[1-9]|1[0-2])\d{5}[\dx](?!\d)/g, 'citizen-number', () => 16),
  ...pinyinSpans(text),
];

const matches = (text: string, pattern: RegExp, habit: Habit, bits: (piece: string) => number): readonly Span[] =>
  [...text.matchAll(pattern)].map(({ 0: piece, index }) => ({
    habit,
    start: index,
    end: index + piece.length,
    bits: bits(piece),
  }));

/** `3456`, `dcba`: each one after or before the last, three or more. */
const runs = (text: string): readonly Span[] => {
  const spans: Span[] = [];
  for (let start = 0; start < text.length; start = Math.max(start + 1, (spans.at(-1)?.end ?? 0) - 1)) {
    const step = text.charCodeAt(start + 1) - text.charCodeAt(start);
    if (Math.abs(step) !== 1 || !/[a-z\d]/.test(text[start] ?? '')) continue;
    let end = start + 2;
    while (text.charCodeAt(end) - text.charCodeAt(end - 1) === step) end++;
    if (end - start >= 3) spans.push({ habit: 'sequence', start, end, bits: 6 + Math.log2(end - start) });
  }
  return spans;
};

/** Rows of the keys, and columns as they are gone down: `1qaz`. */
const keyRows = [
  '1234567890-=',
  'qwertyuiop[]',
  'asdfghjkl;',
  'zxcvbnm,./',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.',
  '7894561230',
];
const keyLines = keyRows.flatMap((row) => [row, [...row].reverse().join('')]);

const rows = (text: string): readonly Span[] => {
  const spans: Span[] = [];
  for (let start = 0; start < text.length; start++) {
    let end = start + 4;
    if (end > text.length || !keyLines.some((line) => line.includes(text.slice(start, end)))) continue;
    while (end < text.length && keyLines.some((line) => line.includes(text.slice(start, end + 1)))) end++;
    spans.push({ habit: 'keyboard', start, end, bits: 8 + Math.log2(end - start) });
    start = end - 2;
  }
  return spans;
};

const words = (text: string, list: readonly string[], habit: Habit, bits: number): readonly Span[] => {
  const plain = plainLetters(text);
  return list.flatMap((word) => {
    if (word.length < 2) return [];
    const places = new Set([...placesOf(text, word), ...placesOf(plain, word)]);
    return [...places].map((start) => ({ habit, start, end: start + word.length, bits }));
  });
};

const placesOf = (text: string, word: string): readonly number[] => {
  const places: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) places.push(at);
  return places;
};

const month = '(?:0?[1-9]|1[0-2])';
const day = '(?:0?[1-9]|[12]\\d|3[01])';
const between = '[-./年 ]?';

/** Years, and days of a year with or without one, in the orders in which they are written here. */
const dates = (text: string): readonly Span[] => [
  ...matches(text, /(?:19[3-9]\d|20[0-4]\d)/g, 'date', () => 6.5),
  ...matches(
    text,
    new RegExp(`(?:19[3-9]\\d|20[0-4]\\d)${between}${month}[-./月 ]?${day}日?`, 'g'),
    'date',
    () => 14.5,
  ),
  ...matches(text, /\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/g, 'date', () => 14.5),
  ...matches(text, /(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19[3-9]\d|20[0-4]\d)?/g, 'date', (piece) =>
    piece.length > 4 ? 14.5 : 8.5,
  ),
];
