import type { AddressParts } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import type { Act, KindRules, Writer } from '@lianxi/documents';
import { erasedRule } from '@lianxi/protocol';
import * as Y from 'yjs';
import type { Claim, Entry, LoadedRoom, LogRow, NewRow } from '../store/index.ts';
import { actsOf } from './acts.ts';
import { type Clients, createClients } from './clients.ts';
import type { Connection, Write } from './connection.ts';
import { createDeletes, type Deletes } from './deletes.ts';
import type { Elsewhere } from './elsewhere.ts';
import { factsOf } from './facts.ts';
import type { Shown } from './fan-out.ts';
import { findFork } from './forks.ts';
import { encodeStateVector, readFresh } from './fresh.ts';
import { findExcess, judge, type Policy, type Refused, type StateVector } from './guard.ts';
import { takeInOrder } from './in-order.ts';
import { type GuardLimits, guardLimits } from './limits.ts';
import type { Message } from './message.ts';
import { step1 } from './messages.ts';
import { createPlaces, type Places } from './places.ts';
import { joinWherePossible, toRows } from './rows.ts';
import { isEmptyUpdate, type Range, readUpdate, type Update } from './update.ts';

/**
 * One open document. No Y.Doc: a state vector, a few numbers, and, once somebody writes, where everything lies.
 *
 * Invariant: `stateVector` is what the log holds up to `seq`, plus what is in flight (handed to the log, not yet answered)
 * and what stands in `queue`; up to `seq` every line here was sent everything. What could not be stored is forgotten with
 * all that was learnt from it (`reset`).
 */
export class Room {
  readonly id: number;
  readonly parts: AddressParts;
  /** The room's number on sockets that carry many rooms: this process's own, not the log's. */
  readonly channel: number;
  readonly connections = new Set<Connection>();
  /** Whose the awareness client ids are. */
  readonly presence = new Map<number, Connection>();
  readonly presenceChanged = new Set<Connection>();
  presenceGone: Shown[] = [];
  readonly toAcknowledge = new Set<Connection>();
  queue: Queued[] = [];
  queuedBytes = 0;
  /** Frames that say nothing beyond what is stored, in flight or queued: where that is not stored after all, they are offered again. */
  private repeats: Write[] = [];
  /** Frames that wait until the room is ready for them, in order. */
  intake: Write[] = [];
  /** What the room waits for before it takes more; see `Intake.hold`. */
  holds = 0;
  held: Promise<void> = Promise.resolve();
  /** Handed to the log, not answered yet. */
  inFlight: readonly Queued[] | null = null;
  elsewhere: Elsewhere | null = null;
  /** Others have stored something that is not here yet. */
  isStale = false;
  /** The log was asked a moment ago, for the frame that is next: there is no more than is known here. */
  isCurrent = false;
  isClosed = false;
  isCompacting = false;
  /** When it was opened, or its log last begun to be folded from here, in the scheduler's time. */
  foldedAt: number;
  seq = 0;
  epoch = 0;
  sealedAt: number | null = null;
  baselineSeq = 0;
  baselineSize = 0;
  baselineVector: StateVector = new Map();
  tailBytes = 0;
  stateVector: StateVector = new Map();
  private readonly policy: Policy;
  private readonly limits: GuardLimits;
  private readonly onUnfit: (seq: number) => void;
  /** Rows of the log that build on what is nowhere, for now. */
  private unfit: readonly LogRow[] = [];
  private readonly reported = new Set<number>();
  private readonly owners: Clients;
  /** Client ids that something was quarantined of: nothing more is taken of them. */
  private quarantined: ReadonlySet<number> = new Set();
  /** `container` and row, with a line between: what was erased is written by nobody again. */
  private erased: ReadonlySet<string> = new Set();
  /** When an update was last checked against what lies here, in the scheduler's time. */
  usedAt = 0;
  private readonly elapsed: () => number;
  private places: Places | null = null;
  private deletes: Deletes | null = null;
  /** What is stored, the newest first; only while an update that needs it is decided about. */
  private history: readonly Uint8Array[] | null = null;
  private first: Message = step1(encodeStateVector(new Map()));
  private isFirstStale = true;

  constructor({ parts, policy, channel, elapsed, onUnfit, limits = guardLimits }: RoomOptions, loaded: LoadedRoom) {
    this.id = loaded.head.room;
    this.parts = parts;
    this.channel = channel;
    this.policy = policy;
    this.limits = limits;
    this.onUnfit = onUnfit;
    this.elapsed = elapsed;
    this.foldedAt = elapsed();
    this.owners = createClients([], limits.clients, elapsed);
    this.reset(loaded);
  }

