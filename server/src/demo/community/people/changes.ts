import { addDays, type Day, momentOf } from '../day.ts';
import { createDraw } from '../draw.ts';
import type { Resident } from './residents.ts';

/** What somebody wrote over a register later on: its history, and what is new since yesterday. */
export interface ResidentChange {
  readonly resident: string;
  readonly field: 'phones' | 'residence' | 'note' | 'movedOut';
  readonly value: string | readonly string[];
  /** Days before today, and the time of that day. */
  readonly at: number;
  /** A key of the cast, or null for whoever keeps the grid. */
  readonly by: string | null;
}

const notes = [
  '白天上班，傍晚后再来访。',
  '门铃坏了，请敲门。',
  '想报名助餐，周一到周五中午。',
  '会修自行车，愿意帮邻居。',
  '来访前请先打电话。',
  '愿意参加楼道轮值。',
  '每周三在女儿家，周四回来。',
];

/** A few changes a grid over the last year, more of them lately; `spare` is where new phone numbers come from. */
export const createChanges = (
  seed: number,
  today: Day,
  grid: string,
  residents: readonly Resident[],
  spare: string[],
): readonly ResidentChange[] => {
  const draw = createDraw(seed, `changes ${grid}`);
  const grown = residents.filter(({ phones }) => phones.length > 0);
  const chosen = draw.shuffle(grown).slice(0, draw.whole(4, 9));
  return chosen
    .map((resident, index): ResidentChange => {
      const days = index < 2 ? draw.whole(0, 4) : draw.whole(5, 300);
      const time = `${String(draw.whole(8, 17)).padStart(2, '0')}:${String(draw.whole(0, 59)).padStart(2, '0')}`;
      const at = momentOf(addDays(today, -days), time);
      const common = { resident: resident.id, at, by: draw.chance(0.25) ? 'chen' : null };
      const kind = draw.weighted([
        ['phones', 4],
        ['note', 4],
        ['residence', 3],
        ['movedOut', 1.5],
      ] as const);
      const isFamilyHead = resident.relation === '02' || resident.relation === '10';
      if (kind === 'note' || (kind === 'movedOut' && isFamilyHead))
        return { ...common, field: 'note', value: draw.pick(notes) };
      if (kind === 'phones') return { ...common, field: 'phones', value: spare.splice(-1) };
      if (kind === 'residence') {
        return { ...common, field: 'residence', value: resident.residence === 'permanent' ? 'separated' : 'permanent' };
      }
      return { ...common, field: 'movedOut', value: addDays(today, -days) };
    })
    .sort((left, right) => left.at - right.at);
};
