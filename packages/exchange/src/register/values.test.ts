import { expect, test } from 'vitest';
import { parseBirth } from './birth.ts';
import { parseCitizenNumber } from './citizen-number.ts';
import { matchHeader } from './header.ts';
import { readHeading } from './heading.ts';
import { parsePhones } from './phones.ts';
import { parseAddress, parseBuilding, parseEntrance, parseRoom } from './place.ts';
import { isName, parseName, parsePartyMember, parseRelation, parseResidence, parseSex } from './words.ts';

test.each([
  ['3-2-501', { building: 3, entrance: 2, room: '501' }],
  ['３－２－５０１', { building: 3, entrance: 2, room: '501' }],
  ['3—2—501', { building: 3, entrance: 2, room: '501' }],
  ['3/2/501', { building: 3, entrance: 2, room: '501' }],
  ['3号楼2单元501室', { building: 3, entrance: 2, room: '501' }],
  ['3栋2单元501', { building: 3, entrance: 2, room: '501' }],
  ['3幢501', { building: 3, room: '501' }],
  ['3-501', { building: 3, room: '501' }],
  ['3#2-501', { building: 3, entrance: 2, room: '501' }],
  ['3#楼501', { building: 3, room: '501' }],
  ['三号楼二单元501', { building: 3, entrance: 2, room: '501' }],
  ['十二栋1单元1102室', { building: 12, entrance: 1, room: '1102' }],
  ['A座1203', { building: 'A', room: '1203' }],
  ['1单元101室', { entrance: 1, room: '101' }],
  ['101', { room: '101' }],
  ['3号楼', { building: 3 }],
  ['3号楼2单元', { building: 3, entrance: 2 }],
  ['幸福里3号楼2单元501室', { compound: '幸福里', building: 3, entrance: 2, room: '501' }],
  ['长乐路12号幸福里3号楼2单元501室', { compound: '幸福里', building: 3, entrance: 2, room: '501' }],
  ['幸福里3-2-501', { compound: '幸福里', building: 3, entrance: 2, room: '501' }],
  ['3号楼2单元5层501', { building: 3, entrance: 2, room: '501' }],
  ['3-2-501-1', { building: 3, entrance: 2, room: '501-1' }],
] as const)('[EX6] the address %s is read', (text, place) => {
  expect(parseAddress(text, false)).toEqual(place);
});

test('[EX6] two parts mean entrance and room where the building is known', () => {
  expect(parseAddress('2-501', true)).toEqual({ entrance: 2, room: '501' });
});

test('[EX6] parts of a place in columns of their own', () => {
  for (const text of [3, '3', '3号楼', '3栋', '3幢', '3#', '3＃楼', '三号楼', '第3栋', '３'])
    expect(parseBuilding(text)).toBe(3);
  expect(parseBuilding('A栋')).toBe('A');
  for (const text of [2, '2', '2单元', '二单元', '２单元']) expect(parseEntrance(text)).toBe(2);
  expect([101, '101', '101室', '101号', '１０１'].map((text) => parseRoom(text))).toEqual(Array(5).fill('101'));
  expect(parseRoom('302-1')).toBe('302-1');
  expect(parseBuilding('见备注第三条')).toBeNull();
});

test.each([
  ['13800000001', ['13800000001']],
  [13800000001, ['13800000001']],
  ['１３８００００１２３４', ['13800001234']],
  ['138-0000-1234', ['13800001234']],
  ['138 0000 1234', ['13800001234']],
  ['+86 138 0000 1234', ['13800001234']],
  ['13800001234/029-88005500', ['13800001234', '029-88005500']],
  ['13800001234 029-88005500', ['13800001234', '029-88005500']],
  ['13800001234、02988005500', ['13800001234', '029-88005500']],
  ['13800001234，13800001235', ['13800001234', '13800001235']],
  ['1380000123413800001235', []],
  ['(029)88005500', ['029-88005500']],
  ['0912-3381234转12', ['0912-3381234-12']],
  ['88005500', ['88005500']],
  ['无', []],
] as const)('[EX7] the telephones in %s', (value, phones) => {
  expect(parsePhones(value).phones).toEqual(phones);
});

test('[EX7] digits that are no telephone are reported and left out', () => {
  expect(parsePhones('1380000123').unclear).toEqual(['1380000123']);
  expect(parsePhones('13800001234 转 5').unclear).toEqual([]);
});

test.each([
  ['1985-03-12', '1985-03-12'],
  ['1985/3/12', '1985-03-12'],
  ['1985年3月12日', '1985-03-12'],
  ['19850312', '1985-03-12'],
  [19850312, '1985-03-12'],
  ['1985.3', '1985-03'],
  ['1985年3月', '1985-03'],
  ['1985.10', '1985-10'],
  [1985.3, '1985-03'],
  ['198503', '1985-03'],
  [31118, '1985-03-12'],
  ['31118', '1985-03-12'],
  [new Date('1985-03-12T00:00:00Z'), '1985-03-12'],
  ['1985', '1985'],
] as const)('[EX8] the birth %s', (value, date) => {
  expect(parseBirth(value)).toEqual({ type: 'known', date });
});

