import { createSeededRandom, createUuid } from '@lianxi/base';
import { hash } from './draw.ts';

const epoch = Date.UTC(2026, 0, 1);

/**
 * Row ids that are the same in every making of the same community: a UUIDv7 drawn from the seed and a name. Rows that are
 * shown in the order of their ids say when they were entered (ms).
 */
export const idOf = (seed: number, name: string, time = epoch): string => {
  const random = createSeededRandom(hash(`${seed}#${name}`) ^ hash(`${name}#${seed}`));
  return createUuid(() => time, random);
};

/** A member's id: `m` and seven characters of base32, as accounts have it. */
export const memberIdOf = (seed: number, key: string): string => {
  const bytes = createSeededRandom(hash(`${seed}@${key}`))(7);
  return `m${Array.from(bytes, (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('')}`;
};

/** A unit's row in the directory. */
export const unitRowOf = (seed: number, scope: string): string => idOf(seed, `unit ${scope}`);
