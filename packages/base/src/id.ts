import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { Random } from './random.ts';
import { systemRandom } from './random.ts';

/**
 * A UUIDv7 (RFC 9562): 48 bits of time, then randomness; lower case with dashes, 36 characters.
 * Sorts by the time of its making; says nothing of what it names.
 */
export const createUuid = (clock: Clock = systemClock, random: Random = systemRandom): string => {
  const bytes = random(16);
  const time = clock();
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(time / 2 ** (8 * (5 - index))) & 0xff;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
