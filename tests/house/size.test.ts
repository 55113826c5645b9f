import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

/**
 * What a browser must fetch before anything shows: the scripts that the page names and everything that these import at
 * once, compressed one by one. Reads the build, which `node scripts/verify.mjs --only build` makes and `npm test` makes
 * first; without one it fails. What a whole first page loads is weighed in a browser: tests/web/budget.spec.ts.
 */
const build = join(import.meta.dirname, '..', '..', 'apps', 'web', 'build');
const budget = 60_000;

const read = (path: string) => readFileSync(join(build, path), 'utf8');

/** Import specifiers of a module that are fetched with it; `import()` is not. */
const importsOf = (code: string): readonly string[] =>
  [...code.matchAll(/(?:^|[;\s}])(?:import|export)\s*(?:[\w*{}\s,$]+from\s*)?["'](\.[^"']+)["']/g)].flatMap(
    ([, path]) => path ?? [],
  );

const closureOf = (entries: readonly string[]): ReadonlySet<string> => {
  const seen = new Set<string>();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const each of importsOf(read(path))) queue.push(join(dirname(path), each));
  }
  return seen;
};

const weigh = (paths: Iterable<string>): number => {
  let sum = 0;
  for (const path of paths) sum += gzipSync(read(path)).length;
  return sum;
};

describe('the frame', () => {
  const page = existsSync(join(build, 'index.html')) ? read('index.html') : '';
  const named = [...page.matchAll(/["'(](\/_app\/immutable\/[^"')]+\.js|\/boot\.js)["')]/g)].flatMap(
    ([, path]) => path ?? [],
  );
  const first = closureOf([...new Set(named)]);

  test('is built, and names its scripts', () => {
    expect(named.length).toBeGreaterThan(2);
    expect(first.size).toBeGreaterThanOrEqual(new Set(named).size);
  });

  test('weighs at most 60 KB of script, compressed', () => {
    expect(weigh(first)).toBeLessThanOrEqual(budget);
  });

  test('leaves Yjs, the editor, workbooks and the table of readings for later', () => {
    const text = [...first].map(read).join('\n');
    for (const sign of ['Yjs was already imported', 'ProseMirror', 'pinyin-pro', 'spreadsheetml']) {
      expect(text.includes(sign), sign).toBe(false);
    }
  });

  test('[AP1] is kept by the service worker under the name of its own build', () => {
    const { version } = JSON.parse(read('_app/version.json')) as { version: string };
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    expect(read('service-worker.js')).toContain(version);
    expect(existsSync(join(build, `_app/whole-${version}.json`))).toBe(true);
    expect(page).toContain(version);
  });

  test('asks for nothing that was not built', () => {
    const files = new Set(readdirSync(join(build, '_app/immutable'), { recursive: true, encoding: 'utf8' }));
    for (const path of first) {
      if (path.startsWith('/_app/immutable/'))
        expect(files.has(path.slice('/_app/immutable/'.length)), path).toBe(true);
    }
  });
});
