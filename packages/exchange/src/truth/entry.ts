import { wide } from './cells.ts';
import type { Column } from './columns.ts';
import type { Draw } from './draw.ts';
import type { Cell, TruthProblem, TruthRow } from './grid.ts';
import type { Home, Person } from './people.ts';
import type { Habits } from './sheet-habits.ts';

/** A citizen number as it came to stand in its cell, and what is true of the line. */

export const spoilNumber = (
  draw: Draw,
  columns: readonly Column[],
  cells: Cell[],
  person: Person,
  habits: Habits,
): TruthProblem['kind'] | null => {
  const at = columns.findIndex((column) => column.field === 'idNumber');
  if (at < 0) return null;
  const number = person.idNumber;
  if (habits.spoilt && draw.chance(0.02) && !number.endsWith('X')) {
    cells[at] = Number(draw.chance(0.5) ? `${number.slice(0, 15)}000` : number);
    return 'precision-lost';
  }
  if (habits.spoilt && draw.chance(0.02)) {
    const wrong = '0123456789X'.replace(number.slice(17), '')[draw.whole(0, 9)] ?? '';
    cells[at] = number.slice(0, 17) + wrong;
    return 'checksum';
  }
  const spaced = `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`;
  let text = number;
  if (draw.chance(0.02)) text = spaced;
  if (draw.chance(0.02)) text = wide(text);
  if (draw.chance(0.2)) text = text.toLowerCase();
  if (habits.apostrophes && draw.chance(0.5)) text = `'${text}`;
  if (draw.chance(0.01)) text = `${text} `;
  cells[at] = text;
  return null;
};

export const toTruth = (
  columns: readonly Column[],
  cells: readonly Cell[],
  person: Person,
  home: Home,
  fault: TruthProblem['kind'] | null,
): TruthRow => {
  const has = (field: string): boolean => columns.some((column) => column.field === field);
  const birthAt = columns.findIndex((column) => column.field === 'birth');
  const row: TruthRow = {
    compound: home.compound,
    building: home.building,
    entrance: home.entrance,
    room: home.room,
    name: person.name,
  };
  if (has('sex')) row.sex = person.sex;
  if (has('idNumber')) row.idNumber = fault ? null : person.idNumber;
  if (has('idNumber') && !fault) row.birth = person.birth;
  else if (birthAt >= 0) {
    const cell = cells[birthAt];
    const isWhole = cell instanceof Date || (typeof cell === 'string' && /\d\D\d+\D\d|^\d{8}$/.test(cell));
    row.birth = isWhole ? person.birth : person.birth.slice(0, 7);
  }
  if (has('relation')) row.relation = person.relation;
  if (has('phones')) {
    const [first] = columns.filter((column) => column.field === 'phones');
    const isTurned = first !== undefined && first.isSecondPhone === true;
    const both = [person.mobile, person.landline];
    row.phones = (isTurned ? both.reverse() : both).filter((each) => each !== null);
  }
  if (has('partyMember')) row.partyMember = person.isMember;
  if (has('residence')) row.residence = person.residence;
  if (has('note')) row.note = person.note;
  return row;
};
