import { expect, test } from 'vitest';
import { maskDigits } from './outline.ts';
import { buildingsIn, proposeTargets } from './targets.ts';

const group = (compound: string | null, building: string) => ({
  key: `${compound}${building}`,
  compound,
  building,
  people: 1,
  households: 1,
});
const target = (address: string, title: string, compound: string | null = null, extent: string | null = null) => ({
  address,
  title,
  compound,
  extent,
});

test('the only register takes its own and those without a compound, and nobody of another one', () => {
  const groups = [group('甲里', '1'), group(null, '2'), group('乙里', '1')];
  expect([...proposeTargets(groups, [target('a', '一网格', '甲里小区')]).values()]).toEqual(['a', 'a', null]);
  expect([...proposeTargets(groups, [target('a', '一网格')]).values()]).toEqual([null, 'a', null]);
});

test('buildings find the grid whose extent names them, in their own compound', () => {
  const targets = [
    target('a', '一网格', '甲里小区', '1至3号楼'),
    target('b', '二网格', '甲里小区', '4、5号楼'),
    target('c', '一网格', '乙里小区', '1至3号楼'),
    target('d', '丙里 7号楼'),
  ];
  const groups = [group('甲里', '2'), group('甲里', '5'), group('乙里', '3'), group('丙里', '7'), group('丁里', '1')];
  expect([...proposeTargets(groups, targets).values()]).toEqual(['a', 'b', 'c', 'd', null]);
});

test('where two fit equally well nobody is sent anywhere', () => {
  expect([...proposeTargets([group('甲里', '1')], [target('a', '甲里'), target('b', '甲里')]).values()]).toEqual([
    null,
  ]);
});

test('an extent is read as people write it', () => {
  expect([...(buildingsIn('1至3号楼') ?? [])]).toEqual(['1', '2', '3']);
  expect([...(buildingsIn('2、4-5栋') ?? [])]).toEqual(['2', '4', '5']);
  expect(buildingsIn('东区')).toBeNull();
});

test('numbers are masked in whatever digits they were typed', () => {
  expect(maskDigits('990101198905241712')).toBe('990************712');
  expect(maskDigits('990101 19520523 871X')).toBe('990************71X');
  expect(maskDigits('13800002388/029-88005500')).toBe('138****2388/029-****5500');
  expect(maskDigits('１３８００００２３９０')).toBe('１３８****２３９０');
  expect(maskDigits('138-0000-2395')).toBe('138****2395');
  expect(maskDigits('1号楼2单元501 · 1962年12月')).toBe('1号楼2单元501 · 1962年12月');
});
