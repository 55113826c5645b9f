import type { AddressParts, DocumentKind } from './address.ts';
import { type Grant, isCommitteeRole } from './grant.ts';
import { rightsOf } from './rights.ts';
import { communityScope, jointScope, type Scope, scopeCovers } from './scope.ts';

/**
 * Whether a person may have the server make the document at `address`. Writing there is needed but not enough: the directory
 * and a follow-up are made by the server alone, an `open` document by the committee, and whoever was let into one document (a guest, or a
 * grant on one address) makes no others.
 */
export const mayCreate = (grants: readonly Grant[], address: AddressParts, now: number): boolean => {
  if (address.kind === 'directory' || address.kind === 'followup' || !addressSuits(address)) return false;
  const makers = grants.filter(
    ({ role, on }) => role !== 'guest' && !on.includes('/') && (address.kind !== 'open' || isCommitteeRole(role)),
  );
  return rightsOf(makers, address, now) === 'write';
};

/** The one id of kinds of which a scope has one document at most; null where an id is drawn for each. */
export const onlyIdOf = (kind: DocumentKind): string | null =>
  kind === 'directory' || kind === 'care' ? 'main' : null;

/** Whether a document may lie at this address at all, whoever wishes it. */
export const addressSuits = ({ kind, scope, id }: AddressParts): boolean =>
  scopeSuits(kind, scope) && (onlyIdOf(kind) ?? id) === id;

/**
 * Which scopes a kind lives in. The directory is the community's; what holds residents never lies in the commons, where
 * co-building units write, nor with a unit.
 */
export const scopeSuits = (kind: DocumentKind, scope: Scope): boolean => {
  switch (kind) {
    case 'directory':
      return scope === communityScope;
    case 'register':
    case 'care':
      return !scopeCovers(jointScope, scope) && !scope.startsWith('unit-');
    case 'minutes':
    case 'followup':
    case 'ledger':
    case 'open':
      return true;
  }
};
