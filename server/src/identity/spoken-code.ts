import type { Random } from '@lianxi/base';

/** Without 0 O 1 I L 2 Z 5 S 8 B U V: nothing that looks like another when it is read from a screen across a room. */
const alphabet = 'ACDEFGHJKMNPQRTWXY34679';
const length = 8;

/** Eight characters to read out (23⁸, 36 bits). Bytes beyond the last whole multiple are thrown away, so that each is equally likely. */
export const createSpokenCode = (random: Random): string => {
  const limit = 256 - (256 % alphabet.length);
  let code = '';
  while (code.length < length)
    for (const byte of random(16)) if (byte < limit && code.length < length) code += alphabet[byte % alphabet.length];
  return code;
};

/** Eight characters in two groups of four, with a line between them. */
export const showSpokenCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** As people type it: lower case, full width, without the dash, with blanks. */
export const plainCode = (typed: string): string => typed.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/g, '');

export const isSpokenCode = (plain: string): boolean =>
  plain.length === length && [...plain].every((character) => alphabet.includes(character));
