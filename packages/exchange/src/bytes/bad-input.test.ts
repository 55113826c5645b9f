import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { createDice } from '../habits/people.ts';
import { describeReadError, limits, type ReadError, readRegisterWorkbook } from '../index.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');
const fixture = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(join(fixtures, name)));
const text = (content: string) => new TextEncoder().encode(content);

const errorOf = async (bytes: Uint8Array, name = '名册.xlsx'): Promise<ReadError> => {
  const reading = await readRegisterWorkbook(bytes, name);
  if (reading.ok) throw new Error('it was read');
  expect(describeReadError(reading.error).length).toBeGreaterThan(10);
  return reading.error;
};

/** A ZIP with one deflated part, whose table of contents may lie about its size. */
const makeZip = (name: string, content: Uint8Array, declared = content.length, parts = 1): Uint8Array => {
  const packed = deflateRawSync(content);
  const path = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(declared, 18);
  common.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, path, packed]);
  const part = Buffer.concat([Buffer.from('504b01021400', 'hex'), common, Buffer.alloc(14), path]);
  const central = Buffer.concat(Array.from({ length: parts }, () => part));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts, 8);
  end.writeUInt16LE(parts, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Uint8Array.from(Buffer.concat([local, central, end]));
};

describe('[EX12] what is no workbook is refused by what it is', () => {
  test.each([
    ['a PDF', text('%PDF-1.7 ...'), 'pdf'],
    ['a PNG', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'image'],
    ['a JPEG', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]), 'image'],
    ['a DOCX', makeZip('word/document.xml', text('<w/>')), 'word'],
    ['a PPTX', makeZip('ppt/presentation.xml', text('<p/>')), 'slides'],
    ['another archive', makeZip('readme.txt', text('hello')), 'archive'],
    ['a web page called .xls', text('<html><table><tr><td>姓名</td></tr></table></html>'), 'web-page'],
    ['a program', Uint8Array.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]), 'program'],
    ['prose', text('今天下午三点开会。\n请准时参加。'), 'text'],
    ['noise', Uint8Array.from({ length: 600 }, (_, index) => (index * 7) % 32), 'other'],
  ] as const)('%s', async (_, bytes, looksLike) => {
    expect(await errorOf(bytes)).toEqual({ type: 'NotAWorkbook', looksLike });
  });
});

test('[EX12] an empty file, empty sheets, sheets without residents and titles without people are four things', async () => {
  expect(await errorOf(new Uint8Array())).toEqual({ type: 'FileEmpty' });
  expect(await errorOf(await writeXlsx({ sheets: [{ name: 'Sheet1', rows: [] }] }))).toEqual({ type: 'WorkbookEmpty' });
  const plan = await writeXlsx({
    sheets: [
      {
        name: '计划',
        rows: [
          ['一季度', '二季度'],
          [1, 2],
        ],
      },
    ],
  });
  expect(await errorOf(plan)).toEqual({ type: 'NoHeader', sheets: ['计划'] });
  const titles = await writeXlsx({
    sheets: [
      {
        name: '表',
        rows: [
          ['序号', '姓名', '电话'],
          ['合计', '0人'],
        ],
      },
    ],
  });
  expect(await errorOf(titles)).toEqual({ type: 'NoResidents', sheets: ['表'] });
});

test('[EX13] a file over the bound is refused before it is read', async () => {
  const huge = new Uint8Array(limits.fileBytes + 1);
  const start = performance.now();
  expect(await errorOf(huge)).toMatchObject({ type: 'FileTooLarge' });
  expect(performance.now() - start).toBeLessThan(200);
});

test('[EX13] an archive of more parts than a workbook has is refused before any is unpacked', async () => {
  const many = makeZip('xl/workbook.xml', text('<workbook/>'), undefined, limits.parts + 1);
  expect(await errorOf(many)).toEqual({ type: 'Damaged', detail: 'the archive has too many parts' });
});
test('[EX13] a workbook that would swell is refused, whether its contents say so or hide it', async () => {
  const zeros = new Uint8Array(4 * 1024 * 1024);
  expect(await errorOf(makeZip('xl/workbook.xml', zeros, 0xfffffff0))).toMatchObject({ type: 'Inflated' });
  expect(await errorOf(makeZip('xl/workbook.xml', zeros, 0))).toMatchObject({ type: 'Damaged' });
  expect((await errorOf(makeZip('xl/workbook.xml', zeros, 1000))).type).toMatch(/Inflated|Damaged/);
});

