import { createSeededRandom, createUuid } from '@lianxi/base';
import { hash } from './draw.ts';

/** Row ids that are the same in every making of the same community: a UUIDv7 drawn from the seed and a name. */
export const idOf = (seed: number, name: string): string => {
  const random = createSeededRandom(hash(`${seed}#${name}`) ^ hash(`${name}#${seed}`));
  return createUuid(() => epoch, random);
};

/** 2026-01-01: rows sort by when they were entered only where their makers say so. */
const epoch = Date.UTC(2026, 0, 1);

/** A member's id: `m` and seven characters of base32, as accounts have it. */
export const memberIdOf = (seed: number, key: string): string => {
  const bytes = createSeededRandom(hash(`${seed}@${key}`))(7);
  return `m${Array.from(bytes, (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('')}`;
};
