import { columnLetter, type Problem } from '@lianxi/exchange';
import type { SheetOutline } from './outline.ts';

/** A part of a sheet as a table is drawn: merged cells span, covered cells are left out. */
export interface GridLine {
  /** As the spreadsheet counts. */
  readonly number: number;
  readonly kind: 'title' | 'header' | 'body';
  readonly cells: readonly GridCell[];
}

export interface GridCell {
  readonly column: number;
  readonly text: string;
  readonly columns: number;
  readonly rows: number;
  readonly mark: 'off' | 'bad' | 'fix' | null;
}

export interface GridView {
  readonly letters: readonly string[];
  readonly lines: readonly GridLine[];
  /** Lines that are not shown. */
  readonly rest: number;
}

interface Shown {
  readonly from: number;
  readonly lines: readonly (readonly string[])[];
}

/** The header with what stands above it, then `body`: the first lines, or those around a problem. */
export const viewSheet = (
  sheet: SheetOutline,
  body: Shown,
  marks: ReadonlyMap<string, 'bad' | 'fix'>,
  isColumnOff: (column: number) => boolean,
): GridView => {
  const headerEnd = sheet.header ? sheet.header.last + 1 : 0;
  const numbers = [
    ...Array.from({ length: headerEnd }, (_, index) => index),
    ...body.lines.map((_, index) => body.from + index),
  ];
  const shown = new Map(numbers.map((number, index) => [number, index]));
  const textAt = (row: number, column: number): string =>
    (row < headerEnd ? sheet.lines[row]?.[column] : body.lines[row - body.from]?.[column]) ?? '';
  const covered = new Set<string>();
  const spans = new Map<string, { columns: number; rows: number }>();
  for (const merge of sheet.merges) {
    const rows = numbers.filter((number) => number >= merge.top && number <= merge.bottom);
    const [top] = rows;
    if (top === undefined) continue;
    const right = Math.min(merge.right, sheet.width - 1);
    spans.set(`${top},${merge.left}`, { columns: right - merge.left + 1, rows: rows.length });
    for (const row of rows) {
      for (let column = merge.left; column <= right; column++) {
        if (row !== top || column !== merge.left) covered.add(`${row},${column}`);
      }
    }
  }
  const lines = [...shown.keys()].map((row): GridLine => {
    const kind = lineKind(sheet, row);
    const cells: GridCell[] = [];
    for (let column = 0; column < sheet.width; column++) {
      const key = `${row},${column}`;
      if (covered.has(key)) continue;
      const span = spans.get(key) ?? { columns: 1, rows: 1 };
      const mark = kind === 'body' ? (marks.get(key) ?? (isColumnOff(column) ? 'off' : null)) : null;
      cells.push({ column, text: textAt(row, column), ...span, mark });
    }
    return { number: row + 1, kind, cells };
  });
  const letters = Array.from({ length: sheet.width }, (_, column) => columnLetter(column));
  return { letters, lines, rest: Math.max(0, sheet.height - lines.length) };
};

const lineKind = (sheet: SheetOutline, row: number): GridLine['kind'] => {
  if (!sheet.header) return 'body';
  if (row < sheet.header.first) return 'title';
  return row <= sheet.header.last ? 'header' : 'body';
};

export const marksOf = (
  problems: readonly Problem[],
  sheet: string,
  isOpen: (problem: Problem) => boolean,
): ReadonlyMap<string, 'bad' | 'fix'> =>
  new Map(
    problems
      .filter((problem) => problem.sheet === sheet && problem.column !== null)
      .map((problem) => [`${problem.row - 1},${problem.column}`, isOpen(problem) ? 'bad' : 'fix'] as const),
  );