  /** Whose the client ids here are. */
  get clients(): Clients {
    return this.owners;
  }

  /** Forgets everything but what the log says, and who has shown which client ids. */
  reset({ head, baseline, tail, owners, quarantined, erased }: LoadedRoom): void {
    this.quarantined = clientsOf(quarantined);
    this.erased = new Set(erased.map(({ table, row }) => `${table}\n${row}`));
    this.clearQueue();
    this.owners.restore(owners);
    this.places = null;
    this.deletes = null;
    this.seq = head.seq;
    this.epoch = head.epoch;
    this.sealedAt = head.sealedAt;
    this.rebase({ baseline, tail: [] });
    this.stateVector = new Map(this.baselineVector);
    this.unfit = [];
    this.learn(tail);
    this.tellFirst();
  }

  /** The baseline has been renewed, by whomever. */
  rebase({ baseline, tail }: Pick<LoadedRoom, 'baseline' | 'tail'>): void {
    this.baselineSeq = baseline?.seq ?? 0;
    this.baselineSize = baseline?.size ?? 0;
    this.baselineVector = baseline ? Y.decodeStateVector(baseline.stateVector) : new Map();
    this.tailBytes = 0;
    for (const { seq, bytes } of tail) if (seq <= this.seq) this.tailBytes += bytes.length;
  }

  /** Takes note of rows that are in the log and were not offered here, the oldest first. */
  learn(rows: readonly LogRow[]): void {
    if (rows.length === 0) return;
    for (const { bytes } of rows) this.tailBytes += bytes.length;
    this.unfit = takeInOrder([...this.unfit, ...rows], this.stateVector, (bytes, from) => this.note(bytes, from));
    for (const { seq } of this.unfit) this.tellUnfit(seq);
  }

  private note(bytes: Uint8Array, rows: readonly LogRow[]): boolean {
    const read = readFresh(bytes, this.stateVector);
    if (!read.ok || read.value.fits.type !== 'next') return false;
    const { update, fits } = read.value;
    // Claims are not read with the rows of other processes; but nobody there wrote under an id that was not theirs.
    for (const row of rows) {
      if (row.author === '') continue;
      for (const client of rows.length === 1 ? fits.after.keys() : clientsOf([row.bytes])) {
        this.owners.take({ client, member: row.author });
      }
    }
    const traced = this.places?.trace(update);
    if (traced) this.places?.accept(traced);
    else if (this.places) for (const { seq } of rows) this.tellUnfit(seq);
    this.advance(update, fits.after);
    return true;
  }

  private tellUnfit(seq: number): void {
    if (this.reported.has(seq)) return;
    this.reported.add(seq);
    this.onUnfit(seq);
  }

  get tailRows(): number {
    return this.seq - this.baselineSeq;
  }

  /** Something was accepted that the log has not answered for. */
  get isBusy(): boolean {
    return this.inFlight !== null || this.queue.length > 0 || this.intake.length > 0 || this.holds > 0;
  }

  /** To every line that is here. */
  broadcast(message: Message): void {
    for (const connection of this.connections) connection.send(message);
  }

  /**
   * What is stored here, for a newcomer to say what is lacking. While something is queued or in flight it is what was stored
   * before: whoever has nothing to add takes it that all of theirs is durable.
   */
  step1(): Message {
    if (this.isFirstStale && !this.isBusy) this.tellFirst();
    return this.first;
  }

  private tellFirst(): void {
    this.first = step1(encodeStateVector(this.stateVector));
    this.isFirstStale = false;
  }

