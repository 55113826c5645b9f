import type { CellValue } from '../bytes/sheet.ts';
import { parseBirth } from './birth.ts';
import { birthOfNumber, type CitizenNumber, parseCitizenNumber, sexOfNumber } from './citizen-number.ts';
import type { RegisterField, RegisterRow } from './field.ts';
import { foldText, isBlankWord } from './fold.ts';
import type { Line } from './line.ts';
import { parsePhones } from './phones.ts';
import type { ProblemKind } from './problem.ts';
import { isName, parseName, parsePartyMember, parseRelation, parseResidence, parseSex } from './words.ts';

export type Report = (field: RegisterField, kind: ProblemKind, column: number | null, value: CellValue) => void;

/** Everything that a line says of the person, apart from where they live. */
export const readResident = (line: Line, isTextFile: boolean, report: Report): RegisterRow => {
  const number = readNumber(line, isTextFile, report);
  const row: RegisterRow = { name: readName(line, report) };
  const sex = readSex(line, number, report);
  if (sex !== undefined) row.sex = sex;
  const birth = readBirth(line, number, report);
  if (birth !== undefined) row.birth = birth;
  if (line.columns('idNumber').length > 0) row.idNumber = number.type === 'valid' ? number.number : null;
  if (line.columns('relation').length > 0) row.relation = parseRelation(line.shared('relation')).relation;
  else if (/户主/.test(line.columns('name')[0]?.title ?? '')) row.relation = '户主';
  if (line.columns('phones').length > 0) row.phones = readPhones(line, report);
  if (line.columns('partyMember').length > 0) row.partyMember = parsePartyMember(line.shared('partyMember'));
  if (line.columns('residence').length > 0) row.residence = parseResidence(line.shared('residence'));
  if (line.columns('note').length > 0) row.note = readNote(line);
  return row;
};

const readName = (line: Line, report: Report): string => {
  const [column] = line.columns('name');
  const value = column ? line.own(column) : null;
  const text = foldText(value);
  const name = parseName(text);
  const at = column?.column ?? null;
  if (!isName(text)) report('name', 'name-unclear', at, value);
  else if (name !== value) report('name', 'name-mended', at, value);
  // Beyond the two oldest blocks of Han characters: old programs and printers lose these.
  if (/[\u3400-\u4dbf\u{20000}-\u{3ffff}]/u.test(name)) report('name', 'rare-character', at, value);
  return name;
};

const readNumber = (line: Line, isTextFile: boolean, report: Report): CitizenNumber => {
  const [column] = line.columns('idNumber');
  if (!column) return { type: 'none' };
  const value = line.own(column);
  const number = parseCitizenNumber(value, isTextFile);
  if (number.type === 'faulty') report('idNumber', number.kind, column.column, value);
  if (number.type === 'valid' && number.isMended) report('idNumber', 'number-mended', column.column, value);
  return number;
};

const readSex = (line: Line, number: CitizenNumber, report: Report): '男' | '女' | null | undefined => {
  const [column] = line.columns('sex');
  const written = column ? parseSex(line.own(column)) : null;
  if (number.type !== 'valid') return column ? written : undefined;
  const known = sexOfNumber(number.number);
  if (column && written && written !== known) report('sex', 'sex-differs', column.column, line.own(column));
  return written ?? known;
};

/** The number's day where there is a number; else what the cell says, and the day of a number that only lost its end. */
const readBirth = (line: Line, number: CitizenNumber, report: Report): string | null | undefined => {
  const [column] = line.columns('birth');
  const value = column ? line.own(column) : null;
  const written = parseBirth(value);
  const cell = written.type === 'known' ? written.date : null;
  if (number.type === 'valid') {
    const day = birthOfNumber(number.number);
    if (column && cell && !day.startsWith(cell)) report('birth', 'birth-differs', column.column, value);
    return day;
  }
  const fromNumber = number.type === 'faulty' ? number.birth : null;
  if (fromNumber && cell && fromNumber.startsWith(cell)) return fromNumber;
  if (fromNumber && number.type === 'faulty' && number.kind === 'precision-lost' && !cell) return fromNumber;
  if (column && written.type === 'unclear') report('birth', 'birth-unclear', column.column, value);
  return column ? cell : undefined;
};

const readPhones = (line: Line, report: Report): readonly string[] => {
  const phones = new Set<string>();
  for (const column of line.columns('phones')) {
    const value = line.own(column);
    const parsed = parsePhones(value);
    for (const phone of parsed.phones) phones.add(phone);
    if (parsed.unclear.length > 0) report('phones', 'phone-unclear', column.column, value);
    else if (parsed.isMended) report('phones', 'phone-mended', column.column, value);
  }
  return [...phones];
};

/** As written: a note is somebody's sentence. */
const readNote = (line: Line): string =>
  line
    .columns('note')
    .map((column) => {
      const value = line.own(column);
      const text = typeof value === 'string' ? value.trim() : foldText(value);
      return isBlankWord(text) ? '' : text;
    })
    .filter((text) => text !== '')
    .join('；');
