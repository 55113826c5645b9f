import { findPassphraseFlaw } from '@lianxi/base';
import { expect, test } from 'vitest';
import { judgePassphrase } from './strength.ts';

const judged = (passphrase: string, name = '', known: readonly string[] = []) => {
  const { level, weakness } = judgePassphrase(passphrase, name, known);
  return `${level} ${weakness ?? '–'}`;
};

test('[AP27] what people here take first is called weak, and by its name', () => {
  const habits: Readonly<Record<string, string>> = {
    '12345678': 'sequence',
    '87654321': 'sequence',
    abcdefgh: 'sequence',
    a1234567: 'sequence',
    '88888888': 'repeated',
    aaaaaaaaaa: 'repeated',
    '123123123': 'repeated',
    abab1212: 'repeated',
    qwertyui: 'keyboard',
    '1qaz2wsx': 'keyboard',
    asdfghjkl: 'keyboard',
    zxcvbnm1: 'keyboard',
    '5201314': 'common',
    '52013145': 'common',
    woaini1314: 'common',
    'P@ssw0rd': 'common',
    password1: 'common',
    '147258369': 'common',
    '19850612': 'date',
    '850612': 'date',
    '06121985': 'date',
    '1985-06-12': 'date',
    '1985年6月12日': 'date',
    '13812345670': 'phone',
    '130429198506121234': 'citizen-number',
    zhangwei1985: 'name',
    wangxiaoming888: 'name',
    lixia123456: 'sequence',
    '2580': 'digits',
    '9027461': 'digits',
    xk7p: 'short',
  };
  const found = Object.fromEntries(Object.keys(habits).map((each) => [each, judged(each)]));
  expect(found).toEqual(Object.fromEntries(Object.entries(habits).map(([each, habit]) => [each, `weak ${habit}`])));
});

test('[AP27] what others know of the person is no secret: name and community', () => {
  expect(judged('示例甲123', '示例甲')).toBe('weak name');
  expect(judged('梧桐里社区2026', '示例甲', ['梧桐里社区'])).toBe('weak name');
});

test('[AP27] a few words that do not belong together are enough, in any writing', () => {
  for (const each of [
    'correct horse battery',
    '晚饭后去看火车和鲸鱼',
    'qiezi huoche jingyu ludeng',
    'Kq7#vT2m!zRw',
    'umbrella-koala-teapot',
  ]) {
    expect(judged(each), each).toMatch(/^(good|strong) –$/);
  }
});

test('[AP27] more of the same is not better, and more words are', () => {
  expect(judged('1234567812345678')).toMatch(/^weak/);
  expect(judged('zhangweizhangwei')).toMatch(/^weak/);
  const order = ['weak', 'fair', 'good', 'strong'];
  const words = ['qiezi', 'huoche', 'jingyu', 'ludeng', 'chazi', 'yanyun'];
  const levels = words.map((_, index) => judgePassphrase(words.slice(0, index + 1).join(' ')).level);
  const ranks = levels.map((level) => order.indexOf(level));
  expect(ranks).toEqual(ranks.toSorted());
  expect([ranks[0], ranks.at(-1)]).toEqual([0, 3]);
});

test('[AP27] what the server takes and refuses is the server’s own function', () => {
  for (const each of ['1234567', '19850612', 'a'.repeat(300), 'kv7m2x9q', 'zhangwei1985', '示例甲2024']) {
    expect(judgePassphrase(each, '示例甲').isRefused, each).toBe(findPassphraseFlaw(each, '示例甲') !== null);
  }
  expect(judgePassphrase('zhangwei1985')).toEqual({ level: 'weak', weakness: 'name', isRefused: false });
});

test('[AP27] an endless passphrase is judged at once, and an empty one is weak', () => {
  expect(judgePassphrase('长'.repeat(100_000)).level).toBe('weak');
  expect(judgePassphrase('').level).toBe('weak');
});
