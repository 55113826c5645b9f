/** A piece of the document as it was measured in a column of the text block's width. */
export interface Measured {
  /** Whole lines of the grid. */
  readonly lines: number;
  /** Between any two of its lines. */
  readonly isSplittable: boolean;
  /** A heading: never the last of a page. */
  readonly keepsWithNext?: boolean;
  /** An empty line: falls away at the top of a page. */
  readonly isGap?: boolean;
}

/** Which lines of a piece stand on a page: from the first, up to and without the last. */
export interface Placed {
  readonly piece: number;
  readonly from: number;
  readonly to: number;
}

/** Fills pages of `perPage` lines; `last` lines stay free at the end of the last one, on a page more if need be. */
export const paginate = (
  pieces: readonly Measured[],
  perPage: number,
  last: number,
): readonly (readonly Placed[])[] => {
  const pages: Placed[][] = [[]];
  let room = perPage;
  const turn = () => {
    pages.push([]);
    room = perPage;
  };
  for (const [piece, { lines, isSplittable, isGap = false, keepsWithNext = false }] of pieces.entries()) {
    const isTop = () => pages.at(-1)?.length === 0;
    if (isGap && (isTop() || lines > room)) {
      if (!isTop()) turn();
      continue;
    }
    const needed = keepsWithNext ? Math.min(perPage, chain(pieces, piece)) : isSplittable ? 1 : lines;
    if (needed > room && !isTop()) turn();
    let from = 0;
    while (from < lines) {
      if (room === 0) turn();
      // What cannot be split and is longer than any page begins one, and is cut off there; the page sees to it that none is.
      const to = isSplittable ? Math.min(lines, from + room) : lines;
      pages.at(-1)?.push({ piece, from, to });
      room = Math.max(0, room - (to - from));
      from = to;
    }
  }
  if (room < last) turn();
  return pages;
};

/** The lines of a heading, of the headings right below it, and of the first line of what they head. */
const chain = (pieces: readonly Measured[], from: number): number => {
  let lines = 0;
  for (const { lines: own, isSplittable, keepsWithNext = false } of pieces.slice(from)) {
    if (!keepsWithNext) return lines + (isSplittable ? 1 : own);
    lines += own;
  }
  return lines;
};
