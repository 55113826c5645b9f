import type { RegisterReading } from '../index.ts';
import { registerReadingToJson } from '../index.ts';
import type { Made } from './grid.ts';

/** What the reading says otherwise than the truth; absent and null are the same, as in the fixtures. */
export const findMismatches = (made: Made, reading: RegisterReading): readonly string[] => {
  const { rows, problems } = registerReadingToJson(reading);
  const found: string[] = [];
  if (rows.length !== made.rows.length) found.push(`${rows.length} rows instead of ${made.rows.length}`);
  for (const [index, truth] of made.rows.entries()) {
    const row: Readonly<Record<string, unknown>> = { ...rows[index] };
    for (const key of new Set([...Object.keys(truth), ...Object.keys(row)])) {
      if (!isSame(key, truth, row))
        found.push(
          `${key}: ${JSON.stringify(row[key])} instead of ${JSON.stringify(truth[key])} (${index} ${truth.name})`,
        );
    }
  }
  const said = JSON.stringify(problems);
  if (said !== JSON.stringify(made.problems))
    found.push(`problems ${said} instead of ${JSON.stringify(made.problems)}`);
  return found;
};

const isSame = (
  key: string,
  truth: Readonly<Record<string, unknown>>,
  row: Readonly<Record<string, unknown>>,
): boolean => {
  const [expected, actual] = [truth[key] ?? null, row[key] ?? null];
  if (JSON.stringify(expected) === JSON.stringify(actual)) return true;
  // The number says the sex also where no column does; a day known from a spoilt number may say more than the cell.
  if (key === 'sex' && expected === null) return true;
  if (key === 'birth' && typeof actual === 'string') return expected === null || actual.startsWith(String(expected));
  return false;
};
