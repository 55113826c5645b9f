import { CommanderError } from 'commander';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

/** One `lianxi …`; resolves to its exit code: 0 done, 1 could not be done, 2 called wrongly. */
export const runLianxi = async (args: readonly string[], io: Io): Promise<number> => {
  let code = 0;
  const program = createProgram(io, (outcome) => {
    if (outcome.ok) {
      if (outcome.value !== '') io.out(`${outcome.value}\n`);
      return;
    }
    io.note(`${outcome.error.line}\n`);
    code = outcome.error.exit;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    // Help and version end with 0; everything else that commander throws is about how it was called.
    return cause.exitCode === 0 ? 0 : 2;
  }
};