  /**
   * Checks an update and queues it. `nothing`: it holds nothing that is not here, and needs no row. A word: what has to be
   * read before this one can be decided about; then it is to be offered again.
   */
  offer(
    bytes: Uint8Array,
    writer: Writer,
    { from, frame, isStep2 }: Omit<Write, 'bytes'>,
    mayWrite: boolean,
  ): Result<'queued' | 'nothing', Refused> | Lacking {
    if (isEmptyUpdate(bytes)) return ok('nothing');
    const read = readFresh(bytes, this.stateVector, this.limits);
    if (!read.ok) {
      const reason = read.error.type === 'UpdateTooLarge' ? 'too-large' : 'malformed';
      return err({ reason, detail: read.error.detail } as Refused);
    }
    const { update, fits, told } = read.value;
    if (told) {
      if (!this.history) return 'history';
      const fork = findFork(told, this.stateVector, this.newestFirst(this.history));
      from.charge(fork.read);
      if (fork.client !== null) {
        this.owners.bar(from, fork.client);
        return err({ reason: 'client-id', detail: 'fork' } as Refused);
      }
    }
    if (fits.type === 'next' && update.structs.length === 0) {
      if (update.deletes.length === 0) return this.repeat({ from, bytes, frame, isStep2 });
      if (!this.deletes) return 'deletions';
      const { deletes } = this;
      if (update.deletes.every((range) => deletes.has(range))) return this.repeat({ from, bytes, frame, isStep2 });
    }
    if (!mayWrite) return err({ reason: 'read-only', detail: '' } as Refused);
    if (fits.type === 'gap') return err({ reason: 'gap', detail: 'builds on what is not here' } as Refused);
    if (fits.type !== 'next') return err({ reason: 'malformed', detail: 'one client told twice' } as Refused);
    if (this.sealedAt !== null) return err({ reason: 'sealed', detail: '' } as Refused);
    if (this.policy.type === 'closed') return err({ reason: 'rule', detail: 'unknown-kind' } as Refused);
    if (update.deletes.length > this.limits.deletions) {
      if (!this.deletes) return 'deletions';
      const { deletes } = this;
      const isNew = (range: Range): boolean => !deletes.has(range);
      if (update.deletes.filter(isNew).length > this.limits.deletions) {
        return err({ reason: 'too-large', detail: 'deletions' } as Refused);
      }
    }
    const isFull = this.baselineSize + this.tailBytes + bytes.length > this.limits.documentBytes;
    if (isFull && update.structs.length > 0) return err({ reason: 'too-large', detail: 'document' } as Refused);
    if (this.owners.isBarred(from, fits.after.keys())) return err({ reason: 'client-id', detail: 'fork' } as Refused);
    for (const client of fits.after.keys()) {
      if (this.quarantined.has(client)) return err({ reason: 'client-id', detail: 'quarantined' } as Refused);
    }
    const fresh = this.owners.check(fits.after.keys(), this.stateVector, writer.member);
    if (!fresh.ok) return fresh;
    if (!this.places) return 'contents';
    const says = this.trace(update, writer, this.places);
    if (!says.ok) return says;
    const { entries, acts } = says.value;
    if (entries.length > 0) from.charge(entries.length * bytesPerFact);
    const claims = fresh.value.map((client) => ({ client, member: writer.member }));
    for (const claim of claims) this.owners.take(claim);
    this.advance(update, fits.after);
    this.queuedBytes += bytes.length;
    this.queue.push({
      bytes: update.bytes,
      update,
      author: writer.member,
      claims,
      entries,
      acts,
      from,
      frame,
      isStep2,
    });
    return ok('queued');
  }

  /** Stored rows and the baseline's state, oldest first; forgotten again with `forgetHistory`. */
  knowHistory(stored: readonly Uint8Array[]): void {
    this.history = [...stored].reverse();
  }
  forgetHistory(): void {
    this.history = null;
  }

  /** The deletions of everything stored up to `seq`; what is queued or in flight is added. */
  knowDeletions(stored: readonly Uint8Array[], inFlight: readonly Queued[]): void {
    const deletes = createDeletes();
    for (const bytes of [...stored, ...[...inFlight, ...this.queue].map((each) => each.bytes)]) {
      const update = readUpdate(bytes);
      if (update.ok) deletes.add(update.value.deletes);
    }
    this.deletes = deletes;
  }

  /** Everything stored up to `seq`, oldest first, while nothing is queued or in flight. */
  knowContents(stored: readonly Pick<LogRow, 'seq' | 'bytes'>[]): void {
    const places = createPlaces(this.policy.type === 'rules' ? this.policy.rules.remembered : []);
    const deletes = createDeletes();
    const vector: StateVector = new Map();
    const unfit = takeInOrder(stored, vector, (bytes) => {
      const read = readFresh(bytes, vector);
      if (!read.ok || read.value.fits.type !== 'next') return false;
      const { update, fits } = read.value;
      const traced = places.trace(update);
      if (!traced) return false;
      places.accept(traced);
      for (const [client, clock] of fits.after) vector.set(client, clock);
      deletes.add(update.deletes);
      return true;
    });
    this.places = places;
    this.deletes = deletes;
    this.usedAt = this.elapsed();
    for (const { seq } of unfit) this.tellUnfit(seq);
  }

  /** Nobody has written for a while: where everything lies is read again with the next write. Only where nothing waits. */
  restContents(): void {
    if (!this.places && !this.deletes) return;
    if (this.isBusy || this.elapsed() - this.usedAt < restAfter(this.baselineSize + this.tailBytes)) return;
    this.places = null;
    this.deletes = null;
  }

