import { expect, test } from 'vitest';
import { drawQr } from './qr.ts';

/** The drawing as dark and light modules again. */
const modulesOf = ({ size, path }: ReturnType<typeof drawQr>): readonly string[] => {
  const rows = Array.from({ length: size }, () => Array<string>(size).fill('.'));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    rows[Number(y)]?.fill('#', Number(x), Number(x) + Number(length));
  }
  return rows.map((row) => row.join(''));
};

test('[AP28] a QR code has its three finders and a quiet zone of four modules, as readers need them', () => {
  const drawing = drawQr('https://lianxi.example.cn/join#kq3v8Qb2mVw5XcT1nRz7yA');
  const modules = modulesOf(drawing);
  const [left, right] = [4, drawing.size - 4];
  for (const row of [...modules.slice(0, left), ...modules.slice(right)]) expect(row).not.toContain('#');
  for (const row of modules) expect(row.slice(0, left) + row.slice(right)).not.toContain('#');
  const finder = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];
  const at = (x: number, y: number) => modules.slice(y, y + 7).map((row) => row.slice(x, x + 7));
  for (const [x, y] of [
    [left, left],
    [right - 7, left],
    [left, right - 7],
  ] as const)
    expect(at(x, y)).toEqual(finder);
});

test('[AP28] two texts have two drawings, and one text has one', () => {
  expect(drawQr('a')).toEqual(drawQr('a'));
  expect(drawQr('a').path).not.toBe(drawQr('b').path);
});
