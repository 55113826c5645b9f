import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createAuthor } from '../table/index.ts';
import { addHousehold, describeRegister, moveOut, removeResident } from './intents.ts';
import { findEnded, keptUntil, parseKeepingPeriod } from './keeping.ts';
import { projectRegister } from './read.ts';

test('[ER14] a keeping period is read out of the words that a register states it in, or not at all', () => {
  const read = (words: string | null) => {
    const period = parseKeepingPeriod(words);
    return period && `${period.count} ${period.unit}`;
  };
  for (const [words, period] of [
    ['迁出满 1 年后删除', '1 year'],
    ['迁出满１年', '1 year'],
    ['搬离后两年', '2 year'],
    ['半年', '6 month'],
    ['十八个月', '18 month'],
    ['二十年', '20 year'],
    ['保存 90 天', '90 day'],
    ['24 months after moving out', '24 month'],
    ['1 Year', '1 year'],
    ['长期', null],
    ['按规定', null],
    ['迁出 1 年，去世 3 年', null],
    ['0 年', null],
    ['', null],
    [null, null],
  ] as const) {
    expect([words, read(words)]).toEqual([words, period]);
  }
});

test('[ER14] it begins when somebody no longer lives here, and with the last day that a known month or year may mean', () => {
  const nothing = { movedOut: null, deceased: null, removedOn: null };
  const year = { count: 1, unit: 'year' } as const;
  expect(keptUntil(nothing, year)).toBeNull();
  expect(keptUntil({ ...nothing, movedOut: '2024-02-29' }, year)).toBe('2025-03-01');
  expect(keptUntil({ ...nothing, movedOut: '2025-08-31' }, { count: 6, unit: 'month' })).toBe('2026-03-01');
  expect(keptUntil({ ...nothing, movedOut: '2025-03' }, year)).toBe('2026-04-01');
  expect(keptUntil({ ...nothing, deceased: '2025' }, year)).toBe('2027-01-01');
  expect(keptUntil({ ...nothing, removedOn: '2025-12-31' }, { count: 1, unit: 'day' })).toBe('2026-01-02');
  expect(keptUntil({ movedOut: '2025-03-09', deceased: '2026-01-01', removedOn: null }, year)).toBe('2026-03-10');
});

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

test('[ER14] who moved out, died or was taken out is proposed when the period that the register states is over', () => {
  const doc = new Y.Doc();
  const author = createAuthor('m1', () => Date.UTC(2025, 0, 1, 12));
  addHousehold(doc, { room: '101' }, [{ name: '甲' }, { name: '乙' }, { name: '丙' }], author);
  const register = projectRegister(doc);
  const idOf = (name: string) =>
    register.residents.allIds().find((id) => register.residents.values(id).name === name) ?? '';
  moveOut(doc, idOf('甲'), '2025-03-09', author);
  removeResident(doc, idOf('丙'), author);
  const names = (today: string) =>
    findEnded(register, today, dayOf).people.map(({ name, since }) => `${name} ${since}`);
  expect(findEnded(register, '2030-01-01', dayOf)).toEqual({ period: null, words: null, people: [] });
  describeRegister(doc, { keepingPeriod: '迁出满 1 年后删除' }, author);
  expect(names('2026-01-01')).toEqual([]);
  expect(names('2026-01-02')).toEqual(['丙 2026-01-02']);
  expect(names('2026-03-10')).toEqual(['丙 2026-01-02', '甲 2026-03-10']);
  describeRegister(doc, { keepingPeriod: '长期' }, author);
  expect(findEnded(register, '2030-01-01', dayOf)).toEqual({ period: null, words: '长期', people: [] });
});
