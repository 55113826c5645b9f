/**
 * Text as it is compared: small letters, full-width ones as half-width, blanks only between words that need them. Each character of
 * the result comes from one of the text (UTF-16 units), so that what is found can be marked there.
 */
export interface Folded {
  readonly text: string;
  /** Where in the original each unit of `text` stands. */
  readonly at: readonly number[];
}

export const fold = (text: string): Folded => {
  const at: number[] = [];
  let folded = '';
  let blankAt = -1;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (isBlank(unit)) {
      if (blankAt < 0) blankAt = index;
      continue;
    }
    // 李　明 and a line that was broken are found as if they were not; two words stay two.
    if (blankAt >= 0 && folded !== '' && isNarrow(folded.charCodeAt(folded.length - 1)) && isNarrow(unit)) {
      folded += ' ';
      at.push(blankAt);
    }
    blankAt = -1;
    folded += foldUnit(unit);
    at.push(index);
  }
  return { text: folded, at };
};

const isBlank = (unit: number): boolean =>
  unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0 || unit === 0x3000 || unit === 0x200b;
/** Latin, Greek, Cyrillic and what else is set with blanks between words. */
const isNarrow = (unit: number): boolean => unit < 0x1100;

const foldUnit = (unit: number): string => {
  const half = unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit;
  const character = String.fromCharCode(half);
  if (half < 0x80 && (half < 0x41 || half > 0x5a)) return character;
  const small = character.toLowerCase();
  return small.length === 1 ? small : character;
};

/** What is asked for, as folded words, each once; all of them have to be there. */
export const wordsOf = (query: string): readonly string[] => [
  ...new Set(
    query
      .split(/[\s\u00a0\u200b]+/)
      .map((word) => fold(word).text)
      .filter((word) => word !== ''),
  ),
];

export type Range = readonly [from: number, to: number];

/** Where in the text the words stand (UTF-16 units, the end excluded), in order, overlapping ones joined. */
export const rangesIn = (text: string, words: readonly string[]): readonly Range[] => {
  const folded = fold(text);
  const found: [number, number][] = [];
  for (const word of words)
    for (let from = folded.text.indexOf(word); from >= 0; from = folded.text.indexOf(word, from + 1))
      found.push([folded.at[from] ?? 0, (folded.at[from + word.length - 1] ?? 0) + 1]);
  found.sort(([one], [other]) => one - other);
  const joined: [number, number][] = [];
  for (const range of found) {
    const last = joined.at(-1);
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else joined.push(range);
  }
  return joined;
};
