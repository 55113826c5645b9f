import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** A meeting's code for signing in (docs/spec/minutes.md): one at a time, and of its secret the hash alone. */
export const hallDoors = sqliteTable('hall_doors', {
  room: integer('room').primaryKey(),
  /** SHA-256, in hex. */
  secretHash: text('secret_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

/** A phone that signed in by a code: the hash of its token and the row it came to. No name, no address. */
export const hallEntries = sqliteTable(
  'hall_entries',
  {
    tokenHash: text('token_hash').primaryKey(),
    room: integer('room').notNull(),
    /** A line of the sheet, or somebody who waits to be found on it. */
    table: text('table', { enum: ['attendance', 'walkIns'] }).notNull(),
    row: text('row').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('hall_entries_room').on(table.room)],
);
