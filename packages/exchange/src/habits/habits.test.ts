import { expect, test } from 'vitest';
import { type RegisterRow, readRegisterWorkbook, registerReadingToJson } from '../index.ts';
import { encodeText } from './encode-text.ts';
import { type MadeWorkbook, makeWorkbook } from './make-workbook.ts';

const seeds = Array.from({ length: Number(process.env.LIANXI_SEEDS ?? 60) }, (_, index) => index + 1);

const read = async (made: MadeWorkbook) => {
  const reading = await readRegisterWorkbook(made.bytes, made.fileName);
  if (!reading.ok) throw new Error(`seed ${made.seed}: ${reading.error.type} ${JSON.stringify(made.habits)}`);
  return registerReadingToJson(reading.value);
};

/** A month in a cell is all that can be known of a birth whose number is missing; other keys must be equal. */
const comparable = (row: RegisterRow | undefined, truth: RegisterRow | undefined) => {
  const birth =
    row?.birth && truth?.birth && !truth.idNumber && truth.birth.startsWith(row.birth) ? truth.birth : row?.birth;
  return { ...row, ...(birth !== undefined && { birth }) };
};

test.each(seeds)(
  '[EX4] a workbook of mixed habits is read as its truth says (seed %i)',
  { timeout: 60_000 },
  async (seed) => {
    const made = await makeWorkbook(seed);
    const { rows, problems } = await read(made);
    const seen = rows.map((row, index) => comparable(row, made.rows[index]));
    for (let index = 0; index < Math.max(made.rows.length, seen.length); index++) {
      expect(seen[index], `seed ${seed} row ${index} ${JSON.stringify(made.habits)}`).toMatchObject(
        made.rows[index] ?? { none: true },
      );
    }
    expect(problems).toEqual(made.problems);
  },
);

test('[EX5] the encoder of the tests is the inverse of the platform’s decoder', () => {
  const text = '居民，𠮷㛃𬭎䶮 Aé·〇①"\n';
  for (const encoding of ['gb18030', 'utf-8', 'utf-16le', 'utf-16be'] as const) {
    expect(new TextDecoder(encoding).decode(encodeText(text, encoding))).toBe(text);
  }
});
