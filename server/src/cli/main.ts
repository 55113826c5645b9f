import { CommanderError } from 'commander';
import type { Outcome } from './desk.ts';
import { createProgram } from './program.ts';

/** `lianxi …`. Exit codes: 0 done, 1 could not be done, 2 called wrongly. */
const report = (outcome: Outcome): void => {
  if (outcome.ok) {
    if (outcome.value !== '') process.stdout.write(`${outcome.value}\n`);
    return;
  }
  console.error(outcome.error.line);
  process.exitCode = outcome.error.exit;
};

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => process.exit(cause.code === 'EPIPE' ? 0 : 1));

try {
  await createProgram(report).parseAsync();
} catch (cause) {
  if (!(cause instanceof CommanderError)) throw cause;
  // Help and version end with 0; everything else that commander throws is about how it was called.
  process.exitCode = cause.exitCode === 0 ? 0 : 2;
}
