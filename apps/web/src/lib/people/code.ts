/** Codes that are spoken and typed: eight characters without look-alikes, shown in two groups of four. */
const alphabet = 'ACDEFGHJKMNPQRTWXY34679';
const length = 8;

/** What was typed, as the code has it: without case, width, blanks and dashes; nothing that no code has. */
export const plainCode = (typed: string): string =>
  [...typed.normalize('NFKC').toUpperCase()]
    .filter((each) => alphabet.includes(each))
    .slice(0, length)
    .join('');

export const isWholeCode = (code: string): boolean => code.length === length;

/** `ACDE-FGHJ`, also while it is being typed. */
export const shownCode = (code: string): string =>
  code.length > length / 2 ? `${code.slice(0, length / 2)}-${code.slice(length / 2)}` : code;

/** One by one, for whoever hears it from a screen reader. */
export const spokenCode = (code: string): string => [...code].join(' ');
