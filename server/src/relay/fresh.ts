import { ok, type Result } from '@lianxi/base';
import * as Y from 'yjs';
import { type Fit, fit, type StateVector } from './guard.ts';
import { readUpdate, type Update, type UpdateError } from './update.ts';

/** The part of an update that is new, and whether it fits. What is here stands, whatever an update says about it. */
export const readFresh = (
  bytes: Uint8Array,
  here: StateVector,
): Result<{ readonly bytes: Uint8Array; readonly update: Update; readonly fits: Fit }, UpdateError> => {
  const read = readUpdate(bytes);
  if (!read.ok) return read;
  const fits = fit(read.value, here);
  if (fits.type !== 'overlap') return ok({ bytes, update: read.value, fits });
  const rest = Y.diffUpdate(bytes, encodeStateVector(here));
  const reread = readUpdate(rest);
  return reread.ok ? ok({ bytes: rest, update: reread.value, fits: fit(reread.value, here) }) : reread;
};

export const encodeStateVector = (vector: StateVector): Uint8Array => Y.encodeStateVector(vector);
