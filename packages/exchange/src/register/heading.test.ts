import { expect, test } from 'vitest';
import { fileTitle, readHeading } from './heading.ts';
import { parseAddress } from './place.ts';

test.each([
  ['市政家属院居民信息登记表', '市政家属院'],
  ['紫薇田园都市居民登记表', '紫薇田园都市'],
  ['西安市新城区长乐社区信息家园居民台账', '信息家园'],
  ['书香门第11号楼住户花名册', '书香门第'],
  ['附件1：镇北堡家园常住人口登记表', '镇北堡家园'],
  ['东 风 家 属 院 居 民 花 名 册', '东风家属院'],
  ['阳光100居民台账', '阳光100'],
  ['长乐社区居民信息登记表', null],
  ['居民信息登记表', null],
])('[EX11] the compound in the title %s', (title, compound) => {
  expect(readHeading(title).compound).toBe(compound);
});

test.each([
  ['花名册-幸福小区.xls', '幸福小区'],
  ['居民信息（书香门第）.xlsx', '书香门第'],
  ['01电力小区居民台账.xlsx', '电力小区'],
  ['1.幸福小区居民 台账（2026年11月）.xls', '幸福小区'],
  ['锦绣苑20261101.csv', '锦绣苑'],
  ['居民台账-最终版.xlsx', null],
  ['导出-2026.xls', null],
  ['网页.xls', null],
])('[EX11] the compound in the file name %s', (name, compound) => {
  expect(readHeading(fileTitle(name), true).compound).toBe(compound);
});

test.each([
  ['市政家属院11#楼101', '市政家属院'],
  ['户部巷小区3号楼1单元101', '户部巷小区'],
  ['西安市新城区长乐路8号明德花园3号楼101', '明德花园'],
  ['人民路12号院3号楼101', '人民路12号院'],
])('[EX11] the compound in the address %s', (address, compound) => {
  expect(parseAddress(address, false)?.compound).toBe(compound);
});
