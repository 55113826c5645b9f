import type { TextBlock, TextCell, TextRun } from '@lianxi/documents';
import type { OfficialCell, OfficialParagraph, OfficialPart, OfficialRun, OfficialTable } from './model.ts';
import { headingNumber, isNumbered, line } from './words.ts';

/** A topic's rich text in the form's four levels: its headings begin at the second, lists count below them. */
export const setText = (blocks: readonly TextBlock[]): readonly OfficialPart[] => {
  const levels = [...new Set(blocks.flatMap((block) => (block.type === 'heading' ? [block.level] : [])))].sort(
    (one, other) => one - other,
  );
  const counts = [0, 0, 0, 0];
  return blocks.flatMap((block): readonly OfficialPart[] => {
    if (block.type !== 'heading') return setBlock(block, 0);
    const level = Math.min(3, levels.indexOf(block.level) + 1);
    counts[level] = (counts[level] ?? 0) + 1;
    counts.fill(0, level + 1);
    const face = level === 1 ? 'section' : 'body';
    const lines = linesOf(block.runs.map((run) => ({ ...run, isBold: false })));
    return lines.map((runs, index): OfficialParagraph => {
      const hasNumber = index > 0 || isNumbered(runs.map(({ text }) => text).join(''));
      const number = hasNumber ? [] : [{ text: headingNumber(level, counts[level] ?? 1) }];
      return { type: 'paragraph', face, depth: 0, isHeading: true, runs: [...number, ...runs] };
    });
  });
};

const setBlock = (block: TextBlock, depth: number): readonly OfficialPart[] => {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return linesOf(block.runs).map((runs) => paragraph(runs, depth));
    case 'list':
      return block.items.flatMap((item, index) => setItem(item, sign(block, index, depth), depth));
    case 'picture':
      return setPicture(block);
    case 'table':
      return setTable(block.rows);
  }
};

const setPicture = ({
  hash,
  width,
  height,
  caption,
}: Extract<TextBlock, { type: 'picture' }>): readonly OfficialPart[] => {
  const words = line(caption);
  const said = words === '' ? [] : [{ ...paragraph([{ text: words }], 0), face: 'section', isCaption: true } as const];
  return [{ type: 'picture', hash, width, height, caption: words }, ...said];
};

const sign = (list: Extract<TextBlock, { type: 'list' }>, index: number, depth: number): string =>
  list.isOrdered ? headingNumber(depth === 0 ? 2 : 3, list.start + index) : '·';

/** Its number stands before its first line; what else it holds lies as deep, lists within it deeper. */
const setItem = (blocks: readonly TextBlock[], number: string, depth: number): readonly OfficialPart[] => {
  const parts = blocks.flatMap((block) => setBlock(block, block.type === 'list' ? depth + 1 : depth));
  const [first, ...rest] = parts;
  if (first?.type !== 'paragraph' || first.depth !== depth) return [paragraph([{ text: number }], depth), ...parts];
  return [{ ...first, runs: [{ text: number }, ...first.runs] }, ...rest];
};

const paragraph = (runs: readonly OfficialRun[], depth: number): OfficialParagraph => ({
  type: 'paragraph',
  face: 'body',
  depth,
  isHeading: false,
  runs,
});

/** A line break begins a paragraph, and an empty line is none: the form keeps its own distances. */
const linesOf = (runs: readonly TextRun[]): readonly (readonly OfficialRun[])[] => {
  const lines: OfficialRun[][] = [[]];
  for (const { text, isBold } of runs)
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      // Blanks between two runs are theirs; those around the line go below.
      const clean = line(`|${part}|`).slice(1, -1);
      if (clean !== '') lines.at(-1)?.push(isBold ? { text: clean, isBold } : { text: clean });
    }
  return lines.map(trimRuns).filter((each) => each.length > 0);
};

const trimRuns = (runs: readonly OfficialRun[]): readonly OfficialRun[] =>
  runs
    .map((run, index) => {
      const text = index === 0 ? run.text.trimStart() : run.text;
      return { ...run, text: index === runs.length - 1 ? text.trimEnd() : text };
    })
    .filter(({ text }) => text !== '');

/** More columns than this are no table for a page 156 mm wide; what would stand in them is set below each other. */
const mostColumns = 14;

const setTable = (rows: readonly (readonly TextCell[])[]): readonly OfficialPart[] => {
  const taken: boolean[][] = rows.map(() => []);
  const placed = rows.map((cells, row) =>
    cells.map((cell): OfficialCell => {
      let at = 0;
      while (taken[row]?.[at]) at++;
      const reach = Math.min(cell.rows, rows.length - row);
      const columns = Math.min(cell.columns, mostColumns + 1);
      for (let below = row; below < row + reach; below++)
        for (let column = at; column < at + columns; column++) {
          const line = taken[below];
          if (line) line[column] = true;
        }
      return { at, columns, rows: reach, isHeader: cell.isHeader, parts: cellParts(cell.blocks) };
    }),
  );
  const columns = Math.max(0, ...taken.map((row) => row.length));
  if (columns === 0) return [];
  const table: OfficialTable = { type: 'table', columns, rows: placed };
  return columns > mostColumns ? unfoldTable(table) : [table];
};

const cellParts = (blocks: readonly TextBlock[]): OfficialCell['parts'] =>
  blocks
    .flatMap((block) => setBlock(block, 0))
    .flatMap((part) => (part.type === 'table' ? unfoldTable(part) : part.type === 'paragraph' ? [flat(part)] : [part]));

/** A table's content below each other, where no table can stand. */
export const unfoldTable = ({ rows }: OfficialTable): OfficialCell['parts'] =>
  rows.flatMap((cells) => cells.flatMap(({ parts }) => parts));

/** A cell has no room for depth. */
const flat = (part: OfficialParagraph): OfficialParagraph => (part.isCaption ? part : paragraph(part.runs, 0));
