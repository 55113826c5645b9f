import type { AddressParts } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import type { Writer } from '@lianxi/documents';
import type { AwarenessEntry } from '@lianxi/protocol';
import * as Y from 'yjs';
import type { LogRow, RoomHead, UpdateLog } from '../store/log.ts';
import type { Claim, Entry } from '../store/room-log.ts';
import { type Clients, createClients } from './clients.ts';
import type { Connection } from './connection.ts';
import { createDeletes, type Deletes } from './deletes.ts';
import { factsOf } from './facts.ts';
import { findFork } from './forks.ts';
import { type Frame, step1Frame } from './frames.ts';
import { encodeStateVector, readFresh } from './fresh.ts';
import { findExcess, judge, type Policy, type Refused, type StateVector } from './guard.ts';
import { type GuardLimits, guardLimits } from './limits.ts';
import { createPlaces, type Places } from './places.ts';
import { isEmptyUpdate, readUpdate, type Update } from './update.ts';

/**
 * One open document. No Y.Doc: a state vector, a few numbers, and, once somebody writes, where everything lies.
 *
 * Invariant: `stateVector` is what the log holds plus what stands in `queue`; `seq` is what the log holds and every socket
 * here was sent. A queue that could not be stored is forgotten with everything that was learnt from it (`reload`).
 */
export class Room {
  readonly parts: AddressParts;
  readonly connections = new Set<Connection>();
  /** Whose the awareness client ids are. */
  readonly presence = new Map<number, Connection>();
  readonly presenceChanged = new Set<Connection>();
  presenceGone: AwarenessEntry[] = [];
  readonly toAcknowledge = new Set<Connection>();
  queue: Queued[] = [];
  /** Two sockets spoke for the same client id in this turn: their parts must not be put together. */
  isInterleaved = false;
  private readonly queuedBy = new Map<number, Connection>();
  seq = 0;
  sealedAt: number | null = null;
  baselineSeq = 0;
  baselineSize = 0;
  baselineVector: StateVector = new Map();
  tailBytes = 0;
  stateVector: StateVector = new Map();
  isCompacting = false;
  /** The document cannot be rebuilt as it is; it is forwarded as before. */
  isUncompactable = false;
  private readonly log: UpdateLog;
  private readonly policy: Policy;
  private readonly limits: GuardLimits;
  private owned: Clients | null = null;
  private places: Places | null = null;
  private deletes: Deletes | null = null;
  private step1: Frame | null = null;

  constructor(log: UpdateLog, head: RoomHead, parts: AddressParts, policy: Policy, limits = guardLimits) {
    this.log = log;
    this.parts = parts;
    this.policy = policy;
    this.limits = limits;
    this.id = head.room;
    this.reload();
  }
  readonly id: number;

  /** Reads anew what the log says; false when the document is gone. */
  reload(): boolean {
    return this.log.snapshot(() => {
      const head = this.log.head(this.id);
      if (!head) return false;
      this.clearQueue();
      this.owned = null;
      this.places = null;
      this.deletes = null;
      this.seq = head.seq;
      this.sealedAt = head.sealedAt;
      this.stateVector = new Map();
      this.readBaseline();
      for (const [client, clock] of this.baselineVector) this.stateVector.set(client, clock);
      this.tailBytes = 0;
      for (const row of this.log.rowsAfter(this.id, this.baselineSeq)) this.learn(row);
      this.step1 = null;
      return true;
    });
  }

  /** Hands the queue over. */
  clearQueue(): readonly Queued[] {
    const { queue } = this;
    this.queue = [];
    this.queuedBy.clear();
    this.isInterleaved = false;
    return queue;
  }

  /** The baseline may have been renewed by anybody. */
  readBaseline(): void {
    const baseline = this.log.baseline(this.id);
    this.baselineSeq = baseline?.seq ?? 0;
    this.baselineSize = baseline?.size ?? 0;
    this.baselineVector = baseline ? Y.decodeStateVector(baseline.stateVector) : new Map();
  }

