import { type Range, rangesIn } from './fold.ts';

/** A part of a text around the first of the words, and where the words stand in it. */
export interface Snippet {
  readonly parts: readonly { readonly text: string; readonly isHit: boolean }[];
}

/** How much stands before the first word, and in all (UTF-16 units). */
const before = 16;
const whole = 80;

export const snippetOf = (text: string, words: readonly string[]): Snippet => {
  const ranges = rangesIn(text, words);
  const first = ranges[0]?.[0] ?? 0;
  const from = wholeAt(text, Math.max(0, first - before));
  const to = wholeAt(text, Math.min(text.length, from + whole));
  const parts: { text: string; isHit: boolean }[] = [];
  let at = from;
  const put = (end: number, isHit: boolean) => {
    if (end > at) parts.push({ text: text.slice(at, end), isHit });
    at = Math.max(at, end);
  };
  if (from > 0) parts.push({ text: '…', isHit: false });
  for (const [start, end] of ranges satisfies readonly Range[]) {
    if (start >= to) break;
    put(start, false);
    put(Math.min(end, to), true);
  }
  put(to, false);
  if (to < text.length) parts.push({ text: '…', isHit: false });
  return { parts };
};

/** Never between the halves of a character. */
const wholeAt = (text: string, at: number): number => {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
};
