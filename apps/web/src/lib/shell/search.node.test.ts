import { expect, test } from 'vitest';
import { fitOf, loadSpell } from './search.ts';

test('a name is found by its characters, its pinyin and its initials, best fit first', async () => {
  const spell = await loadSpell();
  const spelled = (text: string) => ({ text, ...spell(text) });
  const place = spelled('梧桐里');
  for (const query of ['梧桐', 'wutongli', 'wtl', 'WTL', 'wu tong', '桐里']) {
    expect(fitOf(place, query), query).toBeGreaterThan(0);
  }
  for (const query of ['', '  ', 'xyz', '南苑', 'w9']) expect(fitOf(place, query), query).toBe(0);
  expect(fitOf(place, '梧桐里')).toBeGreaterThan(fitOf(place, '梧桐'));
  expect(fitOf(place, '梧桐')).toBeGreaterThan(fitOf(place, 'wtl'));
});

test('a family name is read as a family name', async () => {
  const spell = await loadSpell();
  expect(spell('单雨桐').initials).toBe('syt');
  expect(spell('曾晓').pinyin).toBe('zengxiao');
});

test('before the table of readings has come, characters are searched', () => {
  expect(fitOf({ text: '三季度会议', pinyin: '', initials: '' }, '季度')).toBeGreaterThan(0);
  expect(fitOf({ text: '三季度会议', pinyin: '', initials: '' }, 'sjd')).toBe(0);
});
