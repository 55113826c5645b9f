import type { Span } from './habits.ts';

/** Every syllable of Mandarin as it is typed, longest first, so that `xian` is one before it is `xi` and `an`. */
const initials = 'b p m f d t n l g k h j q x zh ch sh r z c s y w'.split(' ');
const finals =
  'a o e i u v ai ei ui ao ou iu ie ue ve er an en in un vn ang eng ing ong ia iao ian iang iong ua uo uai uan uang'.split(
    ' ',
  );
const syllables: ReadonlySet<string> = new Set([
  ...initials.flatMap((initial) => finals.map((final) => initial + final)),
  ...['a', 'o', 'e', 'ai', 'ei', 'ao', 'ou', 'er', 'an', 'en', 'ang', 'eng'],
]);
const longest = 6;

/** Of one syllable: there are four hundred, and in names two hundred do for nearly everybody. */
const bitsEach = 7.6;

/**
 * Names are two or three syllables, and a passphrase made of one is guessed with them; of more than four, words are being
 * said, which only cost what their syllables cost.
 */
export const pinyinSpans = (text: string): readonly Span[] => {
  const spans: Span[] = [];
  for (const { 0: letters, index } of text.matchAll(/[a-z]{4,}/g)) {
    for (let start = 0; start < letters.length; start++) {
      for (const { end, count } of readings(letters, start)) {
        const isName = count <= 3;
        const bits = isName ? 7 + (count - 1) * bitsEach : count * bitsEach;
        if (count >= 2) spans.push({ habit: 'name', start: index + start, end: index + end, bits });
      }
    }
  }
  return spans;
};

/** Where a reading in whole syllables from `start` on may end, with the fewest syllables to there. */
const readings = (letters: string, start: number): readonly { readonly end: number; readonly count: number }[] => {
  const fewest = new Map<number, number>([[start, 0]]);
  for (let at = start; at < letters.length; at++) {
    const count = fewest.get(at);
    if (count === undefined) continue;
    for (let end = at + 1; end <= Math.min(at + longest, letters.length); end++) {
      if (syllables.has(letters.slice(at, end))) fewest.set(end, Math.min(fewest.get(end) ?? Infinity, count + 1));
    }
  }
  return [...fewest].map(([end, count]) => ({ end, count }));
};
