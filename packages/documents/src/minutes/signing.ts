import { defineRecord, integer, text } from '../table/index.ts';

/** What makes minutes official, since version 2. The relay writes it in the transaction that seals the document, and nobody else. */
export const signingSchema = defineRecord('signing', {
  /** The issue 期号 that the relay gave it. */
  number: text(60),
  /** Whose minutes they are, as it was called on the day: the masthead stays what it was. */
  issuer: text(80),
  /** Milliseconds since 1970 by the relay's clock. */
  signedAt: integer(),
  /** A member's id. */
  signedBy: text(64),
  /** SHA-256, in hex, of everything else in the document (canonical.ts). */
  hash: text(64),
});
