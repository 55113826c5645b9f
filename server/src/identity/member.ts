import { type Brand, err, ok, type Random, type Result, systemRandom } from '@lianxi/base';

/** `m` and seven characters of base32, lower case: short, because it is stamped into every cell that the member writes. */
export type MemberId = Brand<string, 'MemberId'>;

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

export const createMemberId = (random: Random = systemRandom): MemberId =>
  `m${Array.from(random(7), (byte) => base32[byte & 31]).join('')}` as MemberId;

export const parseMemberId = (input: string): MemberId | null =>
  /^m[a-z2-7]{7}$/.test(input) ? (input as MemberId) : null;

export type NameError = { readonly type: 'InvalidName' };

/** A name as it is shown: NFC, single blanks, 1–64 characters, nothing that cannot be seen. */
export const parseName = (input: string): Result<string, NameError> => {
  const name = input.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
  const isFit = name.length > 0 && name.length <= 64 && !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(name);
  return isFit ? ok(name) : err({ type: 'InvalidName' });
};

/** What two names are compared by: nobody should be mistaken for another because of case, width or a blank. */
export const nameKeyOf = (name: string): string => name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '');
