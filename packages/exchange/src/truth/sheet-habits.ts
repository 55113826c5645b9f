import type { Draw } from './draw.ts';
import type { Cell } from './grid.ts';
import { footnotes } from './words.ts';

/** What one hand does throughout a workbook. */
export interface Habits {
  readonly places: 'merged' | 'blank' | 'repeated';
  readonly hasTwoHeaderRows: boolean;
  readonly isHeaderMerged: boolean;
  readonly subtitles: number;
  readonly repeatsHeader: boolean;
  readonly subtotals: boolean;
  readonly total: Cell[] | null;
  readonly footnotes: readonly string[];
  readonly blankShare: number;
  readonly apostrophes: boolean;
  readonly spoilt: boolean;
  readonly serialText: boolean;
}

export const createHabits = (draw: Draw, isText: boolean): Habits => ({
  places: isText
    ? draw.pick(['repeated', 'repeated', 'blank'] as const)
    : draw.pick(['merged', 'blank', 'repeated'] as const),
  hasTwoHeaderRows: draw.chance(0.5),
  isHeaderMerged: draw.chance(0.8),
  subtitles: draw.pick([0, 0, 1, 2]),
  repeatsHeader: draw.chance(0.12),
  subtotals: draw.chance(0.15),
  total: draw.pick([
    null,
    ['合计', '%人'],
    ['合计：', '%'],
    ['总计', '%人'],
    ['合  计', null, '%'],
    ['共计%人'],
    ['合计人数：%人'],
    ['本表共%人'],
  ]),
  footnotes: draw.shuffle(footnotes).slice(0, draw.pick([0, 0, 1, 2])),
  blankShare: draw.pick([0, 0.015, 0.05]),
  apostrophes: draw.chance(isText ? 0.6 : 0.1),
  spoilt: draw.chance(0.5),
  serialText: draw.chance(0.2),
});
