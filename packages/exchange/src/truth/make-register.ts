import { createColumns } from './columns.ts';
import { createDraw, type Draw } from './draw.ts';
import type { Format, Grid, Made, TruthProblem, TruthRow } from './grid.ts';
import { layOut } from './lay-out.ts';
import { createHousehold, type Home } from './people.ts';
import { createHabits } from './sheet-habits.ts';
import * as words from './words.ts';

/**
 * A register as some office might have made it, with its truth, from one seed. Everything that an office may do otherwise is
 * drawn: words, order of columns, title lines, where the compound and the building stand, what is merged or left blank,
 * totals, footnotes, other sheets, spoilt numbers, the file's kind.
 */
export interface MakeOptions {
  readonly format?: Format;
  readonly people?: number;
}

export const makeRegister = (seed: number, options: MakeOptions = {}): Made => {
  const draw = createDraw(seed);
  const format = options.format ?? draw.pick(['xlsx', 'xls', 'csv'] as const);
  const isText = format === 'csv';
  const compoundFrom = draw.pick(
    isText ? (['file', 'file', 'column', 'title'] as const) : (['title', 'file', 'column', 'sheet'] as const),
  );
  const buildingFrom = isText
    ? draw.pick(['cells', 'cells', 'cells', 'block'] as const)
    : draw.pick(['cells', 'cells', 'sheet', 'title', 'block'] as const);
  const compounds =
    compoundFrom === 'column'
      ? draw.shuffle(words.compounds).slice(0, draw.whole(1, 7))
      : [draw.pick(compoundFrom === 'file' ? words.compounds : words.compounds.filter((each) => !/\d$/.test(each)))];
  const homes = createHomes(draw, compounds, options.people ?? draw.pick([3, 12, 60, 200, 400]), buildingFrom);
  const columns = createColumns(draw, { isText, compoundFrom, buildingFrom, homes });
  const truth: TruthRow[] = [];
  const problems: TruthProblem[] = [];
  const compound = compounds[0] ?? '';
  const byTitle = (text: string): string => text.replace('%', compound);
  const grids: Grid[] = [];
  const titleWord = draw.pick(words.titleWords);
  const sheetWord = draw.pick<(building: number | string) => string>([
    (b) => `${b}号楼`,
    (b) => `${b}栋`,
    (b) => `${b}#楼`,
    (b) => `${b}幢`,
    (b) => `${hanOf(b)}号楼`,
    (b) => `${b}座`,
    (b) => `${b}号楼花名册`,
    (b) => `${b}#`,
    (b) => `第${b}栋`,
    (b) => `${b}号楼（${homes.length}户）`,
  ]);
  const buildings = [...new Set(homes.map((home) => home.building))];
  const parts = buildingFrom === 'sheet' || (buildingFrom === 'title' && buildings.length > 1) ? buildings : [null];
  const hand = createHabits(draw, isText);
  for (const building of parts) {
    const own = building === null ? homes : homes.filter((home) => home.building === building);
    const named = compoundFrom === 'title' ? compound : '';
    const numbered = buildingFrom === 'title' ? `${building ?? buildings[0]}号楼` : '';
    const title =
      compoundFrom === 'title' || numbered !== ''
        ? titleWord.replace('%小区', '%').replace('%', named + numbered)
        : draw.pick(['居民信息登记表', '居民花名册', null, '长乐社区居民信息登记表']);
    const name =
      buildingFrom === 'sheet' && building !== null
        ? compoundFrom === 'sheet'
          ? `${compound}${building}号楼`
          : sheetWord(building)
        : compoundFrom === 'sheet'
          ? building === null
            ? compound
            : `${compound}${building}号楼`
          : building === null
            ? draw.pick(['Sheet1', '居民信息', '居民台账', '花名册', '工作表1'])
            : `Sheet${grids.length + 1}`;
    grids.push(layOut(draw, name, title, columns, own, hand, truth, problems, buildingFrom === 'block'));
  }
  if (!isText && draw.chance(0.3)) {
    const [name, rows] = draw.pick(words.instructionSheets);
    const grid: Grid = { name, rows: rows.map((row) => [...row]), merges: [] };
    if (draw.chance(0.7)) grids.push(grid);
    else grids.unshift(grid);
  }
  const fileName =
    compoundFrom === 'file'
      ? byTitle(draw.pick(words.fileWords))
      : draw.pick(['居民信息表', '2026年居民台账', byTitle('%台账'), 'book1']);
  return { fileName: `${fileName}.${format}`, format, grids, rows: truth, problems };
};

const hanOf = (value: number | string): string =>
  typeof value === 'number' && value < 10 ? ('零一二三四五六七八九'[value] ?? '') : String(value);

const createHomes = (draw: Draw, compounds: readonly string[], people: number, buildingFrom: string): Home[] => {
  const homes: Home[] = [];
  const isLettered = draw.chance(0.07);
  const hasEntrances = draw.chance(0.88);
  const doors = draw.pick([2, 3, 4]);
  const floors = draw.pick([5, 6, 7, 18, 33]);
  const entrances = draw.whole(1, 4);
  const firstBuilding = draw.pick([1, 1, 1, 3, 11]);
  let count = 0;
  for (const [index, compound] of compounds.entries()) {
    const until = (people * (index + 1)) / compounds.length;
    for (let number = 0; number < (people > 5000 ? 400 : 40) && count < until; number++) {
      if (buildingFrom === 'title' && number > 6) break;
      const building = isLettered ? String.fromCharCode(65 + (number % 26)) : firstBuilding + number;
      for (let entrance = 1; entrance <= (hasEntrances ? entrances : 1) && count < until; entrance++) {
        for (let floor = 1; floor <= floors && count < until; floor++) {
          for (let door = 1; door <= doors && count < until; door++) {
            if (draw.chance(0.1)) continue;
            const household = draw.chance(0.04) ? [] : createHousehold(draw);
            const room = `${floor}0${door}`;
            homes.push({ compound, building, entrance: hasEntrances ? entrance : null, room, people: household });
            count += household.length;
          }
        }
      }
    }
  }
  return homes;
};
