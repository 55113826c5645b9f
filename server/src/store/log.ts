import type { Address } from '@lianxi/access';
import * as Y from 'yjs';
import { postInBooks } from './ledger/follow.ts';
import type { Store } from './open.ts';
import type { Claim, Entry } from './room-log.ts';

/**
 * The append-only log and its baselines: a few verbs, each one transaction. A row's number is given out inside the
 * transaction that stores it, so any number of processes may append; whoever appends is told what others put in between.
 */
export interface UpdateLog {
  find(address: Address): RoomHead | null;
  head(room: number): RoomHead | null;
  /** Changes when another connection has committed anything. */
  version(): number;
  /** Changes when anybody's grants or sessions have changed, in whatever process. */
  accessVersion(): string;
  /** All of it or nothing: one commit, and so one sync of the disk, for all rooms. Throws what the disk throws. */
  append(batches: readonly Batch[]): readonly Appended[];
  baseline(room: number): Baseline | null;
  baselineSeq(room: number): number;
  baselineState(room: number): Uint8Array | null;
  rowsAfter(room: number, seq: number): readonly LogRow[];
  /** Whose the client ids in a document are, as far as anybody's. */
  owners(room: number): readonly Claim[];
  /** One moment of the file for everything that `run` reads. */
  snapshot<T>(run: () => T): T;
}

export interface RoomHead {
  readonly room: number;
  readonly address: Address;
  readonly kind: string;
  readonly seq: number;
  readonly sealedAt: number | null;
  readonly epoch: number;
}

export interface LogRow {
  readonly seq: number;
  readonly author: string;
  readonly bytes: Uint8Array;
}

export interface Baseline {
  readonly seq: number;
  readonly stateVector: Uint8Array;
  /** An update of the baseline's deletions alone. */
  readonly deletions: Uint8Array;
  /** Length of the state in bytes. */
  readonly size: number;
}

export interface Batch {
  readonly room: number;
  /** The last number that the appender has seen. */
  readonly after: number;
  readonly rows: readonly { readonly author: string; readonly bytes: Uint8Array }[];
  /** Client ids that these rows are the first to use; stored with them. */
  readonly claims?: readonly Claim[];
  /** Facts in these rows that something follows from in the same transaction. */
  readonly entries?: readonly Entry[];
}

export type Appended =
  /** `missed`: rows of others between what the appender had seen and its own; `seq`: the last of its own. */
  | {
      readonly type: 'stored';
      readonly seq: number;
      readonly missed: readonly LogRow[];
      /** What the server itself wrote because of the batch, right after it. */
      readonly consequences: readonly LogRow[];
    }
  | { readonly type: 'sealed'; readonly at: number }
  | { readonly type: 'gone' };

const headColumns = 'room, address, kind, seq, sealed_at AS sealedAt, epoch';

