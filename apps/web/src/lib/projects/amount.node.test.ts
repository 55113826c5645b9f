import { maxQuantity } from '@lianxi/documents';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBriefly, formatQuantity, parseAmount } from './amount.ts';
import { toUppercaseMoney } from './uppercase-money.ts';

test.each([
  ['20000', 2_000_000],
  ['¥20,000.00', 2_000_000],
  ['￥20,000', 2_000_000],
  ['1.2万', 1_200_000],
  ['1.2万元', 1_200_000],
  ['3千', 300_000],
  ['0.5亿', 5_000_000_000],
  ['２００．５元', 20_050],
  [' 8 000 元整 ', 800_000],
  ['人民币12.34', 1234],
  ['0.05', 5],
  ['1.500', 150],
  ['1.23456万', 1_234_560],
] as const)('[LG12] %s is read as %d 分', (typed, fen) => {
  expect(parseAmount(typed, 'yuan')).toEqual({ ok: true, value: fen });
});

test.each([
  ['', 'AmountMissing'],
  ['  ', 'AmountMissing'],
  ['二万', 'AmountUnreadable'],
  ['1万2', 'AmountUnreadable'],
  ['20,00', 'AmountUnreadable'],
  ['1,2345', 'AmountUnreadable'],
  ['1.2.3', 'AmountUnreadable'],
  ['12元5', 'AmountUnreadable'],
  ['$5', 'AmountUnreadable'],
  ['1e5', 'AmountUnreadable'],
  ['5小时', 'AmountUnreadable'],
  ['1.234', 'AmountTooFine'],
  ['1.2345678万', 'AmountTooFine'],
  ['0', 'AmountNotPositive'],
  ['0.00', 'AmountNotPositive'],
  ['-30', 'AmountNotPositive'],
  ['999999999999999999999', 'AmountTooLarge'],
] as const)('[LG12] %j is refused', (typed, type) => {
  expect(parseAmount(typed, 'yuan')).toEqual({ ok: false, error: { type } });
});

test('[LG12] other measures are whole numbers of their own', () => {
  expect(parseAmount('12 场次', 'session')).toEqual({ ok: true, value: 12 });
  expect(parseAmount('1,200人次', 'visit')).toEqual({ ok: true, value: 1200 });
  expect(parseAmount('1.5小时', 'hour')).toEqual({ ok: false, error: { type: 'AmountTooFine' } });
  expect(parseAmount('¥5', 'piece')).toEqual({ ok: false, error: { type: 'AmountUnreadable' } });
});

test('[LG12] amounts are shown with thousands, two decimals, and a true minus', () => {
  expect(formatQuantity('yuan', 800_000)).toBe('8,000.00');
  expect(formatQuantity('yuan', -5)).toBe('−0.05');
  expect(formatQuantity('yuan', 123_456_789_012)).toBe('1,234,567,890.12');
  expect(formatQuantity('piece', -30)).toBe('−30');
  expect(formatQuantity('hour', 1300)).toBe('1,300');
  expect(formatBriefly('yuan', 18_600_000)).toBe('186,000');
  expect(formatBriefly('yuan', 18_600_050)).toBe('186,000.50');
});

test.each([
  [1_200_000, '人民币壹万贰仟元整'],
  [100, '人民币壹元整'],
  [1000, '人民币壹拾元整'],
  [5, '人民币伍分'],
  [50, '人民币伍角整'],
  [105, '人民币壹元零伍分'],
  [140_950, '人民币壹仟肆佰零玖元伍角整'],
  [600_714, '人民币陆仟零柒元壹角肆分'],
  [168_032, '人民币壹仟陆佰捌拾元叁角贰分'],
  [1_640_902, '人民币壹万陆仟肆佰零玖元零贰分'],
  [32_504, '人民币叁佰贰拾伍元零肆分'],
  [10_000_000_000, '人民币壹亿元整'],
  [100_001_000_000, '人民币壹拾亿零壹万元整'],
  [-800_000, '人民币负捌仟元整'],
] as const)('[LG12] %d 分 in 大写 is %s', (fen, words) => {
  expect(toUppercaseMoney(fen)).toBe(words);
});

/** Reads 大写 back, by counting places: a different way than the library's. */
const readUppercase = (words: string): number => {
  const digit = (character: string) => '零壹贰叁肆伍陆柒捌玖'.indexOf(character);
  const place: Record<string, number> = { 拾: 10, 佰: 100, 仟: 1000 };
  let [total, section, current] = [0, 0, 0];
  for (const character of words.replace('人民币', '').replace('整', '')) {
    if (digit(character) >= 0) current = digit(character);
    else if (place[character]) [section, current] = [section + current * place[character], 0];
    else if (character === '万') [total, section, current] = [total + (section + current) * 1e4, 0, 0];
    else if (character === '亿') [total, section, current] = [(total + section + current) * 1e8, 0, 0];
    else if (character === '元') [total, section, current] = [(total + section + current) * 100, 0, 0];
    else if (character === '角') [total, current] = [total + current * 10, 0];
    else if (character === '分') [total, current] = [total + current, 0];
  }
  return total;
};

test('[LG12] 大写 says the same amount, whatever the amount', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: maxQuantity }), (fen) => {
      expect(readUppercase(toUppercaseMoney(fen))).toBe(fen);
    }),
    { numRuns: 2000 },
  );
});

test('[LG12] what is shown is read back as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: maxQuantity }), (quantity) => {
      expect(parseAmount(formatQuantity('yuan', quantity), 'yuan')).toEqual({ ok: true, value: quantity });
      expect(parseAmount(formatBriefly('visit', quantity), 'visit')).toEqual({ ok: true, value: quantity });
    }),
  );
});
