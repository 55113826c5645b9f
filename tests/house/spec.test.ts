import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const sources = globSync(
  [
    'packages/**/*.test.ts',
    'server/**/*.test.ts',
    'apps/web/src/**/*.test.ts',
    'tests/**/*.{test,spec}.ts',
    'tests/contract/*.ts',
  ],
  {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  },
);
const text = sources.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');

test('[AR7] every numbered rule of a specification is carried by a test', () => {
  const untested: string[] = [];
  let count = 0;
  for (const page of globSync('docs/spec/*.md', { cwd: root })) {
    for (const [, rule] of readFileSync(join(root, page), 'utf8').matchAll(/\*\*\[?([A-Z]{2}\d+[a-z]?)\]?\.?\*\*/g)) {
      count += 1;
      if (!text.includes(`[${rule}]`)) untested.push(`${page}: ${rule}`);
    }
  }
  expect(count).toBeGreaterThan(20);
  expect(untested).toEqual([]);
});