test('[EX8] a birth that could be two months is left open', () => {
  expect(parseBirth(1985.1).type).toBe('unclear');
  expect(parseBirth('1985年13月').type).toBe('unclear');
  expect(parseBirth('85.3.12').type).toBe('unclear');
});

test('[EX9] citizen numbers: what loses nothing is mended, what lost its end is named, nothing is guessed', () => {
  const valid = { type: 'valid', number: '99010120050628378X' };
  for (const text of [
    '99010120050628378X',
    "'99010120050628378x",
    '990101 20050628 378X',
    '９９０１０１２００５０６２８３７８Ｘ',
  ]) {
    expect(parseCitizenNumber(text, false)).toMatchObject(valid);
  }
  const lost = { type: 'faulty', kind: 'precision-lost', birth: '1954-08-11' };
  expect(parseCitizenNumber(990101195408110000, false)).toMatchObject(lost);
  expect(parseCitizenNumber('9.90101E+17', true)).toMatchObject({ type: 'faulty', kind: 'precision-lost' });
  expect(parseCitizenNumber('990101197109120781', false)).toMatchObject({ type: 'faulty', kind: 'checksum' });
  expect(parseCitizenNumber('990101790912078', false)).toMatchObject({ type: 'faulty', kind: 'number-length' });
  expect(parseCitizenNumber('无', false)).toEqual({ type: 'none' });
});

test('[EX10] words are brought to one spelling, unknown ones stay', () => {
  expect(['男', '1', 'M', '男性', ' 男 ', 1].map(parseSex)).toEqual(Array(6).fill('男'));
  expect(['女', '2', 'F', 2].map(parseSex)).toEqual(Array(4).fill('女'));
  expect(['是', '√', '中共党员', '党员', '中共预备党员', true].map(parsePartyMember)).toEqual(Array(6).fill(true));
  expect(['', null, '否', '群众', '共青团员', '非党员', '无党派人士'].map(parsePartyMember)).toEqual(
    Array(7).fill(false),
  );
  expect(['本人', '02', '妻子', '长子', '次女', '父', '外孙'].map((word) => parseRelation(word).relation)).toEqual([
    '户主',
    '户主',
    '配偶',
    '子',
    '女',
    '父亲',
    '外孙子',
  ]);
  expect(parseRelation('远房亲戚')).toEqual({ relation: '远房亲戚', isKnown: true });
  expect(['租户', '空挂户', '自住', '寄居'].map(parseResidence)).toEqual(['租住', '人户分离', '常住', '寄居']);
});

test('[EX10] names lose the spaces that widen them, and nothing else', () => {
  expect(
    ['王　英', '王 英', '𠮷 田', '阿依古丽•买买提', 'John Smith'].map((name) => parseName(name.replaceAll('　', ' '))),
  ).toEqual(['王英', '王英', '𠮷田', '阿依古丽·买买提', 'John Smith']);
  expect(['352人', '合计', '', '姓名', '空户', '12'].filter(isName)).toEqual([]);
});

test.each([
  ['明德花园居民信息登记表', '明德花园', null],
  ['东风家属院1号楼住户花名册', '东风家属院', 1],
  ['锦绣苑台账', '锦绣苑', null],
  ['2026年南苑小区住户登记表（8月）', '南苑小区', null],
  ['附件1：长乐街道幸福社区翠湖名邸居民台账', '翠湖名邸', null],
  ['3号楼', null, 3],
  ['Sheet1', null, null],
  ['居民信息登记表', null, null],
  ['全社区居民台账', null, null],
  ['填表说明', null, null],
] as const)('[EX11] the heading %s names its place', (text, compound, building) => {
  expect(readHeading(text)).toEqual({ compound, building });
});

test('[EX3] a column that a register does not take is told apart from an unknown one', () => {
  expect(matchHeader(['序号'])).toEqual({ type: 'ignored' });
  expect(matchHeader(['民族'])).toEqual({ type: 'ignored' });
  expect(matchHeader(['户籍地址'])).toEqual({ type: 'ignored' });
  expect(matchHeader(['喜好'])).toEqual({ type: 'unknown' });
  expect(matchHeader(['住址', '楼 号'])).toMatchObject({ field: 'building', isExact: true });
  expect(matchHeader(['与户主\n关系'])).toMatchObject({ field: 'relation', isExact: true });
  expect(matchHeader(['手机2'])).toMatchObject({ field: 'phones', isExact: true });
  expect(matchHeader(['居民联系手机号（必填）'])).toMatchObject({ field: 'phones', isExact: false });
});
