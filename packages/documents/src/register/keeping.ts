import type { RegisterProjection } from './read.ts';

/** How long a record is kept once somebody no longer lives here, as a register states it in words. */
export interface KeepingPeriod {
  readonly count: number;
  readonly unit: 'year' | 'month' | 'day';
}

const digits = '零一二三四五六七八九';
const units = { 年: 'year', 月: 'month', 天: 'day', 日: 'day', y: 'year', m: 'month', d: 'day' } as const;

/**
 * The period that the words name: 迁出满 1 年后删除, 半年, 十八个月, 24 months (English numbers in digits alone).
 * null where they name none, or more than one: then a person has to look.
 */
export const parseKeepingPeriod = (words: string | null): KeepingPeriod | null => {
  const plain = (words ?? '').normalize('NFKC').replace(/半年/g, '6个月');
  const found = [
    ...plain.matchAll(/(\d{1,4}|[一二两三四五六七八九十]{1,3})\s*(?:个\s*)?(年|月|天|日|years?|months?|days?)/giu),
  ];
  const [only] = found;
  if (!only || found.length > 1) return null;
  const [, number = '', unit = ''] = only;
  const count = /^\d/.test(number) ? Number(number) : readChinese(number);
  const named = units[unit.toLowerCase().slice(0, 1) as keyof typeof units];
  return count === null || count === 0 || !named ? null : { count, unit: named };
};

/** Up to 九十九. */
const readChinese = (text: string): number | null => {
  const plain = text.replaceAll('两', '二');
  if (!plain.includes('十')) return plain.length === 1 ? digits.indexOf(plain) : null;
  const [tens = '', ones = '', more] = plain.split('十');
  if (more !== undefined || tens.length > 1 || ones.length > 1) return null;
  return (tens === '' ? 1 : digits.indexOf(tens)) * 10 + (ones === '' ? 0 : digits.indexOf(ones));
};

/** What a record says of since when it is only kept. */
export interface Kept {
  /** Days, as exactly as they are known: 2026, 2026-03 or 2026-03-09. */
  readonly movedOut: string | null;
  readonly deceased: string | null;
  /** The day on which it was taken out of the register. */
  readonly removedOn: string | null;
}

/**
 * The first day on which it should be kept no longer (YYYY-MM-DD); null while somebody lives here. Of a day that is known only
 * by its month or year the last is taken, of several the earliest.
 */
export const keptUntil = ({ movedOut, deceased, removedOn }: Kept, { count, unit }: KeepingPeriod): string | null => {
  const since = [movedOut, deceased, removedOn]
    .filter((day) => day !== null)
    .map(lastDayOf)
    .sort()[0];
  if (since === undefined) return null;
  const [year = 0, month = 1, day = 1] = since.split('-').map(Number);
  const months = unit === 'year' ? count * 12 : unit === 'month' ? count : 0;
  const target = new Date(Date.UTC(year, month - 1 + months, 1));
  const longest = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(day, longest) + (unit === 'day' ? count : 0) + 1);
  return target.toISOString().slice(0, 10);
};

const lastDayOf = (day: string): string => {
  const [year = 0, month, date] = day.split('-').map(Number);
  if (date !== undefined) return day;
  return new Date(Date.UTC(year, month ?? 12, 0)).toISOString().slice(0, 10);
};

/** Records of one register that should be kept no longer, by the period that it states; null where it names none. */
export interface Ended {
  readonly period: KeepingPeriod | null;
  readonly words: string | null;
  readonly people: readonly EndedRecord[];
}

export interface EndedRecord {
  readonly id: string;
  readonly name: string | null;
  /** The first day on which it should not be here any more. */
  readonly since: string;
}

/** `today` and `dayOf`: YYYY-MM-DD, where the community is. Those taken out of the register are among them. */
export const findEnded = (
  { residents, aboutValues }: Pick<RegisterProjection, 'residents' | 'aboutValues'>,
  today: string,
  dayOf: (time: number) => string,
): Ended => {
  const words = aboutValues().keepingPeriod;
  const period = parseKeepingPeriod(words);
  if (!period) return { period, words, people: [] };
  const people = residents.allIds().flatMap((id): EndedRecord[] => {
    const row = residents.row(id);
    if (!row) return [];
    const removed = row.isRemoved ? row.changes.find(({ field }) => field === '~') : undefined;
    const { movedOut, deceased, name } = row.values;
    const removedOn = removed ? dayOf(removed.time) : null;
    const since = keptUntil({ movedOut, deceased, removedOn }, period);
    return since !== null && since <= today ? [{ id, name, since }] : [];
  });
  return { period, words, people: people.sort((one, other) => (one.since < other.since ? -1 : 1)) };
};
