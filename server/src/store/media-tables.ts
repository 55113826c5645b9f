import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Pictures, and papers attached as PDF, by the SHA-256 of their bytes (lower-case hex), each once whichever documents show it. */
export const media = sqliteTable('media', {
  hash: text('hash').primaryKey(),
  type: text('type', { enum: ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] }).notNull(),
  bytes: blob('bytes', { mode: 'buffer' }).notNull(),
  createdAt: integer('created_at').notNull(),
});

/** Which document holds which picture: whoever may read the document may see it, and nobody else. */
export const mediaUses = sqliteTable(
  'media_uses',
  {
    room: integer('room').notNull(),
    hash: text('hash')
      .notNull()
      .references(() => media.hash),
    /** Who sent it. */
    member: text('member').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.room, table.hash] }), index('media_uses_hash').on(table.hash)],
);
