/**
 * What a sentence that becomes a resolution says of itself: who leads it, who helps, until when. Only what stands there in
 * words is taken; the recorder sees it in the card and corrects it.
 */
export interface Suggestion {
  readonly text: string;
  readonly lead?: string;
  readonly assisting?: readonly string[];
  readonly deadline?: string;
}

export const suggestResolution = (sentence: string, units: readonly string[], year: string): Suggestion => {
  const text = sentence.replace(/^\s*(结论|决定|议定)[：:]\s*/, '').trim();
  // Longer names first, so that 社区党委 is not read out of 社区党委会.
  const known = [...new Set(units)].filter((unit) => unit !== '').sort((left, right) => right.length - left.length);
  const lead = known.find((unit) => isBefore(text, unit, /^(为|负责)?(牵头|主办|负责)/));
  const assisting = known.filter((unit) => unit !== lead && isBefore(text, unit, /^(协办|协助|配合)/));
  const deadline = findDeadline(text, year);
  return {
    text,
    ...(lead === undefined ? {} : { lead }),
    ...(assisting.length === 0 ? {} : { assisting }),
    ...(deadline === undefined ? {} : { deadline }),
  };
};

const isBefore = (text: string, unit: string, verb: RegExp): boolean => {
  const at = text.indexOf(unit);
  return at >= 0 && verb.test(text.slice(at + unit.length));
};

const findDeadline = (text: string, year: string): string | undefined => {
  const found = /(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*(?:以?前|之前|内|完成)/.exec(text);
  if (!found) return undefined;
  const [, named, month = '', day = ''] = found;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return undefined;
  return `${named ?? year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};

/** The sentence around a place in a paragraph: from one full stop to the next. */
export const sentenceAt = (paragraph: string, place: number): string => {
  const ends = /[。！？；\n]/;
  let from = place;
  while (from > 0 && !ends.test(paragraph[from - 1] ?? '')) from--;
  let to = place;
  while (to < paragraph.length && !ends.test(paragraph[to] ?? '')) to++;
  const sentence = paragraph.slice(from, Math.min(to + 1, paragraph.length)).trim();
  // The caret stands behind the last full stop: the sentence before it is meant.
  return sentence === '' && from > 0 ? sentenceAt(paragraph, from - 1) : sentence;
};
