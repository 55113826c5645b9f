import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * Everything that this machine keeps, in one SQLite file. Times are milliseconds since 1970 (UTC) by the server's clock.
 * The folder `migrations` is generated from here (`pnpm --filter @lianxi/server exec drizzle-kit generate`) and is never
 * edited once it is released.
 */

/** One row a document. `room` is its short name in the log; `seq` the last number given out there, never reused. */
export const documents = sqliteTable(
  'documents',
  {
    room: integer('room').primaryKey({ autoIncrement: true }),
    address: text('address').notNull(),
    kind: text('kind').notNull(),
    scope: text('scope').notNull(),
    id: text('id').notNull(),
    title: text('title').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    /** A member's id; null when the server itself made it. */
    createdBy: text('created_by'),
    isDemo: integer('is_demo', { mode: 'boolean' }).notNull().default(false),
    /** Signed off: nothing is accepted any more. */
    sealedAt: integer('sealed_at'),
    /** Grows when the document is rebuilt without its history or a backup is put back; a client of another discards its copy. */
    epoch: integer('epoch').notNull().default(1),
    seq: integer('seq').notNull().default(0),
  },
  (table) => [
    uniqueIndex('documents_address').on(table.address),
    index('documents_kind_scope').on(table.kind, table.scope),
  ],
);

/** The append-only log: Yjs updates (v1) as they were accepted, one row for each writer and turn. */
export const updates = sqliteTable(
  'updates',
  {
    room: integer('room').notNull(),
    seq: integer('seq').notNull(),
    /** A member's id; empty for the server itself. */
    author: text('author').notNull(),
    time: integer('time').notNull(),
    bytes: blob('bytes', { mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.room, table.seq] })],
);

/** What the log's rows up to `seq` came to; those rows are gone. */
export const baselines = sqliteTable('baselines', {
  room: integer('room').primaryKey(),
  seq: integer('seq').notNull(),
  time: integer('time').notNull(),
  stateVector: blob('state_vector', { mode: 'buffer' }).notNull(),
  /** An update that holds the baseline's deletions alone. */
  deletions: blob('deletions', { mode: 'buffer' }).notNull(),
  state: blob('state', { mode: 'buffer' }).notNull(),
});

/**
 * Whose each Yjs client id in a document is: the member who first wrote under it, stored with that first write and for good
 * (a baseline knows no authors). An id that stands in a document and not here belongs to nobody any more.
 */
export const clients = sqliteTable(
  'clients',
  {
    room: integer('room').notNull(),
    client: integer('client').notNull(),
    member: text('member').notNull(),
  },
  (table) => [primaryKey({ columns: [table.room, table.client] })],
);

/**
 * Rows of the log that a document could not be built with, taken out of it as they were, so that the room goes on. Their
 * client ids are refused from then on; `reason` is what the builder said.
 */
export const quarantine = sqliteTable(
  'quarantine',
  {
    room: integer('room').notNull(),
    seq: integer('seq').notNull(),
    author: text('author').notNull(),
    time: integer('time').notNull(),
    bytes: blob('bytes', { mode: 'buffer' }).notNull(),
    reason: text('reason').notNull(),
  },
  (table) => [primaryKey({ columns: [table.room, table.seq] })],
);

/**
 * What happened that somebody may have to answer for (docs/spec/audit.md): append-only by triggers, each row chained to the
 * one before by its hash. No names, no titles, nothing of what was written.
 */
export const audit = sqliteTable('audit', {
  /** From 1 without holes; SQLite's own counter (`sqlite_sequence`) outlives rows that somebody takes out. */
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  time: integer('time').notNull(),
  /** The hash of the row before; 64 zeros before the first. SHA-256 in lower-case hex. */
  previous: text('previous').notNull(),
  hash: text('hash').notNull(),
  type: text('type').notNull(),
  /** A member's id; null where it was nobody, or whoever sat at the machine. */
  member: text('member'),
  /** The document's number in `documents`; null where it is about none. */
  room: integer('room'),
  /** A small JSON object of the type's own. */
  detail: text('detail').notNull(),
});

export const members = sqliteTable(
  'members',
  {
    /** `m` and seven characters of base32, lower case. */
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    post: text('post').notNull().default(''),
    /** argon2id in the PHC string format; null for somebody who cannot sign in (the demo's people). */
    passphraseHash: text('passphrase_hash'),
    isDemo: integer('is_demo', { mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at').notNull(),
    disabledAt: integer('disabled_at'),
  },
  (table) => [uniqueIndex('members_name').on(table.name)],
);

/** A role on a scope or on one document's address (packages/access). */
export const grants = sqliteTable(
  'grants',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    member: text('member')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    role: text('role').notNull(),
    on: text('on').notNull(),
    /** Milliseconds; `to` exclusive; null is open-ended. */
    from: integer('from'),
    to: integer('to'),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by'),
  },
  (table) => [index('grants_member').on(table.member)],
);

/** Signed-in browsers and programs. The token itself is nowhere: only its SHA-256, in hex. */
export const sessions = sqliteTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    member: text('member')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: ['cookie', 'bearer'] }).notNull(),
    label: text('label').notNull().default(''),
    createdAt: integer('created_at').notNull(),
    /** null: until it is revoked. */
    expiresAt: integer('expires_at'),
    lastSeenAt: integer('last_seen_at').notNull(),
    /** The browser that it was opened on; null for a program, and for a shared computer, which is nobody's device. */
    device: text('device'),
    /** A grant as JSON: the session sees what such a grant would, and writes nothing. null: as its member. */
    viewAs: text('view_as'),
  },
  (table) => [index('sessions_member').on(table.member)],
);

