/**
 * The kinds whose documents hold residents: on a device they are sealed, and open only while it is unlocked ([SE1]). A kind that
 * comes to hold residents joins this list, and nothing else has to be told.
 */
export const sealedKinds: readonly string[] = ['register', 'care'];

/** By an address, or anything that begins like one. */
export const isSealedAddress = (address: string): boolean =>
  sealedKinds.includes(address.slice(0, address.indexOf('/')));
