import { blob, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * What the log's rows were before they were folded into a baseline, for kinds that keep their history (docs/spec/history.md):
 * what one author wrote within a minute is one row.
 */
export const history = sqliteTable(
  'history',
  {
    room: integer('room').notNull(),
    /** The last of the log's rows that are joined here. */
    seq: integer('seq').notNull(),
    /** A member's id; empty for the server itself, and for what a baseline held before there was a history. */
    author: text('author').notNull(),
    /** When the first and the last of those rows were stored. */
    at: integer('at').notNull(),
    until: integer('until').notNull(),
    bytes: blob('bytes', { mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.room, table.seq] })],
);
