import type { Draw } from './draw.ts';
import type { Cell } from './grid.ts';
import type { Home } from './people.ts';

/** One way of writing places, kept through a register as one hand would; a small share strays, as hands do. */
export interface PlaceHand {
  building(home: Home): Cell;
  entrance(home: Home): Cell;
  room(home: Home): Cell;
  /** The whole in one cell; without the building where the sheet or title names it. */
  address(home: Home, withBuilding: boolean): Cell;
}

const han = (value: number): string => {
  const digits = '零一二三四五六七八九';
  if (value < 10) return digits[value] ?? '';
  return `${value < 20 ? '' : digits[Math.floor(value / 10)]}十${value % 10 === 0 ? '' : digits[value % 10]}`;
};
const counted = (value: number | string): string => (typeof value === 'number' ? han(value) : value);
const wide = (text: string): string =>
  text.replace(/[0-9-]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0));

type Write = (building: number | string, entrance: number | null, room: string) => string;

const addressStyles: readonly Write[] = [
  (b, e, r) => [b, e, r].filter((each) => each !== null).join('-'),
  (b, e, r) => `${b}号楼${e === null ? '' : `${e}单元`}${r}室`,
  (b, e, r) => `${b}栋${e === null ? '' : `${e}单元`}${r}`,
  (b, e, r) => `${b}幢${e === null ? '' : `${e}单元`}${r}室`,
  (b, e, r) => `${b}#${e === null ? '' : `${e}-`}${r}`,
  (b, e, r) => `${b}#楼${e === null ? '' : `${e}单元`}${r}`,
  (b, e, r) => `${b}号楼-${e === null ? '' : `${e}单元-`}${r}`,
  (b, e, r) => wide([b, e, r].filter((each) => each !== null).join('-')),
  (b, e, r) => [b, e, r].filter((each) => each !== null).join('/'),
  (b, e, r) => [b, e, r].filter((each) => each !== null).join('—'),
  (b, e, r) => [b, e, r].filter((each) => each !== null).join(' - '),
  (b, e, r) => `${b} 号楼 ${e === null ? '' : `${e} 单元 `}${r} 室`,
  (b, e, r) => `${counted(b)}号楼${e === null ? '' : `${counted(e)}单元`}${r}室`,
  (b, e, r) => `${b}座${e === null ? '' : `${e}单元`}${r}号`,
  (b, e, r) => `${b}号楼${e === null ? '' : `${e}门`}${r}`,
];

const entranceStyles: readonly Write[] = [
  (_, e, r) => `${e === null ? '' : `${e}单元`}${r}室`,
  (_, e, r) => `${e === null ? '' : `${e}单元`}${r}`,
  (_, e, r) => (e === null ? r : `${e}-${r}`),
  (_, e, r) => `${e === null ? '' : `${e}单元-`}${r}`,
  (_, e, r) => `${e === null ? '' : `${counted(e)}单元`}${r}`,
  (_, e, r) => (e === null ? `${r}号` : `${e}单元${r}号`),
  (_, e, r) => `${e === null ? '' : `${e}门`}${r}`,
];

export const createPlaceHand = (draw: Draw, format: 'text' | 'cells'): PlaceHand => {
  const number = (value: number): Cell => (format === 'cells' && draw.chance(0.5) ? value : String(value));
  const building = draw.pick<(value: number | string) => Cell>([
    (value) => (typeof value === 'number' ? number(value) : value),
    (value) => `${value}号楼`,
    (value) => (draw.chance(0.5) || typeof value !== 'number' ? `${value}号楼` : number(value)),
    (value) => `${value}栋`,
    (value) => `${value}幢`,
    (value) => `${value}#`,
    (value) => `${counted(value)}号楼`,
    (value) => `第${value}栋`,
    (value) => `${value}座`,
  ]);
  const entrance = draw.pick<(value: number) => Cell>([
    number,
    (value) => `${value}单元`,
    (value) => (draw.chance(0.5) ? `${value}单元` : number(value)),
    (value) => `${counted(value)}单元`,
    (value) => `${value}门`,
  ]);
  const room = draw.pick<(value: string) => Cell>([
    (value) => number(Number(value)),
    (value) => value,
    (value) => `${value}室`,
    (value) => (draw.chance(0.3) ? `${value}室` : number(Number(value))),
    (value) => wide(value),
    (value) => `${value}号`,
  ]);
  const whole = draw.pick(addressStyles);
  const other = draw.pick(addressStyles);
  const inner = draw.pick(entranceStyles);
  const strays = draw.chance(0.3);
  const withCompound = draw.chance(0.12);
  return {
    building: (home) => building(home.building),
    entrance: (home) => (home.entrance === null ? null : entrance(home.entrance)),
    room: (home) => room(home.room),
    address: (home, withBuilding) => {
      const style = withBuilding ? (strays && draw.chance(0.2) ? other : whole) : inner;
      const isMarked = /[号栋幢座#]/.test(style(1, 1, '101'));
      const text = style(home.building, home.entrance, home.room);
      return withCompound && isMarked && withBuilding && !/\d$/.test(home.compound) ? home.compound + text : text;
    },
  };
};
