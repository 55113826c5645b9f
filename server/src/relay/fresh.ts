import { ok, type Result } from '@lianxi/base';
import * as Y from 'yjs';
import { type Fit, fit, type StateVector } from './guard.ts';
import type { GuardLimits } from './limits.ts';
import { readUpdate, type Update, type UpdateError } from './update.ts';

export interface Fresh {
  readonly bytes: Uint8Array;
  readonly update: Update;
  readonly fits: Fit;
  /** The update as it came, where it also tells what is here already. */
  readonly told: Update | null;
}

/** The part of an update that is new, and whether it fits. What is here stands, whatever an update says about it. */
export const readFresh = (bytes: Uint8Array, here: StateVector, limits?: GuardLimits): Result<Fresh, UpdateError> => {
  const read = readUpdate(bytes, limits);
  if (!read.ok) return read;
  const fits = fit(read.value, here);
  if (fits.type !== 'overlap') return ok({ bytes, update: read.value, fits, told: null });
  const rest = Y.diffUpdate(bytes, encodeStateVector(here));
  const reread = readUpdate(rest);
  if (!reread.ok) return reread;
  return ok({ bytes: rest, update: reread.value, fits: fit(reread.value, here), told: read.value });
};

export const encodeStateVector = (vector: StateVector): Uint8Array => Y.encodeStateVector(vector);
