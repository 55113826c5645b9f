import {
  addHousehold,
  createAuthor,
  describeRegister,
  moveOut,
  projectRegister,
  removeResident,
} from '@lianxi/documents';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { findEnded } from './ended.ts';

test('[ER14] who moved out, died or was taken out is proposed when the period that the register states is over', () => {
  const doc = new Y.Doc();
  const author = createAuthor('m1', () => Date.UTC(2025, 0, 1, 12));
  addHousehold(doc, { room: '101' }, [{ name: '甲' }, { name: '乙' }, { name: '丙' }], author);
  const register = projectRegister(doc);
  const idOf = (name: string) =>
    register.residents.allIds().find((id) => register.residents.values(id).name === name) ?? '';
  moveOut(doc, idOf('甲'), '2025-03-09', author);
  removeResident(doc, idOf('丙'), author);
  const names = (today: string) => findEnded(register, today).people.map(({ name, since }) => `${name} ${since}`);
  expect(findEnded(register, '2030-01-01')).toEqual({ period: null, words: null, people: [] });
  describeRegister(doc, { keepingPeriod: '迁出满 1 年后删除' }, author);
  expect(names('2026-01-01')).toEqual([]);
  expect(names('2026-01-02')).toEqual(['丙 2026-01-02']);
  expect(names('2026-03-10')).toEqual(['丙 2026-01-02', '甲 2026-03-10']);
  describeRegister(doc, { keepingPeriod: '长期' }, author);
  expect(findEnded(register, '2030-01-01')).toEqual({ period: null, words: '长期', people: [] });
});
