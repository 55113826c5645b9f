import Papa from 'papaparse';
import { limits } from './limits.ts';
import type { CellValue, Sheet } from './sheet.ts';

/** A text table as a sheet of one name. Every cell stays text: digits are never turned into numbers here. */
export const readCsv = (text: string, name: string): Sheet => {
  const parsed = Papa.parse<string[]>(text, {
    delimiter: guessDelimiter(text),
    preview: limits.rowsPerSheet + 1,
  });
  const rows = parsed.data.slice(0, limits.rowsPerSheet).map(toCells);
  return {
    name,
    isHidden: false,
    rows,
    merges: [],
    emptyFormulas: new Set(),
    isCut: parsed.data.length > limits.rowsPerSheet,
  };
};

const toCells = (line: readonly string[]): CellValue[] =>
  line.slice(0, limits.columnsPerSheet).map((cell) => (cell === '' ? null : cell));

const delimiters = [',', '\t', ';', '|', '，'] as const;

/** The separator that splits the first lines most often outside quotes. */
const guessDelimiter = (text: string): string => {
  const counts = new Map<string, number>(delimiters.map((delimiter) => [delimiter, 0]));
  let isQuoted = false;
  let lines = 0;
  for (const character of text.slice(0, 20_000)) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '\n' && ++lines === 20) break;
    else if (!isQuoted) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return delimiters.reduce<string>(
    (best, each) => ((counts.get(each) ?? 0) > (counts.get(best) ?? 0) ? each : best),
    ',',
  );
};
