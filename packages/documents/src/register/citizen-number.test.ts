import fc from 'fast-check';
import { expect, test } from 'vitest';
import { citizenChecksum, parseCitizenNumber } from './index.ts';

test('[RG17] a right number says region, birth and sex; writing habits are no errors', () => {
  expect(parseCitizenNumber('99010119470323943X')).toEqual({
    ok: true,
    value: { number: '99010119470323943X', region: '990101', birth: '1947-03-23', sex: '1' },
  });
  expect(parseCitizenNumber(" '990101 19470323 943x")).toMatchObject({ ok: true });
  expect(parseCitizenNumber('99010119470323943Ｘ')).toMatchObject({ ok: true });
});

test('[RG17] what is wrong is named and not mended', () => {
  const errorOf = (text: string) => {
    const parsed = parseCitizenNumber(text);
    return parsed.ok ? null : parsed.error.type;
  };
  expect(errorOf('990101197911255000')).toBe('WrongChecksum');
  expect(errorOf('99010119791125500')).toBe('WrongLength');
  expect(errorOf('99010119791125500A')).toBe('WrongCharacters');
  expect(errorOf(`99010119790230500${citizenChecksum('99010119790230500')}`)).toBe('WrongBirth');
  expect(errorOf('')).toBe('WrongLength');
});

test('[RG17] one wrong digit, or two neighbours swapped, is always found', () => {
  const body = fc.tuple(
    fc.stringMatching(/^\d{6}$/),
    fc.constantFrom('19450404', '20000229'),
    fc.stringMatching(/^\d{3}$/),
  );
  fc.assert(
    fc.property(body, fc.nat(16), fc.integer({ min: 1, max: 9 }), (parts, position, by) => {
      const right = parts.join('') + citizenChecksum(parts.join(''));
      expect(parseCitizenNumber(right).ok).toBe(true);
      const digit = String((Number(right[position]) + by) % 10);
      expect(parseCitizenNumber(right.slice(0, position) + digit + right.slice(position + 1)).ok).toBe(false);
      const [left, next] = [right[position] ?? '', right[position + 1] ?? ''];
      if (left !== next && next !== 'X') {
        expect(parseCitizenNumber(right.slice(0, position) + next + left + right.slice(position + 2)).ok).toBe(false);
      }
    }),
  );
});
