import type { AddressParts, DocumentKind } from './address.ts';
import { type Grant, isInForce, type Role } from './grant.ts';
import { communityScope, jointScope, type Scope, scopeCovers } from './scope.ts';

/** `none` is never told apart from “there is no such document”. */
export type Rights = 'none' | 'read' | 'write';

/** Where a document lies as seen from a grant. */
export type Place = 'own' | 'joint' | 'elsewhere';

/**
 * The table of rights: role × kind × place. This is the one place that decides; the server enforces it, the app shows by it.
 * What stands nowhere is `none`.
 */
export const rightsTable: Readonly<Record<Role, Partial<Record<DocumentKind, Partial<Record<Place, Rights>>>>>> = {
  'committee-admin': {
    directory: { own: 'write', elsewhere: 'read' },
    minutes: { own: 'write', joint: 'write' },
    followup: { own: 'write', joint: 'write' },
    register: { own: 'write' },
    care: { own: 'write' },
    ledger: { own: 'write', joint: 'write' },
    open: { own: 'write', joint: 'write' },
  },
  committee: {
    directory: { own: 'write', elsewhere: 'read' },
    minutes: { own: 'write', joint: 'write' },
    followup: { own: 'write', joint: 'write' },
    register: { own: 'write' },
    care: { own: 'write' },
    ledger: { own: 'write', joint: 'write' },
    open: { own: 'write', joint: 'write' },
  },
  branch: {
    directory: { elsewhere: 'read' },
    minutes: { own: 'write', joint: 'write' },
    followup: { own: 'write', joint: 'write' },
    register: { own: 'write' },
    care: { own: 'write' },
    ledger: { own: 'write', joint: 'write' },
    open: { own: 'write', joint: 'write' },
  },
  grid: {
    directory: { elsewhere: 'read' },
    minutes: { own: 'write' },
    followup: { own: 'read' },
    register: { own: 'write' },
    open: { own: 'write' },
  },
  unit: {
    directory: { elsewhere: 'read' },
    minutes: { own: 'write', joint: 'write' },
    followup: { own: 'write', joint: 'write' },
    ledger: { own: 'write', joint: 'write' },
    open: { own: 'write', joint: 'write' },
  },
  street: {
    directory: { elsewhere: 'read' },
  },
  guest: {
    minutes: { own: 'write' },
    open: { own: 'write' },
  },
};

/** What the holder of `grants` may do with the document at `address` at the time `now` (ms). */
export const rightsOf = (grants: readonly Grant[], address: AddressParts, now: number): Rights => {
  let best: Rights = 'none';
  for (const grant of grants) {
    if (!isInForce(grant, now)) continue;
    const rights = rightsOfGrant(grant, address);
    if (rights === 'write') return 'write';
    if (rights === 'read') best = 'read';
  }
  return best;
};

/** What one grant gives, by the table alone: whether it is in force is not asked. */
export const rightsOfGrant = (grant: Grant, address: AddressParts): Rights => {
  const byPlace = rightsTable[grant.role][address.kind];
  if (!byPlace) return 'none';
  // The directory is the community's one book of names and posts: where a role reads it at all, it reads it from anywhere.
  const rights = byPlace[placeOf(grant, address)] ?? byPlace.elsewhere ?? 'none';
  return rights === 'write' && grant.atMost ? grant.atMost : rights;
};

const placeOf = (grant: Grant, address: AddressParts): Place => {
  if (grant.on.includes('/')) return grant.on === address.address ? 'own' : 'elsewhere';
  const on = grant.on as Scope;
  if (address.scope === jointScope && on !== jointScope) return on === communityScope ? 'own' : 'joint';
  return scopeCovers(on, address.scope) ? 'own' : 'elsewhere';
};
