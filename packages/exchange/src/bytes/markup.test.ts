import { expect, test } from 'vitest';
import { type CellValue, openWorkbook, readRegisterWorkbook, registerReadingToJson } from '../index.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const people = [
  ['1', '1号楼', '101', '甲某', '男', '990101197805097974'],
  ['2', '', '', '乙某', '女', '990101197311187523'],
];
const html = (table: string) =>
  `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"><title>导出</title><style>td{mso-number-format:"\\@"}</style></head><body>${table}</body></html>`;
const header =
  '<tr><td rowspan=2>序号</td><td colspan="2">住址</td><td rowspan=2>姓&nbsp;名</td><td rowspan=2>性别</td><td rowspan=2>身份证<br>号码</td></tr><tr><td>楼号</td><td>房号</td></tr>';
const body = `<tr><td>1</td><td rowspan=2>1号楼</td><td rowspan=2>101</td><td>甲某</td><td>男</td><td>990101197805097974</td></tr><tr><td>2</td><td><b>乙某</b></td><td>女</td><td x:num="990101197311187000">9.90101E+17</td></tr>`;

const read = async (text: string) => {
  const reading = await readRegisterWorkbook(bytesOf(text), '锦绣苑台账.xls');
  if (!reading.ok) throw new Error(reading.error.type);
  return registerReadingToJson(reading.value);
};

test('[EX5] a web page saved as .xls is read like the sheet that it shows', async () => {
  const { rows, problems } = await read(html(`<h1>锦绣苑居民信息登记表</h1><table border=1>${header}${body}</table>`));
  expect(rows).toMatchObject([
    { compound: '锦绣苑', building: 1, room: '101', name: '甲某', idNumber: '990101197805097974' },
    { compound: '锦绣苑', building: 1, room: '101', name: '乙某', idNumber: null },
  ]);
  expect(problems).toEqual([{ row: 5, field: 'idNumber', kind: 'precision-lost' }]);
});

test('[EX5] tags that are never closed, entities and comments do not move a cell', async () => {
  const loose =
    '<table><tr><th>姓名<th>性别<th>备注<!-- <td> --><tr><td>甲某<td>男<td>&#20302;&#x4fdd; &amp; &lt;老人&gt;</table>';
  const workbook = await openWorkbook(bytesOf(loose), 'a.xls');
  expect(workbook.ok && workbook.value.sheets[0]?.rows).toEqual([
    ['姓名', '性别', '备注'],
    ['甲某', '男', '低保 & <老人>'],
  ] satisfies CellValue[][]);
});

test('[EX12] a web page that is no plain table is said to be one', async () => {
  const pages = [
    html('<p>请登录</p>'),
    html(`<table><tr><td><table>${header}${body}</table></td></tr></table>`),
    html('<frameset><frame src="sheet001.htm"></frameset>'),
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n',
  ];
  for (const page of pages) {
    const reading = await readRegisterWorkbook(bytesOf(page), '名册.xls');
    expect(reading).toEqual({ ok: false, error: { type: 'NotAWorkbook', looksLike: 'web-page' } });
  }
});

test('[EX14] hostile markup costs no more than its length', { timeout: 60_000 }, async () => {
  const heavy = [
    '<table><tr>'.repeat(50_000),
    `<table>${'<td rowspan=99999999 colspan=99999999>x'.repeat(50_000)}`,
    `<table><tr>${'<td a="'.repeat(100_000)}`,
    '<!--'.repeat(200_000),
    `<table>${'<tr><td rowspan=99999>a<td>b'.repeat(30_000)}`,
  ];
  for (const page of heavy) {
    const before = process.cpuUsage();
    await openWorkbook(bytesOf(page), '名册.xls');
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(4000);
  }
});

const cell = (value: string, more = '') => `<Cell${more}><Data ss:Type="String">${value}</Data></Cell>`;

test('[EX5] the XML of Excel 2003 is read with its merges, gaps, days and numbers', async () => {
  const rows = [
    `<Row>${cell('锦绣苑居民登记表', ' ss:MergeAcross="4"')}</Row>`,
    `<Row ss:Index="3">${['楼号', '房号', '姓名', '出生年月', '联系电话'].map((title) => cell(title)).join('')}</Row>`,
    `<Row>${cell(people[0]?.[1] ?? '', ' ss:MergeDown="1"')}${cell('101')}${cell('甲某')}<Cell><Data ss:Type="DateTime">1978-05-09T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">13800001234</Data><Comment><ss:Data>旧号</ss:Data></Comment></Cell></Row>`,
    `<Row>${cell('101', ' ss:Index="2"')}${cell('乙某')}</Row>`,
  ];
  const xml = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="1号楼"><Table>${rows.join('')}</Table></Worksheet></Workbook>`;
  expect((await read(xml)).rows).toEqual([
    {
      compound: '锦绣苑',
      building: 1,
      entrance: null,
      room: '101',
      name: '甲某',
      birth: '1978-05-09',
      phones: ['13800001234'],
    },
    { compound: '锦绣苑', building: 1, entrance: null, room: '101', name: '乙某', birth: null, phones: [] },
  ]);
});
