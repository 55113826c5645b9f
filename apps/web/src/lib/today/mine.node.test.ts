import type { Grant, Scope } from '@lianxi/access';
import { expect, test } from 'vitest';
import { answersFor, bodiesOf, concerns, takesPart } from './mine.ts';

const on = (role: Grant['role'], scope: string, to: number | null = null): Grant => ({
  role,
  on: scope as Scope,
  from: null,
  to,
});
const names: { readonly [scope: string]: string } = { 'unit-a': '甲校', 'unit-b': '乙医院', wutongli: '梧桐里党支部' };
const of = (...grants: Grant[]) => bodiesOf(grants, 10, (scope) => names[scope] ?? scope, { name: '示例甲' });

test('the committee follows up everything', () => {
  const all = of(on('committee', 'community'));
  expect(answersFor(all, { lead: '甲校', assisting: [] })).toBe(true);
  expect(concerns(all, { unit: 'unit-a' })).toBe(true);
  expect(takesPart(all, { lead: null, partners: [], person: null }, 'm')).toBe(true);
});

test('a unit sees what it leads, what it assists in, and nothing of others', () => {
  const unit = of(on('unit', 'unit-a'));
  expect(answersFor(unit, { lead: '甲校', assisting: [] })).toBe(true);
  expect(answersFor(unit, { lead: '乙医院', assisting: ['甲校'] })).toBe(true);
  expect(answersFor(unit, { lead: '乙医院', assisting: [] })).toBe(false);
  expect(answersFor(unit, { lead: null, assisting: [] })).toBe(false);
  expect([concerns(unit, { unit: 'unit-a' }), concerns(unit, { unit: 'unit-b' })]).toEqual([true, false]);
});

test('a project is for who leads it, is its partner, or answers for it', () => {
  const branch = of(on('branch', 'wutongli'));
  expect(takesPart(branch, { lead: 'wutongli', partners: [], person: null }, 'm')).toBe(true);
  expect(takesPart(branch, { lead: 'unit-a', partners: ['梧桐里党支部'], person: null }, 'm')).toBe(true);
  expect(takesPart(branch, { lead: 'unit-a', partners: [], person: 'm' }, 'm')).toBe(true);
  expect(takesPart(branch, { lead: 'unit-a', partners: ['乙医院'], person: 'other' }, 'm')).toBe(false);
});

test('what somebody was until yesterday counts no more', () => {
  expect(answersFor(of(on('unit', 'unit-a', 10)), { lead: '甲校', assisting: [] })).toBe(false);
  expect(of(on('committee', 'community', 10))).not.toBeNull();
});
