import { createHash } from 'node:crypto';
import { type Brand, type Random, systemRandom } from '@lianxi/base';

/**
 * A secret that a browser or program holds: 255 random bits, 43 characters of base64url (fit for a cookie, a header, a
 * WebSocket sub-protocol, and an argument: it begins with a letter, for a hyphen would begin an option). The server keeps only
 * its SHA-256, so that a stolen database or backup signs nobody in; looking a hash up needs no constant time, since whoever
 * guesses learns nothing about the secret from it.
 */
export type Secret = Brand<string, 'Secret'>;
export type SecretHash = Brand<string, 'SecretHash'>;

export const createSecret = (random: Random = systemRandom): Secret => {
  const bytes = Buffer.from(random(32));
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString('base64url') as Secret;
};

export const parseSecret = (input: string | undefined): Secret | null =>
  input !== undefined && /^[A-Za-z0-9_-]{43}$/.test(input) ? (input as Secret) : null;

export const hashSecret = (secret: Secret): SecretHash =>
  createHash('sha256').update(secret).digest('hex') as SecretHash;
