import { describe, expect, test } from 'vitest';
import { readRegisterWorkbook } from '../index.ts';
import { findMismatches } from './compare.ts';
import { makeRegister } from './make-register.ts';
import { writeFile } from './write-file.ts';

/**
 * A second generator, made without knowledge of the reader's word lists. A long run over many seeds and sizes:
 * `REGISTER_SEEDS=500 npx vitest run packages/exchange/src/truth`.
 */
const long = Number(process.env.REGISTER_SEEDS ?? 0);
const seeds = Array.from({ length: long || 30 }, (_, index) => (long ? 1000 : 1) + index);

describe('[EX4] a register of one seed is read as its truth says', { timeout: 120_000 }, () => {
  test.each(seeds)('seed %i', async (seed) => {
    const made = makeRegister(seed, long ? {} : { people: 40 });
    const reading = await readRegisterWorkbook(await writeFile(made, seed), made.fileName);
    expect(reading.ok ? findMismatches(made, reading.value) : reading.error).toEqual([]);
  });
});
