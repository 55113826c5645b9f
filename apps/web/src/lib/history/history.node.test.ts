import type { VersionRun } from '@lianxi/documents/minutes-history';
import { expect, test } from 'vitest';
import { groupSittings } from './sittings.ts';
import { partsOf } from './parts.ts';
import { momentAt, stretchesOf, toAttribute } from './stretches.ts';

const run = (text: string, author: string, moment: number, marks = {}): VersionRun => ({
  type: 'run',
  text,
  marks,
  fate: 'kept',
  by: { author, moment },
});

test('[HI10] what one author wrote side by side is one piece, and each letter knows its moment', () => {
  const parts = stretchesOf([
    run('路灯', 'a', 1),
    run('坏了', 'a', 4),
    run('三盏', 'b', 5),
    run('。', 'b', 5, { bold: {} }),
  ]);
  expect(parts.map((each) => each.type === 'stretch' && [each.text, each.author, toAttribute(each.moments)])).toEqual([
    ['路灯坏了', 'a', '2:1 2:4'],
    ['三盏', 'b', '2:5'],
    ['。', 'b', '1:5'],
  ]);
  expect([0, 1, 2, 3, 4].map((offset) => momentAt('2:1 2:4', offset))).toEqual([1, 1, 4, 4, 4]);
});

test('[HI8] moments are grouped by day and by sitting, the latest first', () => {
  const at = (day: number, time: number) => ({
    at: day * 86_400_000 + time * 60_000,
    until: day * 86_400_000 + time * 60_000,
    authors: [`m${time}`],
  });
  const moments = [at(1, 600), at(1, 610), at(1, 640), at(1, 671), at(2, 600)];
  const days = groupSittings(moments, (time) => `day ${Math.floor(time / 86_400_000)}`);
  expect(
    days.map(({ day, sittings }) => [day, sittings.map(({ first, last, authors }) => [first, last, authors])]),
  ).toEqual([
    ['day 2', [[4, 4, ['m600']]]],
    [
      'day 1',
      [
        [3, 3, ['m671']],
        [0, 2, ['m600', 'm610', 'm640']],
      ],
    ],
  ]);
});

test('[HI16] a long paragraph comes apart at its own line breaks, and nowhere else', () => {
  const line = '字'.repeat(900);
  const broken = {
    type: 'element',
    name: 'hardBreak',
    attributes: {},
    children: [],
    fate: 'kept',
  } as const;
  const textOf = (parts: ReturnType<typeof partsOf>) =>
    parts.map((part) => part.map((each) => (each.type === 'run' ? each.text : '⏎')).join(''));
  expect(partsOf([])).toEqual([[]]);
  expect(textOf(partsOf([run(line.repeat(9), 'a', 1)]))).toHaveLength(1);
  expect(textOf(partsOf([run(`${line}\n${line}\n`, 'a', 1), run(`${line}\n\n短`, 'b', 2)]))).toEqual([
    `${line}\n${line}\n${line}`,
    '\n短',
  ]);
  // Never behind an empty line, which a part's end would swallow; and the last break of all shows nothing.
  expect(textOf(partsOf([run(`${line}${line}${line}`, 'a', 1), broken, broken, run('尾\n', 'a', 1)]))).toEqual([
    `${line}${line}${line}`,
    '⏎尾\n',
  ]);
  const [first, second] = partsOf([run(`${line}${line}${line}\n尾`, 'b', 7)]);
  expect([first, second].map((part) => part?.map((each) => each.type === 'run' && each.by))).toEqual([
    [{ author: 'b', moment: 7 }],
    [{ author: 'b', moment: 7 }],
  ]);
});
