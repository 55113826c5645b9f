import type { Address } from '@lianxi/access';
import type { RowName } from '@lianxi/documents';

/**
 * The store port of the relay: an append-only log of accepted updates for each room, and a baseline that stands for its
 * oldest rows. A few verbs, all of them asynchronous, so that a file beside the process and a database across the network
 * are the same to whoever asks. Any number of processes work on one log at once.
 *
 * Every adapter keeps these, and `tests/contract/room-log.ts` holds it to them:
 *
 * 1. What `append` has resolved for is durable: no crash of the process or the machine takes it away.
 * 2. Nothing can be read that a crash could still take away.
 * 3. Numbers (`seq`) are given out inside the storing transaction, from 1 without holes, and never twice.
 * 4. A batch is stored only on top of exactly what its writer has checked it against (`Batch.after`): everything in the
 *    log was checked against everything before it, however many processes write.
 * 5. A batch is stored whole or not at all, with everything that follows from it. Batches of one call do not depend on
 *    each other: one that is behind or sealed keeps no other back. If `append` rejects, nothing of the call is stored.
 * 6. `load` shows one moment of one room. A baseline holds exactly the rows up to its `seq`; later rows are there.
 * 7. `rebuild` leaves nothing of what was stored in its rooms, begins an epoch, and moves their numbers on, so that whoever
 *    checked something against what was there before is behind. All of its rooms, or none.
 */
export interface RoomLog {
  find(address: Address): Promise<RoomHead | null>;
  /** The heads of those of the rooms that (still) exist, in any order: what has changed elsewhere is told by comparing. */
  heads(rooms: readonly number[]): Promise<readonly RoomHead[]>;
  /** Everything but the baseline's state, which may be large; null when there is no such room. */
  load(room: number): Promise<LoadedRoom | null>;
  /** The state of the baseline `seq`; null when it has been replaced meanwhile. */
  baselineState(room: number, seq: number): Promise<Uint8Array | null>;
  /** Rows with greater numbers, in order; null when some of them have been folded into a baseline meanwhile. */
  rowsAfter(room: number, seq: number): Promise<readonly LogRow[] | null>;
  /** An answer for each batch, in order. Rejects with what the disk or the network says. */
  append(batches: readonly Batch[]): Promise<readonly Appended[]>;
  /** Puts a baseline in place of another and of the rows up to its `seq`; false when somebody else was faster. */
  replaceBaseline(renewal: BaselineRenewal): Promise<boolean>;
  /** Puts other documents in place of everything that was ever stored of these; false when somebody has stored more meanwhile. */
  rebuild(rebuilding: Rebuilding): Promise<boolean>;
}

export interface RoomHead {
  readonly room: number;
  readonly address: Address;
  readonly kind: string;
  /** The last number given out. */
  readonly seq: number;
  /** Milliseconds since 1970. From then on nothing is stored there. */
  readonly sealedAt: number | null;
  readonly epoch: number;
}

export interface LogRow {
  readonly seq: number;
  /** A member's id; empty for the server itself. */
  readonly author: string;
  /** A Yjs update (v1). */
  readonly bytes: Uint8Array;
}

export interface LoadedRoom {
  readonly head: RoomHead;
  readonly baseline: Baseline | null;
  /** Every row after the baseline. */
  readonly tail: readonly LogRow[];
  /** Every claim that was ever stored here; a baseline knows no authors. */
  readonly owners: readonly Claim[];
  /** Updates that were taken out of this room's log, because no document could be built with them. */
  readonly quarantined: readonly Uint8Array[];
  /** Rows of tables that were erased from this document: nothing is ever written under their ids again. */
  readonly erased: readonly RowName[];
}

/** A Yjs client id and the member who writes under it in one room. */
export interface Claim {
  readonly client: number;
  /** A member's id. */
  readonly member: string;
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
  /** The number of the last row that the rows of this batch were checked against. */
  readonly after: number;
  readonly rows: readonly NewRow[];
  /**
   * Facts that the guard has found in these rows and that something else must follow from in the same transaction (a
   * ledger's entries: they are posted or refused). Empty for most.
   */
  readonly entries: readonly Entry[];
  /** Client ids that these rows are the first to use; stored with them, each once for good. */
  readonly claims?: readonly Claim[];
}

export interface NewRow {
  readonly author: string;
  readonly bytes: Uint8Array;
}

/** Something written once under an id, for good. */
export interface Entry {
  readonly container: string;
  readonly key: string;
  /** As it was decoded from the update. */
  readonly value: unknown;
  /** A member's id. */
  readonly author: string;
}

export type Appended =
  /** `consequences`: rows that the server itself wrote because of the batch, right after it; `seq`: the last of all. */
  | { readonly type: 'stored'; readonly seq: number; readonly consequences: readonly LogRow[] }
  /** Others have stored rows that this writer has not seen: it takes them in, checks anew, and asks again. */
  | { readonly type: 'behind'; readonly seq: number }
  | { readonly type: 'sealed'; readonly at: number }
  /** There is no such room. */
  | { readonly type: 'gone' };

export interface BaselineRenewal {
  readonly room: number;
  /** What it was made of: the baseline's number (0: none) and the document's epoch. */
  readonly from: number;
  readonly epoch: number;
  /** The last row that it holds. */
  readonly seq: number;
  readonly stateVector: Uint8Array;
  readonly deletions: Uint8Array;
  readonly state: Uint8Array;
  /** Rows up to `seq` that it does not hold, and why: they are kept apart, and shown by `load`. */
  readonly quarantined: readonly QuarantinedRow[];
}

export interface Rebuilding {
  readonly documents: readonly RebuiltDocument[];
  /** Requests (the table `erasures`) that are fulfilled by it, and who confirmed them; null: whoever sat at the machine. */
  readonly erasures: readonly string[];
  readonly by: string | null;
}

export interface RebuiltDocument {
  readonly room: number;
  /** What it was made of: the last number given out, and the document's epoch. */
  readonly from: number;
  readonly epoch: number;
  readonly stateVector: Uint8Array;
  readonly deletions: Uint8Array;
  readonly state: Uint8Array;
  /** The Yjs client ids under which the former document was written: they are nobody's from now on. */
  readonly retired: readonly number[];
  /** What was left out. */
  readonly erased: readonly RowName[];
}

/** Nobody's: no member has this id, so nothing is ever taken under a client id that is owned by it. */
export const nobody = '';

export interface QuarantinedRow {
  readonly seq: number;
  /** A member's id; empty for the server itself. */
  readonly author: string;
  readonly reason: string;
}