  /** Takes note of a row that somebody else has stored. */
  learn({ bytes, author }: LogRow): void {
    this.tailBytes += bytes.length;
    const read = readFresh(bytes, this.stateVector);
    if (!read.ok || read.value.fits.type !== 'next') return;
    const { update, fits } = read.value;
    if (this.owned && author !== '') {
      for (const client of fits.after.keys()) this.owned.take({ client, member: author });
    }
    if (this.places) {
      const traced = this.places.trace(update);
      if (traced) this.places.accept(traced);
    }
    this.advance(update, fits.after);
  }

  get tailRows(): number {
    return this.seq - this.baselineSeq;
  }

  get isRipe(): boolean {
    return this.tailRows > 500 || this.tailBytes > 65_536 + this.baselineSize / 8;
  }

  step1Frame(): Frame {
    this.step1 ??= step1Frame(encodeStateVector(this.stateVector));
    return this.step1;
  }

  /** Checks an update and queues it. `nothing`: it holds nothing that is not here, and needs no row. */
  offer(
    bytes: Uint8Array,
    writer: Writer,
    from: Connection,
    frame: number,
    mayWrite: boolean,
  ): Result<'queued' | 'nothing', Refused> {
    if (isEmptyUpdate(bytes)) return ok('nothing');
    const read = readFresh(bytes, this.stateVector, this.limits);
    if (!read.ok) {
      const reason = read.error.type === 'UpdateTooLarge' ? 'too-large' : 'malformed';
      return err({ reason, detail: read.error.detail } as Refused);
    }
    const { update, fits, told } = read.value;
    if (told) {
      const fork = findFork(told, this.stateVector, this.newestFirst());
      from.charge(fork.read);
      if (fork.client !== null) {
        this.clients.bar(from, fork.client);
        return err({ reason: 'client-id', detail: 'fork' } as Refused);
      }
    }
    if (fits.type === 'next' && update.structs.length === 0 && this.knowsDeletes(update)) return ok('nothing');
    if (!mayWrite) return err({ reason: 'read-only', detail: '' } as Refused);
    if (fits.type === 'gap') return err({ reason: 'gap', detail: 'builds on what is not here' } as Refused);
    if (fits.type !== 'next') return err({ reason: 'malformed', detail: 'one client told twice' } as Refused);
    if (this.sealedAt !== null) return err({ reason: 'sealed', detail: '' } as Refused);
    if (this.countNewDeletes(update) > this.limits.deletions) {
      return err({ reason: 'too-large', detail: 'deletions' } as Refused);
    }
    const isFull = this.baselineSize + this.tailBytes + bytes.length > this.limits.documentBytes;
    if (isFull && update.structs.length > 0) return err({ reason: 'too-large', detail: 'document' } as Refused);
    if (this.clients.isBarred(from, fits.after.keys())) return err({ reason: 'client-id', detail: 'fork' } as Refused);
    const fresh = this.clients.check(fits.after.keys(), this.stateVector, writer.member);
    if (!fresh.ok) return fresh;
    const traced = this.trace(update, writer);
    if (!traced.ok) return traced;
    if (traced.value.length > 0) from.charge(traced.value.length * bytesPerFact);
    const claims = fresh.value.map((client) => ({ client, member: writer.member }));
    for (const claim of claims) this.clients.take(claim);
    this.advance(update, fits.after);
    for (const client of fits.after.keys()) {
      const other = this.queuedBy.get(client);
      if (other && other !== from) this.isInterleaved = true;
      this.queuedBy.set(client, from);
    }
    this.queue.push({ bytes: read.value.bytes, author: writer.member, claims, entries: traced.value, from, frame });
    return ok('queued');
  }

