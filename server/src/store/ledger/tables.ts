import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * The books: what was posted of every ledger's entries (docs/spec/ledger.md). A ledger goes by its document's address, so
 * that a row says by itself what it is about. Triggers (migration 0002) forbid to change or delete what
 * is posted, refused or closed, except in ledgers of the demo.
 */

/** One row a posted entry, numbered from 1 in each ledger and chained by its hash (docs/spec/ledger.md). */
export const ledgerEntries = sqliteTable(
  'ledger_entries',
  {
    ledger: text('ledger').notNull(),
    number: integer('number').notNull(),
    /** The hash of the row before; 64 zeros before the first. Hashes are SHA-256 in lower-case hex. */
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
    entry: text('entry').notNull(),
    unit: text('unit').notNull(),
    step: text('step').notNull(),
    measure: text('measure').notNull(),
    quantity: integer('quantity').notNull(),
    item: text('item').notNull(),
    date: text('date').notNull(),
    enteredBy: text('entered_by').notNull(),
    enteredAt: integer('entered_at').notNull(),
    reverses: text('reverses'),
    need: text('need'),
    offer: text('offer'),
    /** The member who approved it; null where none was needed. */
    approvedBy: text('approved_by'),
    postedAt: integer('posted_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ledger, table.number] }),
    uniqueIndex('ledger_entries_entry').on(table.ledger, table.entry),
    uniqueIndex('ledger_entries_reverses').on(table.ledger, table.reverses),
    index('ledger_entries_date').on(table.date),
  ],
);

/** What the posted entries of one unit and measure in one ledger come to. Never more delivered than promised, nor used than delivered. */
export const ledgerTotals = sqliteTable(
  'ledger_totals',
  {
    ledger: text('ledger').notNull(),
    unit: text('unit').notNull(),
    measure: text('measure').notNull(),
    promised: integer('promised').notNull(),
    delivered: integer('delivered').notNull(),
    used: integer('used').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ledger, table.unit, table.measure] }),
    check('ledger_totals_hold', sql`used >= 0 AND used <= delivered AND delivered <= promised`),
  ],
);

export const ledgerRefusals = sqliteTable(
  'ledger_refusals',
  {
    ledger: text('ledger').notNull(),
    entry: text('entry').notNull(),
    reason: text('reason').notNull(),
    /** The member who declined it; null where the rules did. */
    declinedBy: text('declined_by'),
    refusedAt: integer('refused_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ledger, table.entry] })],
);

/** Entries that wait for somebody's approval; a row goes when it is posted or refused. */
export const ledgerWaiting = sqliteTable(
  'ledger_waiting',
  {
    ledger: text('ledger').notNull(),
    entry: text('entry').notNull(),
    /** The entry itself, as JSON. */
    content: text('content').notNull(),
    askedAt: integer('asked_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ledger, table.entry] })],
);

/** The periods that are closed (结账): nothing is posted any more that is dated `until` or before. Chained like the entries. */
export const ledgerClosings = sqliteTable('ledger_closings', {
  number: integer('number').primaryKey(),
  previous: text('previous').notNull(),
  hash: text('hash').notNull(),
  /** YYYY-MM-DD, the last day of the period. */
  until: text('until').notNull(),
  /** A member's id; null for whoever sat at the machine. */
  closedBy: text('closed_by'),
  closedAt: integer('closed_at').notNull(),
});

/** Where each ledger's chain stood at a closing. */
export const ledgerClosingHeads = sqliteTable(
  'ledger_closing_heads',
  {
    closing: integer('closing').notNull(),
    ledger: text('ledger').notNull(),
    number: integer('number').notNull(),
    hash: text('hash').notNull(),
    isDemo: integer('is_demo', { mode: 'boolean' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.closing, table.ledger] })],
);

/** The ledgers whose document has been gone through once: from then on every entry is posted as it comes. */
export const ledgerBooks = sqliteTable('ledger_books', {
  ledger: text('ledger').primaryKey(),
  openedAt: integer('opened_at').notNull(),
});
