/**
 * A document as it lies on the table: its paragraphs, lists and tables in their order, with the little of their look that says
 * what they are. Nothing of it can run or load.
 */
export interface Paper {
  readonly blocks: readonly PaperBlock[];
  readonly pictures: readonly PaperPicture[];
  /** Pictures that are of no kind a browser draws, or that the file only points to. */
  readonly leftOut: number;
}

export interface PaperPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

export type PaperBlock = PaperParagraph | PaperTable | { readonly type: 'picture'; readonly picture: number };

export interface PaperParagraph {
  readonly type: 'paragraph';
  readonly runs: readonly PaperRun[];
  /** By its style, from 1; 0: none. The title's style is 1 too. */
  readonly heading: number;
  /** Numbered or marked by the program rather than in words; level from 0. */
  readonly list: { readonly isOrdered: boolean; readonly level: number } | null;
  readonly isCentred: boolean;
  /** Points, of the largest word; null where only the style says. */
  readonly size: number | null;
  /** In 黑体 or 小标宋, which offices set headings in. */
  readonly isHeadingFace: boolean;
}

/** A line break is `\n`. `href`: a link that may be followed, null elsewhere. */
export interface PaperRun {
  readonly text: string;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly href: string | null;
}

export interface PaperTable {
  readonly type: 'table';
  readonly rows: readonly (readonly PaperCell[])[];
}

export interface PaperCell {
  readonly columns: number;
  readonly rows: number;
  readonly isHeader: boolean;
  readonly blocks: readonly PaperBlock[];
}

export const textOfParagraph = ({ runs }: Pick<PaperParagraph, 'runs'>): string =>
  runs.map(({ text }) => text).join('');

/** Every word of it, a line a paragraph. */
export const linesOf = (blocks: readonly PaperBlock[]): readonly string[] =>
  blocks.flatMap((block) => {
    if (block.type === 'paragraph') return textOfParagraph(block).split('\n');
    if (block.type === 'table') return block.rows.flatMap((row) => row.flatMap((cell) => linesOf(cell.blocks)));
    return [];
  });

/** Paragraphs, pictures and cells, with what is in them. */
export const countBlocks = (blocks: readonly PaperBlock[]): number =>
  blocks.reduce((sum, block) => {
    const inside =
      block.type === 'table' ? block.rows.flat().reduce((all, cell) => all + 1 + countBlocks(cell.blocks), 0) : 1;
    return sum + inside;
  }, 0);

export const isAllBold = ({ runs }: Pick<PaperParagraph, 'runs'>): boolean => {
  const words = runs.filter(({ text }) => text.trim() !== '');
  return words.length > 0 && words.every(({ isBold }) => isBold);
};
