import { writeXlsx } from 'hucre/xlsx';
import { createDraw } from './draw.ts';
import type { Made } from './grid.ts';
import { writeHtml } from './write-html.ts';
import { writeText } from './write-text.ts';
import { writeXls } from './write-xls.ts';

export const writeFile = async (made: Made, seed: number): Promise<Uint8Array> => {
  const draw = createDraw(seed ^ 0x5eed);
  switch (made.format) {
    case 'csv': {
      const [grid] = made.grids;
      if (!grid) throw new Error('a text has one sheet');
      return writeText(grid, draw);
    }
    case 'xls': {
      const [only, ...others] = made.grids;
      return only && others.length === 0 && draw.chance(0.4) ? writeHtml(only, draw) : writeXls(made.grids);
    }
    case 'xlsx':
      return writeXlsx({
        stringMode: draw.pick(['shared', 'inline'] as const),
        sheets: made.grids.map(({ name, rows, merges }) => ({
          name,
          rows: rows.map((row) => row.map((cell) => (cell instanceof Date ? cell : cell))),
          merges: merges.map(([startRow, startCol, endRow, endCol]) => ({ startRow, startCol, endRow, endCol })),
        })),
      });
  }
};
