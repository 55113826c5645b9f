/** What the relay has said, to be remembered when everything else has been wiped. */
export interface Promises {
  /** Words of deeds that were acknowledged to whoever sent them. */
  readonly acknowledged: Set<string>;
}

export const createPromises = (): Promises => ({ acknowledged: new Set() });
