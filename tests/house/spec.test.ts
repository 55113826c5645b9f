import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { titlesIn } from './titles.ts';

const root = join(import.meta.dirname, '..', '..');
const sources = globSync(
  [
    'packages/**/*.test.ts',
    'server/**/*.test.ts',
    'apps/web/src/**/*.test.ts',
    'tests/**/*.{test,spec}.ts',
    'tests/contract/*.ts',
    'tests/simulation/seeds.ts',
  ],
  {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  },
);
const titles = sources.flatMap((path) => titlesIn(path, readFileSync(join(root, path), 'utf8'))).join('\n');

test('[AR7] every numbered rule of a specification stands in the title of a test', () => {
  const untested: string[] = [];
  let count = 0;
  for (const page of globSync('docs/spec/*.md', { cwd: root })) {
    for (const [, rule] of readFileSync(join(root, page), 'utf8').matchAll(/\*\*\[?([A-Z]{2}\d+[a-z]?)\]?\.?\*\*/g)) {
      count += 1;
      if (!titles.includes(`[${rule}]`)) untested.push(`${page}: ${rule}`);
    }
  }
  expect(count).toBeGreaterThan(20);
  expect(untested).toEqual([]);
});

test('[AR7] a title is what a test is called by, wherever its name stands; comments and other words are none', () => {
  const source = `
    // [AA1] it('[AA2] …')
    it('[AA3] plain', () => { expect('[AA4]').toBe('[AA5]'); });
    describe.skipIf(isMissing('[AA6]'))(\`[AA7] of \${many}\`, () => test.each<[string, number]>([['one', '[AA8]']])('[AA9] %s', run));
    for (const each of all) test('before ' + \`[AB1] \${each}\`, run);
    test.each([['[AB2] one', '[AB3]'], ['[AB4] two', 1]] as const)('each %s', run);
    submit('[AB5]');
  `;
  expect(titlesIn('a.test.ts', source)).toEqual([
    '[AA3] plain',
    '[AA7] of ',
    '[AA9] one',
    'before [AB1] ',
    'each [AB2] one',
    'each [AB4] two',
  ]);
});
