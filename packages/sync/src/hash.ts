import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** SHA-256 in lower-case hex. By script: on a hall's network without a certificate the browser has none of its own. */
export const hashOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** The same of a text, in UTF-8. */
export const digestOf = (text: string): string => hashOf(new TextEncoder().encode(text));