  private trace(update: Update, writer: Writer): Result<readonly Entry[], Refused> {
    const { policy } = this;
    if (policy.type === 'closed') return err({ reason: 'rule', detail: 'unknown-kind' } as Refused);
    this.places ??= this.readPlaces();
    const traced = this.places.trace(update);
    if (!traced) return err({ reason: 'malformed', detail: 'parts of different containers' } as Refused);
    const excess = findExcess(this.places.measure(traced), this.limits);
    if (excess) return err(excess);
    const rules = policy.type === 'rules' ? policy.rules : null;
    const judged = rules ? judge(update, traced, this.places, rules, writer) : ok(undefined);
    if (!judged.ok) return judged;
    const entries = factsOf(traced, rules?.facts, writer.member);
    if (entries.length > this.limits.facts) return err({ reason: 'too-large', detail: 'entries' } as Refused);
    this.places.accept(traced);
    return ok(entries);
  }

  private advance(update: Update, after: StateVector): void {
    for (const [client, clock] of after) this.stateVector.set(client, clock);
    this.deletes?.add(update.deletes);
    if (update.structs.length > 0) this.step1 = null;
  }

  private knowsDeletes(update: Update): boolean {
    if (update.deletes.length === 0) return true;
    this.deletes ??= this.readDeletes();
    const { deletes } = this;
    return update.deletes.every((range) => deletes.has(range));
  }

  /** Exact only where it matters. */
  private countNewDeletes(update: Update): number {
    if (update.deletes.length <= this.limits.deletions) return 0;
    this.deletes ??= this.readDeletes();
    let count = 0;
    for (const range of update.deletes) if (!this.deletes.has(range)) count++;
    return count;
  }

  /** Whose the client ids here are; read when somebody first shows or writes something. */
  get clients(): Clients {
    this.owned ??= this.log.snapshot(() => {
      const owners = createClients(this.log.owners(this.id), this.limits.clients);
      const queued = this.queue.flatMap(({ claims }) => claims);
      for (const claim of queued) owners.take(claim);
      return owners;
    });
    return this.owned;
  }

  private readPlaces(): Places {
    const places = createPlaces();
    const vector: StateVector = new Map();
    for (const bytes of this.contents()) {
      const read = readFresh(bytes, vector);
      if (!read.ok || read.value.fits.type !== 'next') continue;
      const traced = places.trace(read.value.update);
      if (!traced) continue;
      places.accept(traced);
      for (const [client, clock] of read.value.fits.after) vector.set(client, clock);
    }
    return places;
  }

  private readDeletes(): Deletes {
    const deletes = createDeletes();
    const baseline = this.log.baseline(this.id);
    const tail = this.log.rowsAfter(this.id, baseline?.seq ?? 0).map(({ bytes }) => bytes);
    for (const bytes of [...(baseline ? [baseline.deletions] : []), ...tail, ...this.queue.map((each) => each.bytes)]) {
      const update = readUpdate(bytes);
      if (update.ok) deletes.add(update.value.deletes);
    }
    return deletes;
  }

  /** Everything that was accepted, the newest first; the baseline is read only if somebody gets that far. */
  private *newestFirst(): Iterable<Uint8Array> {
    for (const { bytes } of [...this.queue].reverse()) yield bytes;
    const since = this.log.baselineSeq(this.id);
    for (const { bytes } of [...this.log.rowsAfter(this.id, since)].reverse()) yield bytes;
    const state = this.log.baselineState(this.id);
    if (state) yield state;
  }

  /** Everything that was accepted, oldest first. */
  private contents(): readonly Uint8Array[] {
    return this.log.snapshot(() => {
      const state = this.log.baselineState(this.id);
      const tail = this.log.rowsAfter(this.id, this.log.baselineSeq(this.id)).map(({ bytes }) => bytes);
      return [...(state ? [state] : []), ...tail, ...this.queue.map(({ bytes }) => bytes)];
    });
  }
}

/** What posting an entry costs the relay, as reading so many bytes would. */
const bytesPerFact = 4_096;

export interface Queued {
  readonly bytes: Uint8Array;
  readonly author: string;
  /** Client ids that it is the first to use. */
  readonly claims: readonly Claim[];
  /** Facts in it that something follows from as it is stored. */
  readonly entries: readonly Entry[];
  readonly from: Connection;
  /** The writing frame's number on its socket. */
  readonly frame: number;
}
