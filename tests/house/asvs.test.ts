import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { titlesIn } from './titles.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/security-asvs.md');

const states = {
  met: 'met',
  partly: 'partly',
  '**NOT MET**': 'not met',
  'not shown': 'not shown',
  '–': 'does not apply',
};
type State = keyof typeof states;
const rows = [
  ...page.matchAll(
    /^\| (\d+)\.(\d+\.\d+) \| (.*?) \| (met|partly|\*\*NOT MET\*\*|not shown|–) \| (.*?) \| ?(.*?) ?\|$/gm,
  ),
].map(([, chapter = '', rest, , state, , by = '']) => ({
  number: `${chapter}.${rest}`,
  chapter,
  state: state as State,
  by,
}));
const countOf = (state: State, chapter?: string) =>
  rows.filter((row) => row.state === state && (chapter === undefined || row.chapter === chapter)).length;
/** Chapters of which nothing applies are one row each, with their requirements in it. */
const listed = [...page.matchAll(/^\| V\d+ \| .*? \| .*? \| ([\d., ]+) \|$/gm)].flatMap(([, list = '']) =>
  list.split(', '),
);

test('[AR11] the counts of the ASVS table are those of its rows', () => {
  expect(rows.length + listed.length).toBe(253);
  expect(new Set([...rows.map(({ number }) => number), ...listed]).size).toBe(253);
  const headline =
    /(\d+) requirements; (\d+) apply, (\d+) do not. Of those that apply (\d+) are met, (\d+) partly, (\d+) not met, (\d+) not shown/.exec(
      page,
    );
  const applies = rows.length - countOf('–');
  expect(headline?.slice(1).map(Number)).toEqual([
    253,
    applies,
    253 - applies,
    countOf('met'),
    countOf('partly'),
    countOf('**NOT MET**'),
    countOf('not shown'),
  ]);
  const chapters = [...page.matchAll(/^\| V(\d+) [^|]*((?: \| \d+){5}) \|$/gm)];
  expect(chapters.length).toBe(14);
  for (const [, chapter = '', figures = ''] of chapters) {
    expect([chapter, ...figures.split('|').slice(1).map(Number)]).toEqual([
      chapter,
      ...(['met', 'partly', '**NOT MET**', 'not shown', '–'] as const).map((state) => countOf(state, chapter)),
    ]);
  }
});

/** `a/b.ts [X1], c.ts`: a name alone lies beside the one before, or under the same folder. */
const namedIn = (by: string): readonly { readonly path: string; readonly rules: readonly string[] }[] => {
  let folder = '';
  return by.split(', ').flatMap((each) => {
    const [, name = '', rest = ''] = /^(\S+)(.*)$/.exec(each.trim()) ?? [];
    const path = [name, join(folder, name), join(dirname(folder), name)].find((at) => existsSync(join(root, at)));
    if (path === undefined) return [{ path: name, rules: ['which is not there'] }];
    folder = dirname(path);
    return [{ path, rules: [...rest.matchAll(/\[([A-Z]{2}\d+[a-z]?)\]/g)].map(([, rule = '']) => rule) }];
  });
};
const carries = (path: string, rule: string): boolean => {
  if (/\.(test|spec)\.ts$/.test(path)) return titlesIn(path, read(path)).join('\n').includes(`[${rule}]`);
  return path.endsWith('.md') && new RegExp(`\\*\\*\\[${rule}\\]\\*\\*`).test(read(path));
};

test('[AR11] what the ASVS table names is there, and carries the rule that it is named for', () => {
  const wrong = rows.flatMap(({ number, by }) =>
    by === ''
      ? []
      : namedIn(by).flatMap(({ path, rules }) =>
          rules.filter((rule) => !carries(path, rule)).map((rule) => `${number}: ${path} ${rule}`),
        ),
  );
  expect(wrong).toEqual([]);
  expect(rows.filter(({ state, by }) => state === 'met' && by === '').map(({ number }) => number)).toEqual([]);
});

test('[AR11] what the promises of docs/security.md are shown by is there, and carries their rules among its titles', () => {
  const promises = [...read('docs/security.md').matchAll(/^\| (.*?) \| ((?:\[[A-Z]{2}\d+[a-z]?\] ?)+) \| (.*?) \|$/gm)];
  expect(promises.length).toBeGreaterThan(20);
  for (const [, promise, rules = '', by = ''] of promises) {
    const named = namedIn(by);
    const titles = named.map(({ path }) => titlesIn(path, read(path)).join('\n')).join('\n');
    const missing = [...rules.matchAll(/\[[A-Z]{2}\d+[a-z]?\]/g)]
      .map(([rule]) => rule)
      .filter((rule) => !titles.includes(rule));
    expect([promise, missing]).toEqual([promise, []]);
  }
});

test('[AR11] each attack that docs/security.md lists is a test whose title is a claim', () => {
  const section = /## The attack corpus\n([\s\S]*?)\n## /.exec(read('docs/security.md'))?.[1] ?? '';
  const attacks = [...section.matchAll(/^\| ([^|]+) \| ([^|]*\.test\.ts[^|]*) \|$/gm)];
  expect(attacks.length).toBeGreaterThan(12);
  for (const [, attack, by = ''] of attacks) {
    for (const each of by.split(', ')) {
      const [file = '', ...rules] = each.split(' ');
      const titles = titlesIn(file, read(`tests/relay/${file}`));
      for (const rule of rules) {
        expect([attack, file, rule, titles.some((title) => title.includes(rule))]).toEqual([attack, file, rule, true]);
      }
    }
  }
});
