import type * as Hucre from 'hucre/xlsx';
import { type ExportMark, markText } from './mark.ts';
import { neutralise } from './neutral.ts';
import { type ExportField, type ExportTable, exportTitles } from './table.ts';

/** Widths in characters. */
const widths: Readonly<Partial<Record<ExportField, number>>> = {
  compound: 16,
  name: 12,
  relation: 12,
  residence: 10,
  phones: 24,
  idNumber: 22,
  birth: 12,
  note: 40,
};

/**
 * A workbook of one sheet: the mark, the titles, the rows; every cell a text, so that no digit is lost. A4 across, titles on
 * every page, the mark in header and footer and in the file's properties.
 */
export const writeWorkbook = async (table: ExportTable, mark: ExportMark, now: Date): Promise<Uint8Array> => {
  const { writeXlsx } = await import('hucre/xlsx');
  const line = markText(mark);
  const rows = [
    [line],
    table.fields.map((field) => exportTitles[field]),
    ...table.rows.map((row) => row.map(neutralise)),
  ];
  const sheet: Hucre.WriteSheet = {
    name: '居民',
    columns: table.fields.map((field) => ({ width: widths[field] ?? 8, style: { numFmt: '@' } })),
    rows,
    cells: new Map(
      table.fields.map((_, column) => [`1,${column}`, { style: { font: { bold: true }, numFmt: '@' } }] as const),
    ),
    freezePane: { rows: 2 },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '$1:$2',
    },
    headerFooter: {
      oddHeader: `&L${toHeader(table.title)}&R${toHeader(mark.who)}`,
      oddFooter: `&L${toHeader(`${mark.who} ${mark.when} ${mark.purpose}`)}&R&P / &N`,
    },
  };
  return writeXlsx({
    sheets: [sheet],
    properties: {
      title: table.title,
      subject: mark.purpose,
      creator: mark.who,
      lastModifiedBy: mark.who,
      description: line,
      created: now,
      modified: now,
      custom: { 导出人: mark.who, 导出时间: mark.when, 用途: mark.purpose, 遮盖: mark.isMasked },
    },
  });
};

/** `&` begins a code in headers and footers; the whole of one has at most 255 characters. */
const toHeader = (text: string): string => text.slice(0, 110).replaceAll('&', '&&');
