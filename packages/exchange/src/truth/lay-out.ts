import type { Column } from './columns.ts';
import type { Draw } from './draw.ts';
import { spoilNumber, toTruth } from './entry.ts';
import type { Cell, Grid, TruthProblem, TruthRow } from './grid.ts';
import type { Home, Person } from './people.ts';
import type { Habits } from './sheet-habits.ts';

/** One sheet, line by line; what is true of it goes to `truth` and `problems`. */
export const layOut = (
  draw: Draw,
  name: string,
  title: string | null,
  columns: readonly Column[],
  homes: readonly Home[],
  habits: Habits,
  truth: TruthRow[],
  problems: TruthProblem[],
  hasBlocks: boolean,
): Grid => {
  const rows: Cell[][] = [];
  const merges: Grid['merges'] = [];
  const width = columns.length;
  const alone = (text: string): void => {
    if (draw.chance(0.7) && width > 1) merges.push([rows.length, 0, rows.length, width - 1]);
    rows.push([text, ...Array<Cell>(width - 1).fill(null)]);
  };
  if (title !== null) alone(title);
  const subtitle = [
    '填报单位:（盖章）            填报日期：2026年11月1日          填报人：',
    '单位：长乐社区居委会',
    '填表日期：2026年10月',
    '网格长：某某　电话：13800009998',
  ];
  for (let each = 0; each < habits.subtitles; each++) alone(draw.pick(subtitle));
  const headerTop = rows.length;
  pushHeader(rows, merges, columns, habits);
  const header = rows.slice(headerTop);
  let serial = 0;
  let sinceHeader = 0;
  let building: number | string | null = null;
  let compound: string | null = null;
  let people = 0;
  for (const home of homes) {
    if (building !== null && home.building !== building && habits.subtotals)
      rows.push(
        draw.pick<Cell[]>([
          ['小计', null, `${people}人`],
          [`${building}号楼小计`, null, people],
          ['', '小计', `${people}`],
        ]),
      );
    if (hasBlocks && (home.building !== building || home.compound !== compound)) {
      merges.push([rows.length, 0, rows.length, width - 1]);
      rows.push([`${home.building}号楼`, ...Array<Cell>(width - 1).fill(null)]);
    }
    building = home.building;
    compound = home.compound;
    if (habits.repeatsHeader && sinceHeader > 30) {
      sinceHeader = 0;
      const top = rows.length;
      rows.push(...header.map((row) => [...row]));
      for (const [t, l, b, r] of merges.filter(([t]) => t >= headerTop && t < headerTop + header.length))
        merges.push([t - headerTop + top, l, b - headerTop + top, r]);
    }
    if (draw.chance(habits.blankShare)) rows.push(Array<Cell>(width).fill(draw.pick([null, null, ''])));
    const top = rows.length;
    if (home.people.length === 0) {
      if (columns.some((column) => column.isPlace))
        rows.push(
          columns.map((column) =>
            column.isPlace ? column.write(emptyPerson, home) : (column.writeEmpty?.(home) ?? null),
          ),
        );
      continue;
    }
    for (const [index, person] of home.people.entries()) {
      const cells = columns.map((column): Cell => {
        if (column.field === 'serial') return habits.serialText ? `H${String(++serial).padStart(5, '0')}` : ++serial;
        return column.isPlace && index > 0 && habits.places !== 'repeated' ? null : column.write(person, home);
      });
      const fault = spoilNumber(draw, columns, cells, person, habits);
      if (fault) problems.push({ row: rows.length + 1, field: 'idNumber', kind: fault });
      truth.push(toTruth(columns, cells, person, home, fault));
      rows.push(cells);
      people++;
      sinceHeader++;
    }
    if (habits.places === 'merged' && rows.length - top > 1) {
      for (const [column, each] of columns.entries())
        if (each.isPlace) merges.push([top, column, rows.length - 1, column]);
    }
  }
  if (habits.total)
    rows.push(habits.total.map((cell) => (typeof cell === 'string' ? cell.replace('%', String(people)) : cell)));
  for (const each of habits.footnotes) alone(each);
  return {
    name,
    rows: rows.map((row) => [...row, ...Array<Cell>(Math.max(0, width - row.length)).fill(null)]),
    merges,
  };
};

const emptyPerson: Person = {
  name: '',
  sex: '男',
  birth: '',
  idNumber: '',
  relation: '',
  mobile: null,
  landline: null,
  isMember: false,
  residence: '',
  note: '',
};

const pushHeader = (rows: Cell[][], merges: Grid['merges'], columns: readonly Column[], habits: Habits): void => {
  const isTwo = habits.hasTwoHeaderRows && columns.some((column) => column.group);
  const top = rows.length;
  if (!isTwo) {
    rows.push(columns.map((column) => column.title));
    return;
  }
  rows.push(
    columns.map((column, index) =>
      column.group ? (columns[index - 1]?.group === column.group ? null : column.group) : column.title,
    ),
  );
  rows.push(columns.map((column) => (column.group ? column.title : null)));
  for (const [index, column] of columns.entries()) {
    if (!column.group) {
      if (habits.isHeaderMerged) merges.push([top, index, top + 1, index]);
      continue;
    }
    if (columns[index - 1]?.group === column.group) continue;
    let right = index;
    while (columns[right + 1]?.group === column.group) right++;
    if (right > index) merges.push([top, index, top, right]);
  }
};
