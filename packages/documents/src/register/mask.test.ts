import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskIdNumber, maskName, maskPhone } from './index.ts';

test('[RG16] numbers show only their ends', () => {
  expect(maskPhone('13812345678')).toBe('138****5678');
  expect(maskPhone('138 1234 5678')).toBe('138 **** 5678');
  expect(maskPhone('029-88003889')).toBe('***-****3889');
  expect(maskPhone('12345')).toBe('****5');
  expect(maskPhone('')).toBe('');
  expect(maskIdNumber('99010119470323943X')).toBe('990************43X');
  expect(maskIdNumber('123456')).toBe('******');
});

test('[RG16] names show the surname and the last character, counted as people see them', () => {
  const masks = {
    张小明: '张*明',
    姚倩: '姚*',
    李: '*',
    欧阳明: '欧阳*',
    欧阳小明: '欧阳*明',
    𠮷田美和: '𠮷田*和',
    𠮷美: '𠮷*',
  };
  for (const [name, mask] of Object.entries(masks)) expect(maskName(name)).toBe(mask);
  expect(maskName('阿卜杜拉·买买提')).toBe('阿******提');
  expect(maskName('葛󠄁小明')).toBe('葛󠄁*明');
});

test('[RG16] every mask hides something of whatever it is given', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => text.trim() !== ''),
      (name) => {
        expect(maskName(name)).toContain('*');
      },
    ),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^\d{2,18}$/), (digits) => {
      expect(maskPhone(digits)).toContain('*');
      expect(maskPhone(digits)).toHaveLength(digits.length);
      expect(maskIdNumber(digits)).toContain('*');
    }),
  );
});
