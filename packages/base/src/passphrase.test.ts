import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPassphraseFlaw, type PassphraseFlaw } from './index.ts';

const flaws: readonly (readonly [string, PassphraseFlaw | null])[] = [
  ['1234567', 'short'],
  ['𠮷𠮷𠮷𠮷𠮷𠮷𠮷', 'short'],
  ['x'.repeat(257), 'long'],
  ['示例甲示例甲示例甲', 'name'],
  ['示例甲 2024示例甲', 'name'],
  ['示例甲19900101', 'date'],
  ['示例甲12345678', 'sequence'],
  ['aaaaaaaa', 'repeated'],
  ['口口口口口口口口', 'repeated'],
  ['abababab', 'repeated'],
  ['520520520', 'repeated'],
  ['好好学习好好学习', 'repeated'],
  ['12345678', 'sequence'],
  ['9876543210', 'sequence'],
  ['０１２３４５６７', 'sequence'],
  ['abcd1234', 'sequence'],
  ['1234QWER', 'sequence'],
  ['qwertyuiop', 'sequence'],
  ['1qaz2wsx', 'sequence'],
  ['aaa111bbb', 'sequence'],
  ['一二三四五六七八', 'sequence'],
  ['19900101', 'date'],
  ['1990-01-01', 'date'],
  ['1990年1月12日', 'date'],
  ['31121985', 'date'],
  ['12311985', 'date'],
  ['13800005678', 'phone'],
  ['+86 138-0000-5678', 'phone'],
  ['11010519491231002X', 'citizen-number'],
  ['password', 'common'],
  ['Passw0rd!', 'common'],
  ['woaini1314', 'common'],
  ['a1234567', 'common'],
  ['zxc19900101', 'common'],
  ['admin888', 'common'],
  ['abc123456!', 'common'],
  ['P@ssw0rd@2024', 'common'],
  ['123woaini!!', 'common'],
  // Each of these is no better than it must be, and is let through.
  ['19901301', null],
  ['23800005678', null],
  ['correct horse', null],
  ['battery staple', null],
  ['梧桐里的早市很热闹', null],
  ['𠮷𠮷𠮷𠮷𠮷𠮷𠮷上', null],
  ['kv7m2x9q', null],
];

test('[ID22] what everybody would try first is no passphrase', () => {
  for (const [passphrase, flaw] of flaws) {
    expect([passphrase, findPassphraseFlaw(passphrase, '示例甲')]).toEqual([passphrase, flaw]);
  }
});

test('[ID22] the own name is found whatever its case, width and blanks; a name of blanks is no name', () => {
  for (const typed of ['Li Xia', 'ｌｉｘｉａ 123', 'LIXIA-LIXIA']) {
    expect([typed, findPassphraseFlaw(typed.padEnd(8, '!'), 'Li Xia')]).toEqual([typed, 'name']);
  }
  expect(findPassphraseFlaw('correct horse', ' ')).toBeNull();
  expect(findPassphraseFlaw('correct horse', '')).toBeNull();
});

test('[ID22] every birthday of two centuries and every mobile number is found, however it is written', () => {
  const day = fc.date({ min: new Date(1900, 0, 1, 12), max: new Date(2099, 11, 31, 12), noInvalidDate: true });
  fc.assert(
    fc.property(day, fc.constantFrom('', '-', '.', '/', ' '), (date, between) => {
      const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((each) =>
        String(each).padStart(2, '0'),
      );
      // Some days are a run or a repetition as well, which is said first.
      expect(findPassphraseFlaw(parts.join(between), '示例甲')).toMatch(/^(date|repeated|sequence)$/);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }), (number) => {
      expect(findPassphraseFlaw(String(number), '示例甲')).toMatch(/^(phone|repeated|sequence)$/);
    }),
  );
});

test('[ID22] nothing that can be typed breaks the rule, or takes long', () => {
  // Halves of characters too: nothing says that a text is whole.
  const anything = (maxLength: number) =>
    fc
      .array(fc.oneof(fc.integer({ max: 0xffff, min: 0 }), fc.integer({ min: 0x20, max: 0x7e })), { maxLength })
      .map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(anything(80), anything(20), (passphrase, name) => {
      expect(() => findPassphraseFlaw(passphrase, name)).not.toThrow();
    }),
  );
  for (const piece of ['a', 'abc', '1', '!', 'ab1', '𠮷']) findPassphraseFlaw(piece.repeat(128), 'a'.repeat(64));
  findPassphraseFlaw(`${'1'.repeat(255)}!`, 'a');
});
