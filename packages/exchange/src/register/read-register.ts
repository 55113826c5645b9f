import { err, ok, type Result } from '@lianxi/base';
import type { ReadError } from '../bytes/read-error.ts';
import type { Workbook } from '../bytes/sheet.ts';
import { openWorkbook } from '../bytes/workbook.ts';
import type { RegisterRow } from './field.ts';
import { fileTitle, readHeading } from './heading.ts';
import type { Problem } from './problem.ts';
import { readSheet } from './read-sheet.ts';
import { findEmptiness, type Origin, type RegisterChoices, type RegisterReading } from './reading.ts';

/**
 * A register workbook to rows with problems: what the file says, nothing more. Pure but for the time it takes; runs in Node
 * and in a web worker. Rules: docs/spec/exchange.md.
 */
export const readRegisterWorkbook = async (
  bytes: Uint8Array,
  fileName: string,
  choices: RegisterChoices = {},
): Promise<Result<RegisterReading, ReadError>> => {
  const workbook = await openWorkbook(bytes, fileName);
  if (!workbook.ok) return workbook;
  const reading = readRegister(workbook.value, fileName, choices);
  const emptiness = findEmptiness(reading);
  return emptiness ? err(emptiness) : ok(reading);
};

/** The same from an opened workbook, so that a correction need not open it again. Never fails; may hold nobody. */
export const readRegister = (workbook: Workbook, fileName: string, choices: RegisterChoices = {}): RegisterReading => {
  const file = readHeading(fileTitle(fileName), true);
  const contents = workbook.sheets.map((sheet) =>
    readSheet(sheet, {
      choices: choices.sheets?.[sheet.name] ?? {},
      compound: choices.compound,
      file,
      isTextFile: workbook.format === 'csv' || workbook.format === 'html',
      isOnlySheet: workbook.sheets.length === 1,
      withIdNumber: choices.withIdNumber ?? true,
    }),
  );
  const rows = contents.flatMap((each) => each.rows);
  const origins = contents.flatMap((each) => each.origins);
  const problems = contents.flatMap((each) => each.problems);
  return {
    fileName,
    format: workbook.format,
    sheets: contents.map((each) => each.sheet),
    rows,
    origins,
    problems: [...problems, ...findRepeated(rows, origins)],
  };
};

const findRepeated = (rows: readonly RegisterRow[], origins: readonly Origin[]): readonly Problem[] => {
  const firsts = new Map<string, Origin>();
  return rows.flatMap((row, index): Problem[] => {
    const origin = origins[index];
    if (!row.idNumber || !origin) return [];
    const first = firsts.get(row.idNumber);
    if (!first) {
      firsts.set(row.idNumber, origin);
      return [];
    }
    const { sheet } = origin;
    return [
      {
        sheet,
        row: origin.row,
        column: null,
        field: 'idNumber',
        kind: 'number-repeated',
        value: row.idNumber,
        otherRow: first.row,
      },
    ];
  });
};
