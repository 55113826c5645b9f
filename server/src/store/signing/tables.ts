import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * What was signed off (docs/spec/minutes.md). A document goes by its address, so that a row says by itself what it is about.
 * Triggers (in the migration) forbid to change or delete what is signed or added, except in documents of the demo.
 */

/** One row signed minutes. `ordinal` counts from 1 within a series (scope, type and year) without holes. */
export const signings = sqliteTable(
  'signings',
  {
    address: text('address').primaryKey(),
    series: text('series').notNull(),
    ordinal: integer('ordinal').notNull(),
    /** As printed: 〔2026〕3号 with whatever stands before it. */
    number: text('number').notNull(),
    /** SHA-256, in lower-case hex, of the canonical text. */
    hash: text('hash').notNull(),
    signedAt: integer('signed_at').notNull(),
    signedBy: text('signed_by').notNull(),
  },
  (table) => [uniqueIndex('signings_series').on(table.series, table.ordinal)],
);

/** Corrections and supplements to signed minutes, numbered from 1 and chained to the signed version by their hashes. */
export const addenda = sqliteTable(
  'addenda',
  {
    address: text('address').notNull(),
    ordinal: integer('ordinal').notNull(),
    type: text('type', { enum: ['correction', 'supplement'] }).notNull(),
    text: text('text').notNull(),
    at: integer('at').notNull(),
    by: text('by').notNull(),
    /** The hash of the addendum before; of the signed version before the first. */
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.address, table.ordinal] })],
);

/** Links that read signed minutes without an account (分送). */
export const handouts = sqliteTable(
  'handouts',
  {
    /** A UUID. */
    id: text('id').primaryKey(),
    address: text('address').notNull(),
    /** To whom it goes, as whoever made it wrote it; it stands in the watermark. */
    recipient: text('recipient').notNull(),
    /** SHA-256, in hex, of the secret in the link's fragment. */
    secretHash: text('secret_hash').notNull(),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at'),
    /** How often it was opened, and when last. */
    openings: integer('openings').notNull().default(0),
    openedAt: integer('opened_at'),
  },
  (table) => [uniqueIndex('handouts_secret').on(table.secretHash)],
);
