import { expect, test } from 'vitest';
import { isWholeCode, plainCode, shownCode, spokenCode } from './code.ts';

test('[AP28] a code is taken as people type it, and shown in two groups', () => {
  for (const typed of ['acde-fghj', 'ACDE FGHJ', ' acdefghj ', 'ＡＣＤＥ－ＦＧＨＪ', 'acde—fghjkm']) {
    expect(plainCode(typed)).toBe('ACDEFGHJ');
  }
  expect(shownCode('ACDEFGHJ')).toBe('ACDE-FGHJ');
  expect(spokenCode('ACDE')).toBe('A C D E');
  expect(['A', 'ACDE', 'ACDEF'].map(shownCode)).toEqual(['A', 'ACDE', 'ACDE-F']);
});

test('[AP28] what no code has is not taken: look-alikes and anything else', () => {
  expect(plainCode('01OIL2Z5S8BUV汉字<>')).toBe('');
  expect(isWholeCode(plainCode('ACDE-FGH'))).toBe(false);
  expect(isWholeCode(plainCode('ACDE-FGHJ'))).toBe(true);
});
