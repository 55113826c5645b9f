import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256, in lower-case hex, of a text in UTF-8: also where the page came without encryption and the browser has no such thing. */
export const digestOf = (text: string): string =>
  [...sha256(new TextEncoder().encode(text))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
