/** A link that reads signed minutes: the secret stands in the fragment, which no browser sends anywhere. */
export const readLink = (secret: string): string => `${location.origin}/read#${secret}`;

/** The secret of the address that is open; null where there is none. */
export const readSecret = (hash: string): string | null => {
  const text = hash.slice(1);
  return /^[A-Za-z0-9_-]{43}$/.test(text) ? text : null;
};