/** A browser that somebody signed in on for good. Its sessions name it; a revoked one is told to wipe when it calls. */
export const devices = sqliteTable(
  'devices',
  {
    /** A UUID. */
    id: text('id').primaryKey(),
    member: text('member')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    /** What its owner calls it, at first what the browser says of itself. */
    name: text('name').notNull(),
    createdAt: integer('created_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
    revokedAt: integer('revoked_at'),
    revokedBy: text('revoked_by'),
    /** When it said that it had wiped what it held. */
    wipedAt: integer('wiped_at'),
  },
  (table) => [index('devices_member').on(table.member)],
);

/** A way in for one person, once, within three days, into the grant that it names (docs/spec/identity.md). */
export const invitations = sqliteTable(
  'invitations',
  {
    /** A UUID. */
    id: text('id').primaryKey(),
    /** SHA-256, in hex, of the secret in the link's fragment. */
    secretHash: text('secret_hash').notNull(),
    /** argon2id, in hex and under one salt for all, of the eight spoken characters. */
    codeHash: text('code_hash').notNull(),
    /** Whom it is for, as the inviter wrote it; a suggestion. */
    name: text('name').notNull().default(''),
    post: text('post').notNull().default(''),
    role: text('role').notNull(),
    on: text('on').notNull(),
    /** The grant's term. */
    from: integer('from'),
    to: integer('to'),
    /** An account that gets a new passphrase by it, instead of a new account with a grant. */
    recovers: text('recovers').references(() => members.id, { onDelete: 'cascade' }),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** An administrator's invitation holds only after a second administrator has confirmed it. */
    needsConfirmation: integer('needs_confirmation', { mode: 'boolean' }).notNull().default(false),
    confirmedBy: text('confirmed_by'),
    confirmedAt: integer('confirmed_at'),
    usedAt: integer('used_at'),
    usedBy: text('used_by'),
    revokedAt: integer('revoked_at'),
  },
  (table) => [
    uniqueIndex('invitations_secret').on(table.secretHash),
    uniqueIndex('invitations_code').on(table.codeHash),
  ],
);

/** Public keys that somebody signs in with (WebAuthn). */
export const passkeys = sqliteTable(
  'passkeys',
  {
    /** The credential's id in base64url. */
    id: text('id').primaryKey(),
    member: text('member')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    publicKey: blob('public_key', { mode: 'buffer' }).notNull(),
    counter: integer('counter').notNull(),
    /** A JSON list of words such as `internal`. */
    transports: text('transports').notNull(),
    name: text('name').notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
  },
  (table) => [index('passkeys_member').on(table.member)],
);

/**
 * Records that are to go, or went, with everything that was ever written about them: the queue, and for ever after the
 * tombstones by which an older backup is cleaned. Ids only, never a name.
 */
export const erasures = sqliteTable(
  'erasures',
  {
    /** A UUID. */
    id: text('id').primaryKey(),
    /** The document's address: rooms are numbered anew on another machine. */
    address: text('address').notNull(),
    /** The table's name and the row's id in it. */
    table: text('table').notNull(),
    row: text('row').notNull(),
    /** Why: the person asked, the keeping period has ended, or it should never have been recorded. */
    reason: text('reason', { enum: ['request', 'period', 'error'] }).notNull(),
    requestedAt: integer('requested_at').notNull(),
    requestedBy: text('requested_by'),
    confirmedAt: integer('confirmed_at'),
    confirmedBy: text('confirmed_by'),
    doneAt: integer('done_at'),
  },
  (table) => [uniqueIndex('erasures_row').on(table.address, table.table, table.row)],
);

/** Ids of what devices reported for the audit log (reveals, prints): one that comes twice is written once. */
export const reports = sqliteTable('reports', {
  id: text('id').primaryKey(),
  /** The audit row that it became. */
  seq: integer('seq').notNull(),
});

/** The community's own settings and the server's (`community_name`, `first_run_code_hash` and the like). */
export const settings = sqliteTable('settings', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});

/** Failed tries by what was tried (`sign-in:<name>`, `code:<place>`), so that guessing stays slow over a restart. */
export const attempts = sqliteTable('attempts', {
  subject: text('subject').primaryKey(),
  count: integer('count').notNull(),
  lastAt: integer('last_at').notNull(),
  blockedUntil: integer('blocked_until'),
});

export * from './hall-tables.ts';
export * from './history/tables.ts';
export * from './ledger/tables.ts';
export * from './media-tables.ts';
export * from './signing/tables.ts';
