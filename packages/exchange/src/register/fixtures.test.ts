import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RegisterReading, readRegisterWorkbook, registerReadingToJson } from '../index.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');

interface Truth {
  readonly count: number;
  readonly rows?: readonly unknown[];
  readonly first?: unknown;
  readonly last?: unknown;
  readonly households?: number;
  readonly partyMembers?: number;
  readonly problems?: readonly { readonly row: number; readonly field: string; readonly kind: string }[];
}

const names = ['明德花园居民信息登记表.xlsx', '锦绣苑台账.csv', '东风家属院花名册.xls', '全社区居民台账.xlsx'];

describe.each(names)('%s', { timeout: 60_000 }, (name) => {
  const truth: Truth = JSON.parse(readFileSync(join(fixtures, `${name}.expected.json`), 'utf8'));
  let reading: Promise<RegisterReading> | undefined;
  const read = (): Promise<RegisterReading> => {
    reading ??= readRegisterWorkbook(readFileSync(join(fixtures, name)), name).then((result) => {
      if (!result.ok) throw new Error(result.error.type);
      return result.value;
    });
    return reading;
  };

  test('[EX1] every row is as the truth says', async () => {
    const { rows } = registerReadingToJson(await read());
    expect(rows).toHaveLength(truth.count);
    if (truth.rows) expect(rows).toEqual(truth.rows);
    if (truth.first) expect([rows[0], rows.at(-1)]).toEqual([truth.first, truth.last]);
    const doors = new Set(rows.map((row) => [row.compound, row.building, row.entrance, row.room].join('-')));
    if (truth.households) expect(doors.size).toBe(truth.households);
    if (truth.partyMembers) expect(rows.filter((row) => row.partyMember)).toHaveLength(truth.partyMembers);
  });

  test('[EX2] every faulty citizen number is reported at its line, and none besides', async () => {
    const { problems } = registerReadingToJson(await read());
    expect(problems).toEqual((truth.problems ?? []).map(({ row, field, kind }) => ({ row, field, kind })));
  });

  test('[EX3] every column is recognised without doubt', async () => {
    const { sheets } = await read();
    const used = sheets.filter((sheet) => sheet.status === 'read').flatMap((sheet) => sheet.columns);
    expect(used.filter((column) => column.confidence === 1)).toEqual([]);
  });
});

test('[EX17] a locked citizen-number column gives neither number nor birth nor problems', async () => {
  const name = '锦绣苑台账.csv';
  const reading = await readRegisterWorkbook(readFileSync(join(fixtures, name)), name, { withIdNumber: false });
  if (!reading.ok) throw new Error(reading.error.type);
  expect(reading.value.rows).toHaveLength(554);
  expect(reading.value.rows.filter((row) => 'idNumber' in row || 'birth' in row)).toEqual([]);
  expect(reading.value.sheets[0]?.columns.find((column) => column.field === 'idNumber')?.letter).toBe('E');
});

test('[EX3] a choice stands above what was recognised', async () => {
  const name = '锦绣苑台账.csv';
  const choices = { compound: '锦绣新苑', sheets: { 锦绣苑台账: { columns: { 8: 'note', 9: null } } } } as const;
  const reading = await readRegisterWorkbook(readFileSync(join(fixtures, name)), name, choices);
  if (!reading.ok) throw new Error(reading.error.type);
  expect(reading.value.rows[0]).toMatchObject({ compound: '锦绣新苑', note: '常住' });
  expect(reading.value.rows[0]).not.toHaveProperty('residence');
});
