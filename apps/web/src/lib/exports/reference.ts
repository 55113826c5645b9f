/** A document's reference (文号) as it is written, and the year and number by which the log knows it. */
export interface Reference {
  /** `梧委〔2026〕12号` */
  readonly text: string;
  /** `2026-12` */
  readonly key: string;
}

/** Brackets of every kind are meant as 〔〕. null where it is none. */
export const parseReference = (input: string): Reference | null => {
  const text = input
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[[【(「]/g, '〔')
    .replace(/[\]】)」]/g, '〕');
  const match = /^(\p{Script=Han}{0,15})〔((?:19|20)\d{2})〕第?([1-9]\d{0,4})号?$/u.exec(text);
  if (!match) return null;
  const [, words, year, number] = match;
  return { text: `${words}〔${year}〕${number}号`, key: `${year}-${number}` };
};
