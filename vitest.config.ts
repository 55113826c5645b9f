import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Everything that runs in Node: unit tests beside their code, and the suites in tests/. Browser tests are Playwright's (tests/web). */
export default defineConfig({
  test: {
    // Left to itself Vitest keeps one core free, which on two is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'packages',
          setupFiles: ['tests/chance.ts'],
          include: ['packages/*/src/**/*.test.ts', 'server/src/**/*.test.ts', 'apps/web/src/lib/**/*.node.test.ts'],
          // For what hangs; a busy machine takes many times as long as a quiet one.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Pure for the most part; loading the same modules for each file anew took as long as the tests.
          isolate: false,
        },
      },
      {
        test: {
          name: 'simulation',
          // It puts clocks, timers and networks of its own in the place of the process's: each file needs one for itself.
          setupFiles: ['server/src/light-modules.ts', 'tests/chance.ts'],
          include: ['tests/simulation/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'tests',
          setupFiles: ['server/src/light-modules.ts', 'tests/chance.ts'],
          include: ['tests/{contract,convergence,compat,relay,ledger,house}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // What a file needs of its own is its data folder and its port. The server loaded and compiled for each file anew
          // took nearly as much of the processor as the tests.
          isolate: false,
        },
      },
    ],
  },
});
