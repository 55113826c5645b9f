/**
 * Reads a workbook off the page's thread. Holds the open workbook and its last reading; the page holds outlines only.
 */
import {
  isOpen,
  openWorkbook,
  type Problem,
  type RegisterChoices,
  type RegisterReading,
  type RegisterRow,
  readRegister,
  toCsv,
  type Workbook,
} from '@lianxi/exchange';
import type { Answers, Asked, Question } from './messages.ts';
import { groupKeyOf, isHeld, maskDigits, type ProblemFilter, toImportRow, toOutline, toTexts } from './outline.ts';

interface Held {
  readonly workbook: Workbook;
  readonly fileName: string;
  choices: RegisterChoices;
  reading: RegisterReading;
  /** The same without citizen numbers, made when it is first asked for. */
  locked: RegisterReading | null;
}

let held: Held | null = null;

const open = async (question: Question & { type: 'open' }): Promise<Answers['open']> => {
  const workbook = await openWorkbook(new Uint8Array(question.bytes), question.fileName);
  if (!workbook.ok) return workbook;
  const reading = readRegister(workbook.value, question.fileName, question.choices);
  held = {
    workbook: workbook.value,
    fileName: question.fileName,
    choices: question.choices,
    reading,
    locked: null,
  };
  return { ok: true, value: toOutline(reading) };
};

const read = (current: Held, choices: RegisterChoices): Answers['read'] => {
  current.choices = choices;
  current.reading = readRegister(current.workbook, current.fileName, choices);
  current.locked = null;
  return toOutline(current.reading);
};

const rowsOf = (current: Held, withIdNumber: boolean): readonly RegisterRow[] => {
  if (withIdNumber) return current.reading.rows;
  current.locked ??= readRegister(current.workbook, current.fileName, { ...current.choices, withIdNumber: false });
  return current.locked.rows;
};

const pickProblems = (reading: RegisterReading, filter: ProblemFilter): readonly Problem[] =>
  filter === 'all' ? reading.problems : reading.problems.filter((problem) => isOpen(problem) === (filter === 'open'));

const listProblems = (reading: RegisterReading): string =>
  toCsv([
    ['sheet', 'row', 'field', 'kind', 'value'],
    ...reading.problems.map(({ sheet, row, field, kind, value }) => [
      sheet,
      String(row),
      field,
      kind,
      maskDigits(value),
    ]),
  ]);

const answer = async (question: Question): Promise<Answers[keyof Answers]> => {
  if (question.type === 'open') return open(question);
  if (!held) throw new Error('no workbook is open');
  switch (question.type) {
    case 'read':
      return read(held, question.choices);
    case 'problems': {
      const problems = pickProblems(held.reading, question.filter);
      const page = problems.slice(question.from, question.from + question.count);
      return { total: problems.length, problems: page.map((each) => ({ ...each, value: maskDigits(each.value) })) };
    }
    case 'peek': {
      const sheet = held.workbook.sheets.find(({ name }) => name === question.sheet);
      return (sheet?.rows ?? []).slice(question.from, question.from + question.count).map((line) => toTexts(line));
    }
    case 'rows': {
      const wanted = new Set(question.groups);
      const rows = rowsOf(held, question.withIdNumber).filter((row) => !isHeld(row) && wanted.has(groupKeyOf(row)));
      const page = rows.slice(question.from, question.from + question.count);
      return { total: rows.length, rows: page.map((row) => toImportRow(row, question.withDoubtfulNotes)) };
    }
    case 'problem-list':
      return listProblems(held.reading);
  }
};

addEventListener('message', async ({ data }: MessageEvent<Asked>) => {
  postMessage({ id: data.id, answer: await answer(data.question) });
});
