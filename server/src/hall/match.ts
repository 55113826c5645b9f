import type { Line } from './meeting.ts';

/** As two people write one name: blanks within do not count, nor the width of a letter. */
const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toLowerCase();

/**
 * The line of the sheet that is meant: the one and only of this name and unit where nobody has signed in yet. Two alike are for a
 * person to tell apart.
 */
export const findLine = (
  lines: readonly Line[],
  { name, unit }: { readonly name: string; readonly unit: string },
): Line | null => {
  const alike = lines.filter((line) => plain(line.name) === plain(name) && plain(line.unit) === plain(unit));
  const [only] = alike;
  return only && alike.length === 1 && !only.isThere ? only : null;
};
