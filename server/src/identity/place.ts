import { type Grant, parseAddress, parseScope } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';

export type InvalidPlace = { readonly type: 'InvalidPlace' };
export type InvalidTerm = { readonly type: 'InvalidTerm' };

/** Where a role is held: a scope, or one document's address. */
export const parsePlace = (input: string): Result<Grant['on'], InvalidPlace> => {
  if (!input.includes('/')) {
    const scope = parseScope(input);
    return scope.ok ? ok(scope.value) : err({ type: 'InvalidPlace' });
  }
  const parts = parseAddress(input);
  return parts.ok ? ok(parts.value.address) : err({ type: 'InvalidPlace' });
};

/** A term that can still come to something. */
export const checkTerm = ({ from, to }: Pick<Grant, 'from' | 'to'>, now: number): Result<void, InvalidTerm> =>
  to !== null && (to <= now || (from !== null && to <= from)) ? err({ type: 'InvalidTerm' }) : ok(undefined);
