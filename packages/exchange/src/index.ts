export { limits } from './bytes/limits.ts';
export { describeReadError, type ForeignType, type ReadError } from './bytes/read-error.ts';
export { type CellValue, columnLetter, type Merge, type Sheet, type Workbook } from './bytes/sheet.ts';
export { openWorkbook } from './bytes/workbook.ts';
export { toCsv, writeCsv } from './export/csv.ts';
export { type ExportMark, markText } from './export/mark.ts';
export { writeRegister } from './export/register.ts';
export { type ExportField, type ExportTable, exportTitles } from './export/table.ts';
export type { ColumnChoices, ColumnReading, ColumnReason, Confidence } from './register/columns.ts';
export type { HeaderRows } from './register/detect.ts';
export { isRegisterField, mayRepeat, type RegisterField, type RegisterRow, registerFields } from './register/field.ts';
export { foldText } from './register/fold.ts';
export { type Heading, readHeading } from './register/heading.ts';
export { isOpen, type Problem, type ProblemKind, problemStates } from './register/problem.ts';
export { readRegister, readRegisterWorkbook } from './register/read-register.ts';
export {
  findEmptiness,
  type Origin,
  type RegisterChoices,
  type RegisterReading,
  registerReadingToJson,
  type SheetChoices,
  type SheetReading,
  type SheetStatus,
} from './register/reading.ts';
