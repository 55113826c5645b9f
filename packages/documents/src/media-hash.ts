/** SHA-256 in lower-case hex. */
export const isMediaHash = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