test('[EX12] an encrypted workbook asks for a copy without a password', async () => {
  const locked = await writeXlsx({
    sheets: [{ name: '表', rows: [['姓名'], ['张三']] }],
    encryption: { password: 'x', spinCount: 1000 },
  });
  expect(await errorOf(locked)).toEqual({ type: 'Encrypted' });
  // In BIFF8 the record FILEPASS (0x2f) stands right after the first one.
  const old = fixture('东风家属院花名册.xls');
  const first = findBytes(old, [0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00]);
  old.set([0x2f, 0x00], first + 20);
  expect(await errorOf(old, '名册.xls')).toEqual({ type: 'Encrypted' });
});

const findBytes = (bytes: Uint8Array, wanted: readonly number[]): number => {
  for (let at = 0; at < bytes.length; at++) if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  throw new Error('not found');
};

test('[EX14] a file that is cut off or scratched anywhere ends in a reading or a typed error, never in a throw', async () => {
  const dice = createDice(7);
  const outcomes = new Map<string, number>();
  for (const name of ['明德花园居民信息登记表.xlsx', '东风家属院花名册.xls', '锦绣苑台账.csv']) {
    for (let round = 0; round < 40; round++) {
      const whole = fixture(name);
      const bytes = dice.chance(0.5) ? whole.slice(0, dice.between(1, whole.length)) : whole;
      for (let scratch = 0; scratch < 5; scratch++) bytes[dice.between(0, bytes.length - 1)] = dice.between(0, 255);
      const reading = await readRegisterWorkbook(bytes, name);
      const outcome = reading.ok ? 'read' : reading.error.type;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  }
  expect(outcomes.get('Damaged')).toBeGreaterThan(10);
}, 120_000);

test('[EX15] formulas give their stored result; one without a result is reported', async () => {
  const bytes = await writeXlsx({
    sheets: [
      {
        name: '表',
        rows: [
          ['姓名', '楼栋', '房号', '联系电话'],
          ['甲某', null, '101', null],
          ['乙某', 1, '102', null],
        ],
        cells: new Map([
          ['1,1', { value: 1, formula: '1+0', formulaResult: 1, type: 'formula' as const }],
          ['2,3', { value: null, formula: 'B9', type: 'formula' as const }],
        ]),
      },
    ],
  });
  const reading = await readRegisterWorkbook(bytes, '表.xlsx');
  if (!reading.ok) throw new Error(reading.error.type);
  expect(reading.value.rows[0]).toMatchObject({ name: '甲某', building: 1, room: '101' });
  expect(reading.value.problems.map(({ row, field, kind }) => ({ row, field, kind }))).toEqual([
    { row: 3, field: 'phones', kind: 'formula-empty' },
  ]);
});

test('[EX16] a table longer than the bound is read up to it, and says so', async () => {
  const lines = ['姓名,住址'];
  for (let index = 0; index <= limits.rowsPerSheet; index++) lines.push(`王某,1-1-${101 + (index % 8)}`);
  const reading = await readRegisterWorkbook(text(lines.join('\n')), '长表.csv');
  if (!reading.ok) throw new Error(reading.error.type);
  expect(reading.value.sheets[0]).toMatchObject({ isCut: true, people: limits.rowsPerSheet - 1 });
}, 60_000);

test('[EX5] what a file is comes from its bytes: a csv called .xlsx and a workbook called .csv are read', async () => {
  const csv = await readRegisterWorkbook(fixture('锦绣苑台账.csv'), '锦绣苑台账.xlsx');
  const xlsx = await readRegisterWorkbook(fixture('明德花园居民信息登记表.xlsx'), '明德花园.csv');
  expect([csv.ok && csv.value.format, xlsx.ok && xlsx.value.format]).toEqual(['csv', 'xlsx']);
});