  /** Hands the queue over: as rows of the log, and as all others are told. */
  takeQueue(): Waiting & {
    readonly rows: readonly NewRow[];
    readonly told: readonly Uint8Array[];
  } {
    const { queue, repeats } = this.clearQueue();
    this.usedAt = this.elapsed();
    const told = joinWherePossible(queue);
    const [first] = queue;
    const isOfOne = queue.every(({ from }) => from === first?.from);
    const author = first?.author ?? '';
    return { queue, repeats, told, rows: isOfOne ? told.map((bytes) => ({ author, bytes })) : toRows(queue) };
  }

  clearQueue(): Waiting {
    const { queue, repeats } = this;
    this.queue = [];
    this.queuedBytes = 0;
    this.repeats = [];
    return { queue, repeats };
  }

  /** The log has what was in flight: what repeats it, and nothing that is queued still, is stored. */
  land(): void {
    this.inFlight = null;
    if (this.queue.length === 0) this.repeats = [];
  }

  private repeat(write: Write): Result<'nothing', Refused> {
    if (this.inFlight || this.queue.length > 0) this.repeats.push(write);
    return ok('nothing');
  }

  private trace(update: Update, writer: Writer, places: Places): Result<Says, Refused> {
    const traced = places.trace(update);
    if (!traced) return err({ reason: 'malformed', detail: 'parts of different containers' } as Refused);
    const excess = findExcess(places.measure(traced), this.limits);
    if (excess) return err(excess);
    const rules = this.policy.type === 'rules' ? this.policy.rules : null;
    const judged = rules ? judge(update, traced, places, sparing(rules, this.erased), writer) : ok(undefined);
    if (!judged.ok) return judged;
    const entries = factsOf(traced, rules?.facts, writer.member);
    if (entries.length > this.limits.facts) return err({ reason: 'too-large', detail: 'entries' } as Refused);
    const acts = actsOf(traced, rules?.acts, places);
    places.accept(traced);
    return ok({ entries, acts });
  }

  /** Everything that was accepted and is stored, in flight or queued. */
  private *newestFirst(stored: readonly Uint8Array[]): Iterable<Uint8Array> {
    for (const { bytes } of [...(this.inFlight ?? []), ...this.queue].reverse()) yield bytes;
    yield* stored;
  }

  private advance(update: Update, after: StateVector): void {
    for (const [client, clock] of after) this.stateVector.set(client, clock);
    this.deletes?.add(update.deletes);
    if (update.structs.length > 0) this.isFirstStale = true;
  }
}

/** A document of so many bytes is read again in a four-hundredth of this or less, in ms. */
const restAfter = (bytes: number): number => 1_500 + bytes / 8;

/** What posting an entry costs the relay, as reading so many bytes would. */
const bytesPerFact = 16_384;

/** What an update needs read before it can be decided about. */
export type Lacking = 'deletions' | 'contents' | 'history';

export interface RoomOptions {
  readonly parts: AddressParts;
  readonly policy: Policy;
  readonly channel: number;
  readonly elapsed: () => number;
  /** A stored row builds on what is nowhere, or cannot be read: the room goes on without it. */
  readonly onUnfit: (seq: number) => void;
  readonly limits?: GuardLimits;
}

export interface Queued extends Write {
  readonly update: Update;
  readonly author: string;
  /** Client ids that it is the first to use. */
  readonly claims: readonly Claim[];
  /** Facts in it that something follows from as it is stored. */
  readonly entries: readonly Entry[];
  /** What it does of what the audit log holds. */
  readonly acts: readonly Act[];
}

/** Frames that wait for a commit, and others that only repeat something of them, or of what is in flight. */
export interface Waiting {
  readonly queue: readonly Queued[];
  readonly repeats: readonly Write[];
}

type Says = Pick<Queued, 'entries' | 'acts'>;

const clientsOf = (updates: readonly Uint8Array[]): ReadonlySet<number> =>
  new Set(
    updates.flatMap((bytes) => {
      const update = readUpdate(bytes);
      return update.ok ? update.value.sections.map(({ client }) => client) : [];
    }),
  );

/** The kind's rules, and that nothing is written under the id of a row that was erased. */
const sparing = (rules: KindRules, erased: ReadonlySet<string>): KindRules =>
  erased.size === 0
    ? rules
    : {
        ...rules,
        mayWrite: (write) => {
          const { container, key } = write;
          const isErased = key !== null && erased.has(`${container}\n${key.split('/')[0]}`);
          return isErased ? err({ type: 'RuleViolation', rule: erasedRule, container, key }) : rules.mayWrite(write);
        },
      };
