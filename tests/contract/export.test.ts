import { createSeededNumbers } from '@lianxi/base';
import {
  addHousehold,
  createAuthor,
  describeRegister,
  fieldsFor,
  type ListField,
  listDoors,
  lockableColumns,
  lockColumns,
  planImport,
  projectRegister,
  type Resident,
  relations,
  residences,
  sexes,
  unlockColumns,
} from '@lianxi/documents';
import { readRegisterWorkbook, writeRegister } from '@lianxi/exchange';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';

/** A register goes out as a list and comes in again: documents and exchange do not know each other, here they meet. */
const author = createAuthor('mclerk00');
const about = { compound: '示例小区', purpose: '试验', legalBasis: '试验', keepingPeriod: '一天', responsible: '试验' };

const open = (isUnlocked: boolean) => {
  const doc = new Y.Doc();
  expect(describeRegister(doc, about, author).ok).toBe(true);
  if (isUnlocked) expect(unlockColumns(doc, lockableColumns, '试验', author).ok).toBe(true);
  return doc;
};

const file = async (doc: Y.Doc, format: 'xlsx' | 'csv', fields?: readonly ListField[], isMasked = false) => {
  const register = projectRegister(doc);
  const wanted = fields ?? fieldsFor(register, isMasked);
  const rows = listDoors(register, register.doors(), wanted, isMasked);
  const mark = { who: '示例甲 社区书记', when: '2026年11月24日 14:03', purpose: '核对', isMasked };
  return { rows, bytes: await writeRegister({ title: '示例小区', fields: wanted, rows }, mark, format, new Date(0)) };
};

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const citizenNumber = (serial: number): string => {
  const digits = `990101${1940 + (serial % 80)}0${1 + (serial % 9)}1${serial % 10}${String(serial % 1000).padStart(3, '0')}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (weights[index] ?? 0), 0);
  return digits + '10X98765432'[sum % 11];
};

/** Registers as nobody keeps them: every word, blank doors, texts that a spreadsheet would calculate. */
const draw = (seed: number): Y.Doc => {
  const next = createSeededNumbers(seed);
  const one = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const maybe = <T>(value: T): T | null => (next() < 0.7 ? value : null);
  const texts = [
    '=1+1',
    '+86',
    '-1',
    '@x',
    "'x",
    '\t=1',
    ' 前空',
    '后空 ',
    '一\n二',
    'a"b,c;d',
    '无',
    '—',
    '0',
    '𠮷',
    '同上',
    '合计',
  ];
  const doc = open(true);
  for (let door = 0; door < 12; door++) {
    const place = {
      building: maybe(one(['1', '2', '3', 'A', '-1', '东', '十二'])),
      entrance: maybe(one(['1', '2', '甲'])),
      room: maybe(one(['101', '0101', '-101', '501-2', '东户', '地下室'])),
    };
    const people = Array.from({ length: Math.floor(next() * 4) }, (_, index): Partial<Resident> => {
      const word = one([null, '长子', '父亲', '邻居', '=妻']);
      return {
        name: one(['张伟', '𠮷田美和', '阿卜杜拉·买买提', '=SUM(A1)', '姓名', '无', '合计', 'Anna Lee']) + door + index,
        relation: word === null ? maybe(one(relations)) : null,
        relationText: word,
        residence: maybe(one(residences)),
        phones: maybe(one([['13800000101'], ['+86 138 0000 0101', '029-88005500'], ['内线 12']])),
        idNumber: maybe(citizenNumber(seed * 37 + door * 5 + index)),
        sex: maybe(one(sexes)),
        birth: maybe(one(['1978', '1978-05', '1978-05-09', '2020-02-29'])),
        partyMember: maybe(one([true, false])),
        note: maybe(one(texts)),
      };
    });
    // A word that has a code carries it, as intents write it.
    const coded = people.map((person) => ({
      ...person,
      relation:
        person.relationText === '长子'
          ? ('20' as const)
          : person.relationText === '父亲'
            ? ('50' as const)
            : (person.relation ?? null),
    }));
    expect(addHousehold(doc, place, coded, author).ok).toBe(true);
  }
  return doc;
};

describe('[EX21] our own list read again changes nothing', () => {
  test.each(['xlsx', 'csv'] as const)('%s, of a hundred registers that nobody keeps', async (format) => {
    for (let seed = 1; seed <= 100; seed++) {
      const doc = draw(seed);
      const { bytes, rows } = await file(doc, format);
      const reading = await readRegisterWorkbook(bytes, `导出.${format}`);
      const people = rows.filter((row) => row[4] !== '').length;
      if (people === 0) continue;
      if (!reading.ok) throw new Error(reading.error.type);
      expect(reading.value.rows).toHaveLength(people);
      expect(reading.value.problems).toEqual([]);
      const register = projectRegister(doc);
      const plan = planImport(register, reading.value.rows);
      const { create, update, missing, kept, repeated, removed } = plan;
      expect([seed, create, update, missing, kept, removed]).toEqual([seed, [], [], [], [], []]);
      expect(repeated).toEqual([]);
      expect(plan.unchanged).toHaveLength(people);
    }
  });

  test('also with fewer columns, and a cell that somebody typed over is the one change', async () => {
    const doc = open(true);
    addHousehold(
      doc,
      { building: '3', room: '501' },
      [{ name: '示例乙', phones: ['13800000501'], note: '下午在家' }],
      author,
    );
    const { bytes } = await file(doc, 'csv', ['building', 'room', 'name', 'phones']);
    const text = new TextDecoder().decode(bytes).replace('13800000501', '13900000502');
    const reading = await readRegisterWorkbook(new TextEncoder().encode(text), '改过.csv');
    if (!reading.ok) throw new Error(reading.error.type);
    const plan = planImport(projectRegister(doc), reading.value.rows);
    expect(plan.update.flatMap(({ fields }) => fields)).toEqual([
      { field: 'phones', from: ['13800000501'], to: ['13900000502'] },
    ]);
    expect(plan.create).toEqual([]);
  });

  test('a number that a spreadsheet has shortened since is reported and left out', async () => {
    const doc = open(true);
    const number = citizenNumber(7);
    addHousehold(doc, { building: '3', room: '501' }, [{ name: '示例乙', idNumber: number }], author);
    const { bytes } = await file(doc, 'csv');
    const text = new TextDecoder().decode(bytes).replace(number, `${number.slice(0, 15)}000`);
    const reading = await readRegisterWorkbook(new TextEncoder().encode(text), '改过.csv');
    if (!reading.ok) throw new Error(reading.error.type);
    expect(reading.value.problems).toMatchObject([{ row: 3, field: 'idNumber' }]);
    expect(planImport(projectRegister(doc), reading.value.rows).update).toEqual([]);
    expect((await readRegisterWorkbook(bytes, '导出.csv', { withIdNumber: false })).ok).toBe(true);
  });
});

describe('[EX18] what leaves', () => {
  const person = {
    name: '张小明',
    phones: ['13812345678'],
    birth: '1978-05-09',
    relation: '02',
    note: '有心脏病',
    residence: 'permanent',
  } as const;

  test('is masked field by field, and a masked list has no remarks', () => {
    const doc = open(true);
    addHousehold(doc, { building: '3', room: '501' }, [{ ...person, idNumber: citizenNumber(7) }], author);
    const register = projectRegister(doc);
    const fields = fieldsFor(register, true);
    expect(fields).not.toContain('note');
    const [row] = listDoors(register, register.doors(), fields, true);
    const cells = Object.fromEntries(fields.map((field, index) => [field, row?.[index]]));
    expect(cells).toMatchObject({
      compound: '示例小区',
      building: '3',
      room: '501',
      name: '张*明',
      phones: '138****5678',
      birth: '1978',
      relation: '户主',
      residence: '常住',
    });
    expect(cells.idNumber).toMatch(/^990\*{12}...$/);
    // Asked for by name it is blank all the same.
    expect(listDoors(register, register.doors(), ['note'], true)).toEqual([['']]);
    expect(listDoors(register, register.doors(), ['note'], false)).toEqual([['有心脏病']]);
  });

  test('holds no column that the register has not unlocked, whoever asks for it', () => {
    const doc = open(true);
    addHousehold(doc, { building: '3', room: '501' }, [{ ...person, idNumber: citizenNumber(7) }], author);
    expect(lockColumns(doc, ['idNumber', 'birth', 'note'], author).ok).toBe(true);
    const register = projectRegister(doc);
    for (const isMasked of [true, false]) {
      const fields = ['name', 'idNumber', 'birth', 'note', 'residence'] as const;
      expect(fields.filter((field) => fieldsFor(register, isMasked).includes(field))).toEqual(['name', 'residence']);
      expect(listDoors(register, register.doors(), fields, isMasked)[0]?.slice(1)).toEqual(['', '', '', '常住']);
    }
  });

  test('holds those who live there, and a line for a door behind which nobody does', () => {
    const doc = open(true);
    addHousehold(doc, { building: '3', room: '501' }, [person, { name: '迁走', movedOut: '2025' }], author);
    addHousehold(doc, { building: '3', room: '502' }, [], author);
    const register = projectRegister(doc);
    expect(listDoors(register, register.doors(), ['room', 'name'], false)).toEqual([
      ['501', '张小明'],
      ['502', ''],
    ]);
  });
});