export const createLog = (store: Store): UpdateLog => {
  const { sqlite, clock } = store;
  const byAddress = sqlite.prepare(`SELECT ${headColumns} FROM documents WHERE address = ?`);
  const byRoom = sqlite.prepare(`SELECT ${headColumns} FROM documents WHERE room = ?`);
  const advance = sqlite
    .prepare('UPDATE documents SET seq = seq + ?, updated_at = ? WHERE room = ? AND sealed_at IS NULL RETURNING seq')
    .pluck();
  const insert = sqlite.prepare('INSERT INTO updates (room, seq, author, time, bytes) VALUES (?, ?, ?, ?, ?)');
  const rows = sqlite.prepare('SELECT seq, author, bytes FROM updates WHERE room = ? AND seq > ? ORDER BY seq');
  const rowsBetween = sqlite.prepare(
    'SELECT seq, author, bytes FROM updates WHERE room = ? AND seq > ? AND seq < ? ORDER BY seq',
  );
  const baseline = sqlite.prepare(
    'SELECT seq, state_vector AS stateVector, deletions, length(state) AS size FROM baselines WHERE room = ?',
  );
  const baselineSeq = sqlite.prepare('SELECT seq FROM baselines WHERE room = ?').pluck();
  const baselineState = sqlite.prepare('SELECT state FROM baselines WHERE room = ?').pluck();
  const version = sqlite.prepare('PRAGMA data_version').pluck();

  const access = sqlite.prepare("SELECT value FROM settings WHERE key = 'access_version'").pluck();

  const owners = sqlite.prepare('SELECT client, member FROM clients WHERE room = ?');
  const claim = sqlite.prepare('INSERT OR IGNORE INTO clients (room, client, member) VALUES (?, ?, ?)');

  const consequencesOf = postInBooks(sqlite);

  const appendOne = ({ room, after, rows: added, claims = [], entries = [] }: Batch, now: number): Appended => {
    const last = advance.get(added.length, now, room) as number | undefined;
    if (last === undefined) {
      const head = byRoom.get(room) as RoomHead | undefined;
      return head ? { type: 'sealed', at: head.sealedAt ?? now } : { type: 'gone' };
    }
    let seq = last - added.length;
    const missed = seq > after ? (rowsBetween.all(room, after, seq + 1) as LogRow[]) : [];
    for (const { author, bytes } of added) insert.run(room, ++seq, author, now, bytes);
    for (const { client, member } of claims) claim.run(room, client, member);
    const head = entries.length === 0 ? undefined : (byRoom.get(room) as RoomHead);
    const consequences = (head ? consequencesOf(head, entries, now) : []).map((bytes): LogRow => {
      insert.run(room, ++seq, '', now, bytes);
      return { seq, author: '', bytes };
    });
    if (consequences.length > 0) advance.get(consequences.length, now, room);
    return { type: 'stored', seq, missed, consequences };
  };
  const append = sqlite.transaction((batches: readonly Batch[]): readonly Appended[] => {
    const now = clock();
    return batches.map((batch) => appendOne(batch, now));
  });
  const snapshot = sqlite.transaction((run: () => unknown) => run());

  return {
    find: (address) => (byAddress.get(address) as RoomHead | undefined) ?? null,
    head: (room) => (byRoom.get(room) as RoomHead | undefined) ?? null,
    version: () => version.get() as number,
    accessVersion: () => (access.get() as string | undefined) ?? '',
    append: (batches) => append.immediate(batches),
    baseline: (room) => (baseline.get(room) as Baseline | undefined) ?? null,
    baselineSeq: (room) => (baselineSeq.get(room) as number | undefined) ?? 0,
    baselineState: (room) => (baselineState.get(room) as Uint8Array | undefined) ?? null,
    rowsAfter: (room, seq) => rows.all(room, seq) as LogRow[],
    owners: (room) => owners.all(room) as Claim[],
    snapshot: (run) => snapshot.deferred(run) as ReturnType<typeof run>,
  };
};

/** Merging a long list at once costs the square of its length; a tree of lists of 32 does not. */
export const mergeTree = (updates: readonly Uint8Array[]): Uint8Array => {
  let level = updates;
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 32) next.push(Y.mergeUpdates(level.slice(index, index + 32)));
    level = next;
  }
  return level[0] ?? new Uint8Array([0, 0]);
};

/** The whole document as one update, from one moment of the file; null when there is no such document. */
export const readDocument = (
  store: Store,
  address: Address,
): { readonly update: Uint8Array; readonly seq: number } | null => {
  const log = createLog(store);
  return log.snapshot(() => {
    const head = log.find(address);
    if (!head) return null;
    const state = log.baselineState(head.room);
    const tail = log.rowsAfter(head.room, log.baselineSeq(head.room)).map(({ bytes }) => bytes);
    return { update: mergeTree(state ? [state, ...tail] : tail), seq: head.seq };
  });
};

/**
 * Appends an update that the server itself made (the demo, outcomes, a command). Durable when this returns; a relay in
 * this or any other process hands it to open sockets. Null when there is no such document or it is sealed.
 */
export const appendUpdate = (store: Store, address: Address, bytes: Uint8Array, author = ''): number | null => {
  const log = createLog(store);
  const head = log.find(address);
  if (!head) return null;
  const [result] = log.append([{ room: head.room, after: head.seq, rows: [{ author, bytes }] }]);
  if (result?.type !== 'stored') return null;
  for (const watcher of store.watchers) watcher();
  return result.seq;
};
