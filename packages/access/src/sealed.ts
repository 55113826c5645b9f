import type { DocumentKind } from './address.ts';
import type { Grant } from './grant.ts';
import { rightsTable } from './rights.ts';

/**
 * The kinds whose documents hold residents: on a device they are sealed, and open only while it is unlocked ([SE1]). A kind that
 * comes to hold residents joins this list, and nothing else has to be told.
 */
export const sealedKinds: readonly string[] = ['register', 'care'];

/** By an address, or anything that begins like one. */
export const isSealedAddress = (address: string): boolean =>
  sealedKinds.includes(address.slice(0, address.indexOf('/')));

/** Whether any of the grants, in force or not, could bring a sealed document to a device. */
export const bringsSealed = (grants: readonly Grant[]): boolean =>
  grants.some(({ role }) => Object.keys(rightsTable[role]).some((kind) => sealedKinds.includes(kind as DocumentKind)));
