import type { Address, AddressParts } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import { type KindDefinition, kindDefinitions } from '@lianxi/documents';
import { type CloseCode, closeCode } from '@lianxi/protocol';
import { faultOf } from '../fault.ts';
import { type Logger, loggedAddress } from '../logger/index.ts';
import type { RelayMetrics } from '../metrics/index.ts';
import type { Appended, Batch, LoadedRoom, LogRow, QuarantinedRow, RoomHead, RoomLog } from '../store/index.ts';
import type { Background } from './background.ts';
import { cutShortOf } from './background-thread.ts';
import { Connection, type Host, type Limits, type Wanted, type Write } from './connection.ts';
import { entriesElsewhere, keepElsewhere } from './elsewhere.ts';
import type { FanOut, News, Shown } from './fan-out.ts';
import { encodeStateVector } from './fresh.ts';
import { endOf, type Gate, type Principal } from './gate.ts';
import { createGathering } from './gathering.ts';
import type { Policy, StateVector } from './guard.ts';
import { createJoins } from './joins.ts';
import { guardLimits } from './limits.ts';
import type { Line } from './line.ts';
import type { Message } from './message.ts';
import { awareness, updated } from './messages.ts';
import type { Notes } from './notes.ts';
import { createPaces, type Pace } from './pace.ts';
import { isBelieved } from './presence.ts';
import type { Refusals } from './refusals.ts';
import { createRests } from './rests.ts';
import { type Queued, Room } from './room.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * Accepts, checks, stores and forwards; knows no sockets, no files and no clock but its ports. What arrives while a commit
 * is under way is gathered and stored in the next one, for all rooms at once; only then is it acknowledged and handed on.
 *
 * Invariants: nothing is acknowledged and nothing is sent to anybody that a crash could still take away; everything that is
 * stored was checked against everything before it in the log, whoever stored that.
 */
export interface Engine {
  /** Finds the document and opens its room. `NotFound` alike for no such document and no right to read it. */
  admit(principal: Principal, parts: AddressParts): Promise<Result<Admission, Refusal>>;
  /** As `admit`, for nobody: to a room of its own, of which nothing is written down, counted or handed on. Null: no such document. */
  rehearse(parts: AddressParts): Promise<Admission | null>;
  /** Somebody's grants or sessions have changed (null: anybody's): open lines are told, or closed. */
  rightsChanged(member: string | null): void;
  /** Something in this process has changed documents beside the engine: open rooms are looked after. */
  look(): void;
  /** Documents were rebuilt without their history: open lines are told to begin anew, here and elsewhere. */
  rebuilt(rooms: readonly number[]): void;
  /** The disk has failed: everybody out, nobody in, and nothing is asked of it again. */
  abandon(): void;
  readonly isAbandoned: boolean;
  /** Something that was asked of the disk was not done: it is reported, or everything is given up. */
  failed(cause: unknown): void;
  /** What is queued is stored, every line is told to come back. The ports are the caller's to close. */
  close(): Promise<void>;
  readonly connectionCount: number;
  readonly roomCount: number;
  /** Updates that wait for their commit. */
  readonly queuedCount: number;
}

export type Refusal = { readonly type: 'NotFound' } | { readonly type: 'Restarting' };

export interface Admission {
  /** The room's number on sockets that carry many rooms: the same for everybody in this process while the room is open. */
  readonly channel: number;
  /** Another when the document was rebuilt without its history, or a backup was put back. */
  readonly epoch: number;
  /** Lays a line into the room; to be called in the same turn. */
  enter(line: Line): Connection;
}

export interface EngineOptions {
  readonly log: RoomLog;
  readonly fanOut: FanOut;
  readonly background: Background;
  readonly scheduler: Scheduler;
  readonly gate: Gate;
  readonly metrics: RelayMetrics;
  readonly report: Logger;
  /** Where refusals are written down. */
  readonly refusals: Pick<Refusals, 'record'>;
  /** Where it is written down who came into which room, and what stored updates did. */
  readonly notes?: Pick<Notes, 'entered' | 'did'>;
  /** Whether a rejection of the log means that nothing the disk says can be believed; told once, and nothing more is asked. */
  readonly isDiskFailure: (cause: unknown) => boolean;
  readonly onDiskFailure: (cause: Error) => void;
  readonly kinds?: { readonly [kind: string]: KindDefinition };
  readonly limits?: Partial<Limits>;
  readonly folding?: Folding;
  /** The first channel number; rooms that open later count on from there. */
  readonly firstChannel?: number;
}

export const defaultLimits: Limits = {
  buffered: 8 * 1024 * 1024,
  frames: { rate: 20_000, burst: 120_000 },
  bytes: { rate: 16 * 1024 * 1024, burst: 64 * 1024 * 1024 },
};

/** Every line's access, and every room's head, is asked for anew within this time, in ms. */
const sweepEvery = 5_000;
const sweepStep = 100;
/** How often it is looked after which rooms nobody writes to any more, in ms. */
const restEvery = 500;
/** Stock clients are spoken to, and presence is told to other processes, at least this often, in ms. */
const beatEvery = 15_000;
/** When what was stored since the baseline is folded into it: beyond so many rows, or bytes beside an eighth of the baseline. */
export interface Folding {
  readonly rows: number;
  readonly bytes: number;
  /** Beyond so many rows or bytes when the last line has left: whoever comes next is told all of the tail. */
  readonly rowsLeft: number;
  readonly bytesLeft: number;
}

const defaultFolding: Folding = { rows: 500, bytes: 256 * 1024, rowsLeft: 50, bytesLeft: 16 * 1024 };

/**
 * What may wait for the commit under way: frames and bytes of one room, and bytes of all. Beyond, the lines that bring more
 * are read no further. So no turn and no commit is longer than a moment, and whoever writes elsewhere does not wait for those
 * who bring much.
 */
const mostQueued = { frames: 1_000, bytes: 512 * 1024, allBytes: 2 * 1024 * 1024 };

/** What was handed to the log and is not answered yet. */
interface Flight {
  readonly room: Room;
  readonly queue: readonly Queued[];
  readonly batch: Batch;
  /** The same as everybody else is told it. */
  readonly told: readonly Uint8Array[];
  /** Who is to be acknowledged, and up to which frame, once the log has it. */
  readonly marks: readonly (readonly [Connection, number])[];
}

export const createEngine = (options: EngineOptions): Engine => {
  const { log, fanOut, background, scheduler, gate, metrics, report, refusals, isDiskFailure, onDiskFailure } = options;
  const { notes } = options;
  const kinds = options.kinds ?? kindDefinitions;
  const limits = { ...defaultLimits, ...options.limits };
  const { folding = defaultFolding } = options;
  const joins = createJoins(log, background, scheduler, (room, cause) => {
    if (isClosing || isAbandoned) return;
    if (isDiskFailure(cause)) failed(cause);
    else report({ type: 'DifferenceFailed', address: loggedAddress(room.parts, room.id), cause: faultOf(cause) });
  });
  /** Rooms whose log could not be folded; they are forwarded as before. */
  const unfoldable = createRests(scheduler.elapsed);
  const gathering = createGathering(scheduler.elapsed, mostQueued.frames);
  const paces = createPaces(guardLimits, scheduler.elapsed);
  const rooms = new Map<Address, Room>();
  const opening = new Map<Address, Promise<Room | null>>();
  const roomsById = new Map<number, Room>();
  const connections = new Set<Connection>();
  const awake = new Set<Room>();
  const filled = new Set<Room>();
  /** Where frames wait for the commit under way, because too much waits already. */
  const overfull = new Set<Room>();
  let isTurnAsked = false;
  let committing: Promise<void> | null = null;
  let looking: Promise<void> | null = null;
  let isLookAsked = false;
  let lastChannel = options.firstChannel ?? 0;
  let newsCount = 0;
  let isClosing = false;
  let isAbandoned = false;

  const policyOf = (kind: string): Policy => {
    if (kind === 'open') return { type: 'open' };
    const rules = Object.hasOwn(kinds, kind) ? kinds[kind]?.rules : undefined;
    return rules ? { type: 'rules', rules } : { type: 'closed' };
  };

  // ── Turns and commits ────────────────────────────────────────────────────────────────────────────────────────────

  const wake = (room: Room): void => {
    awake.add(room);
    if (room.queue.length > 0) filled.add(room);
    askTurn();
  };
  const askTurn = (): void => {
    if (isTurnAsked) return;
    isTurnAsked = true;
    scheduler.soon(turn);
  };

  const countFilled = (): number => {
    let count = 0;
    for (const { queue } of filled) count += queue.length;
    return count;
  };

  const turn = (): void => {
    isTurnAsked = false;
    const turnRooms = [...awake];
    awake.clear();
    if (filled.size > 0 && gathering.isOn(countFilled)) askTurn();
    else commit();
    for (const room of turnRooms) {
      showPresence(room);
      if (!room.isBusy) acknowledgeAll(room);
      closeIfEmpty(room);
    }
  };

  /** One commit for all rooms that have something, one at a time. */
  const commit = (): void => {
    if (committing || isAbandoned || filled.size === 0) return;
    const flights = [...filled].filter((room) => !room.isClosed && room.queue.length > 0).map(takeOff);
    filled.clear();
    if (flights.length === 0) return;
    const begun = scheduler.elapsed();
    committing = log.append(flights.map(({ batch }) => batch)).then(
      (answers) => {
        committing = null;
        metrics.committed((scheduler.elapsed() - begun) / 1000, countRows(flights));
        land(flights, answers);
      },
      (cause: unknown) => {
        committing = null;
        notStored(flights, cause);
      },
    );
  };

  const takeOff = (room: Room): Flight => {
    const { queue, rows, told } = room.takeQueue();
    const entries = queue.flatMap((each) => each.entries);
    const claims = queue.flatMap((each) => each.claims);
    const marks = [...room.toAcknowledge].map((each) => [each, each.acknowledgeable] as const);
    room.toAcknowledge.clear();
    room.inFlight = queue;
    metrics.accepted(queue.length);
    return { room, queue, told, marks, batch: { room: room.id, after: room.seq, rows, entries, claims } };
  };

  /** First every room's state, so that the next commit can begin; then everybody hears of this one. */
  const land = (flights: readonly Flight[], answers: readonly Appended[]): void => {
    const stored: (readonly [Flight, readonly LogRow[]])[] = [];
    flights.forEach((flight, index) => {
      const { room, batch } = flight;
      const answer = answers[index] ?? { type: 'gone' };
      room.inFlight = null;
      if (room.isClosed) return;
      if (answer.type === 'stored') {
        for (const { bytes } of batch.rows) room.tailBytes += bytes.length;
        room.learn(answer.consequences);
        room.seq = answer.seq;
        stored.push([flight, answer.consequences]);
      } else if (answer.type === 'gone') dropRoom(room, closeCode.notFound, 'no such document');
      // Behind, or sealed by another hand between the check and the commit: everything is checked anew.
      else offerAgain(flight);
    });
    for (const { room } of flights) if (!room.isClosed) wake(room);
    commit();
    const begun = scheduler.elapsed();
    for (const [flight, consequences] of stored) handOn(flight, consequences);
    gathering.told(
      begun,
      flights.reduce((sum, { queue }) => sum + queue.length, 0),
    );
    for (const room of takeOut(overfull)) if (!room.isClosed && room.holds === 0) takeIn(room);
  };

  const handOn = ({ room, queue, told, marks }: Flight, consequences: readonly LogRow[]): void => {
    fanOut.publish({ type: 'committed', room: room.id, seq: room.seq });
    const seq = room.seq;
    const first = queue[0]?.from ?? null;
    const only = queue.every(({ from }) => from === first) ? first : null;
    const messages = told.map(updated);
    const ours = consequences.map(({ bytes }) => updated(bytes));
    let handed = 0;
    for (const connection of room.connections) {
      let isHanded = connection !== only;
      if (isHanded) for (const message of messages) isHanded = connection.send(message) && isHanded;
      for (const message of ours) connection.send(message);
      if (isHanded) handed += queue.length;
    }
    metrics.delivered(handed);
    for (const { author, acts } of queue) for (const act of acts) notes?.did(room.id, author, act);
    for (const [connection, upTo] of marks) connection.acknowledge(upTo, seq);
    if (room.isStale) catchUp(room);
    else if (isRipe(room)) compact(room);
  };

  /** The disk is full or failing, or somebody holds the file: nothing was stored, so nobody is told anything. */
  const notStored = (flights: readonly Flight[], cause: unknown): void => {
    metrics.notStored();
    failed(cause);
    for (const { room } of flights) {
      room.inFlight = null;
      dropRoom(room, closeCode.overloaded, 'not stored');
    }
    for (const room of awake) if (room.queue.length > 0) filled.add(room);
    commit();
  };

  // ── Holding a room ───────────────────────────────────────────────────────────────────────────────────────────────

  /** While the work is done the room takes nothing; frames wait in order and their lines are read no further. */
  const hold = (room: Room, work: () => Promise<void>): void => {
    room.holds++;
    room.held = room.held
      .then(() => (room.isClosed ? undefined : work()))
      .catch((cause: unknown) => {
        failed(cause);
        dropRoom(room, closeCode.overloaded, 'not readable');
      })
      .then(() => {
        room.holds--;
        if (room.holds === 0 && !room.isClosed) takeIn(room);
      });
  };

  /** A room in which nothing waits takes a frame, however long it is and however much waits elsewhere. */
  const isFull = (room: Room): boolean => {
    if (room.queue.length === 0) return false;
    let all = 0;
    for (const { queuedBytes } of filled) all += queuedBytes;
    const { frames, bytes, allBytes } = mostQueued;
    if (room.queue.length < frames && room.queuedBytes < bytes && all < allBytes) return false;
    overfull.add(room);
    return true;
  };

  const take = (write: Write): void => {
    const { room } = write.from;
    if (room.isClosed || isClosing) return;
    const isFree = room.holds === 0 && room.intake.length === 0 && !isFull(room);
    const lacking = isFree ? write.from.decide(write) : null;
    if (isFree && !lacking) return;
    room.intake.push(write);
    write.from.hold();
    if (lacking) makeReady(room, lacking);
  };

  const takeIn = (room: Room): void => {
    let taken = 0;
    let lacking: Wanted | null = null;
    for (const write of room.intake) {
      if (isFull(room)) break;
      lacking = write.from.decide(write);
      if (lacking) break;
      taken++;
    }
    room.intake.splice(0, taken);
    room.forgetHistory();
    if (lacking) {
      makeReady(room, lacking);
      return;
    }
    room.isCurrent = false;
    if (room.intake.length === 0) for (const connection of room.connections) connection.release();
    if (room.isStale) catchUp(room);
    wake(room);
  };

  /** Reads what the next frame's check needs: what is deleted, where everything lies, or what it says itself. */
  const makeReady = (room: Room, lacking: Wanted): void => {
    if (lacking === 'rest') {
      hold(room, () => takeRest(room));
      return;
    }
    const inFlight = room.inFlight ?? [];
    hold(room, async () => {
      const loaded = await log.load(room.id);
      if (!loaded) {
        dropRoom(room, closeCode.notFound, 'no such document');
        return;
      }
      if (isRebuilt(room, loaded.head)) return;
      const { baseline, tail } = loaded;
      if (lacking === 'deletions') {
        const rows = tail.map(({ bytes }) => bytes);
        room.knowDeletions(baseline ? [baseline.deletions, ...rows] : rows, inFlight);
        return;
      }
      const state = baseline && (await log.baselineState(room.id, baseline.seq));
      // Replaced meanwhile: the frame is offered again, and this is done anew.
      if (baseline && !state) return;
      const stored = baseline && state ? [{ seq: baseline.seq, bytes: state }, ...tail] : tail;
      if (lacking === 'history') {
        room.knowHistory(stored.map(({ bytes }) => bytes));
        return;
      }
      // Contents are lacking only where nothing was taken yet, so the log is all there is.
      await follow(room, loaded);
      room.knowContents(stored);
    });
  };

  /** What was not stored, because the log had more or is sealed, is checked anew against what the log says now. */
  const offerAgain = ({ room, queue, marks }: Flight): void => {
    const again = [...queue, ...room.clearQueue()];
    for (const { from, frame } of again) from.takeBack(frame);
    for (const [connection] of marks) room.toAcknowledge.add(connection);
    room.intake.unshift(...again);
    hold(room, async () => {
      const loaded = await log.load(room.id);
      if (!loaded) {
        dropRoom(room, closeCode.notFound, 'no such document');
        return;
      }
      if (isRebuilt(room, loaded.head)) return;
      await tellMissed(room, loaded, room.baselineVector);
      room.reset(loaded);
    });
  };

  // ── What others do ───────────────────────────────────────────────────────────────────────────────────────────────

  const broadcast = (room: Room, message: Message): void => {
    for (const connection of room.connections) connection.send(message);
  };

  /** Everything in the log that the lines here were not sent; all of them had what `had` says, and more perhaps. */
  const tellMissed = async (room: Room, loaded: LoadedRoom, had: StateVector): Promise<void> => {
    const { head, baseline, tail } = loaded;
    if (baseline && baseline.seq > room.seq) {
      // Folded before it was seen here.
      const missed = await background.difference(room.id, baseline.seq, encodeStateVector(had));
      if (!missed) throw new Error('the baseline was replaced while it was read');
      broadcast(room, updated(missed));
    }
    for (const { seq, bytes } of tail) if (seq > room.seq) broadcast(room, updated(bytes));
    if (head.sealedAt !== null && room.sealedAt === null) {
      for (const connection of room.connections) connection.tellSealed(head.sealedAt);
    }
  };

  /** Takes in what the log has more; only where nothing is queued or in flight. */
  const follow = async (room: Room, loaded: LoadedRoom): Promise<void> => {
    if (isRebuilt(room, loaded.head) || loaded.head.seq === room.seq) return;
    await tellMissed(room, loaded, room.stateVector);
    if ((loaded.baseline?.seq ?? 0) > room.seq) {
      room.reset(loaded);
      return;
    }
    room.learn(loaded.tail.filter(({ seq }) => seq > room.seq));
    room.seq = loaded.head.seq;
  };

  const takeMore = async (room: Room): Promise<void> => {
    const rows = await log.rowsAfter(room.id, room.seq);
    if (rows) {
      room.learn(rows);
      for (const { seq, bytes } of rows) {
        room.seq = seq;
        broadcast(room, updated(bytes));
      }
      return;
    }
    const loaded = await log.load(room.id);
    if (loaded) await follow(room, loaded);
  };

  /** Where something is under way, the log itself will say that it has more. */
  const catchUp = (room: Room): void => {
    room.isStale = room.isBusy;
    if (!room.isStale) hold(room, () => takeMore(room));
  };

  /**
   * What is under way is stored, or has turned out to be behind. False where nothing is left to do: the room is closed, or what
   * is held next reads the log anew, because of just that.
   */
  const hasLanded = async (room: Room): Promise<boolean> => {
    while (!room.isClosed && (room.inFlight || room.queue.length > 0)) {
      await (committing ?? new Promise<void>((resolve) => scheduler.soon(resolve)));
    }
    return !room.isClosed && room.holds === 1;
  };

  /** Everything that the log has by now. */
  const takeRest = async (room: Room): Promise<void> => {
    if (await hasLanded(room)) await takeMore(room);
    room.isCurrent = true;
  };

  /** The new baseline holds rows that the lines here may not have been sent: only the old one tells which. */
  const takeFolded = async (room: Room): Promise<void> => {
    const loaded = (await hasLanded(room)) ? await log.load(room.id) : null;
    if (!loaded) return;
    await follow(room, loaded);
    if (!room.isClosed) room.rebase(loaded);
  };

  /** What the lines here have has nothing in common with what is stored now: everybody begins anew, and nothing of theirs is taken. */
  const isRebuilt = (room: Room, head: RoomHead): boolean => {
    if (head.epoch === room.epoch) return false;
    dropRoom(room, closeCode.overloaded, 'rebuilt');
    return true;
  };

  const compareHead = (room: Room, head: RoomHead | undefined): void => {
    if (room.isClosed) return;
    if (!head) {
      dropRoom(room, closeCode.notFound, 'no such document');
      return;
    }
    if (isRebuilt(room, head)) return;
    if (head.sealedAt !== null && room.sealedAt === null) {
      room.sealedAt = head.sealedAt;
      for (const connection of room.connections) connection.tellSealed(head.sealedAt);
    }
    if (head.seq > room.seq) catchUp(room);
  };

  const lookAt = async (open: readonly Room[]): Promise<void> => {
    const heads = new Map((await log.heads(open.map(({ id }) => id))).map((head) => [head.room, head]));
    for (const room of open) compareHead(room, heads.get(room.id));
  };
  const look = (): void => {
    if (isAbandoned) return;
    if (looking) {
      isLookAsked = true;
      return;
    }
    looking = lookAt([...rooms.values()])
      .catch(failed)
      .finally(() => {
        looking = null;
        if (!isLookAsked || isClosing || isAbandoned) return;
        isLookAsked = false;
        look();
      });
  };

  const hear = (news: News): void => {
    newsCount++;
    switch (news.type) {
      case 'committed': {
        const room = roomsById.get(news.room);
        if (room && news.seq > room.seq) catchUp(room);
        return;
      }
      case 'changed':
      case 'anything':
        look();
        return;
      case 'access':
        recheckAll(news.member);
        return;
      case 'presence': {
        const room = roomsById.get(news.room);
        const entries = room ? news.entries.filter((each) => isBelieved(each, room)) : [];
        if (!room || entries.length === 0) return;
        room.elsewhere = keepElsewhere(room.elsewhere, entries, scheduler.elapsed());
        broadcast(room, awareness(entries));
        return;
      }
      case 'asked': {
        const room = roomsById.get(news.room);
        if (!room) return;
        tellPresence(room, presenceHere(room));
        const claims = room.clients.shown();
        if (claims.length > 0) fanOut.publish({ type: 'claimed', room: room.id, claims });
        return;
      }
      case 'claimed': {
        const room = roomsById.get(news.room);
        for (const { client, member } of news.claims) room?.clients.show(client, member);
      }
    }
  };

  // ── Presence and acknowledgements ────────────────────────────────────────────────────────────────────────────────

  const acknowledgeAll = (room: Room): void => {
    for (const connection of room.toAcknowledge) connection.acknowledge(connection.acknowledgeable, room.seq);
    room.toAcknowledge.clear();
  };

  const showPresence = (room: Room): void => {
    if (room.presenceChanged.size === 0 && room.presenceGone.length === 0) return;
    const entries = [...room.presenceGone, ...shownBy(room.presenceChanged)];
    room.presenceGone = [];
    room.presenceChanged.clear();
    // To its sender too: that is how a stock client on its own hears that it is still connected.
    broadcast(room, awareness(entries));
    tellPresence(room, entries);
  };
  const tellPresence = (room: Room, entries: readonly Shown[]): void => {
    if (entries.length > 0 && fanOut.carriesPresence) fanOut.publish({ type: 'presence', room: room.id, entries });
  };
  const presenceHere = (room: Room): readonly Shown[] => shownBy(room.presence.values());
  const presenceIn = (room: Room): readonly Shown[] => [
    ...presenceHere(room),
    ...entriesElsewhere(room.elsewhere, scheduler.elapsed()),
  ];

  // ── Rooms ────────────────────────────────────────────────────────────────────────────────────────────────────────

  const openRoom = (parts: AddressParts): Promise<Room | null> => {
    const underway = opening.get(parts.address);
    if (underway) return underway;
    const opened = readRoom(parts).finally(() => opening.delete(parts.address));
    opening.set(parts.address, opened);
    return opened;
  };

  const loadRoom = async (parts: AddressParts, tell = report): Promise<Room | null> => {
    const head = await log.find(parts.address);
    const loaded = head && (await log.load(head.room));
    if (!loaded) return null;
    const address = loggedAddress(parts, head.room);
    const onUnfit = (seq: number): void => tell({ type: 'RowUnfit', address, seq });
    return new Room(
      { parts, policy: policyOf(parts.kind), channel: ++lastChannel, elapsed: scheduler.elapsed, onUnfit },
      loaded,
    );
  };

  const readRoom = async (parts: AddressParts): Promise<Room | null> => {
    const heardBefore = newsCount;
    const room = await loadRoom(parts);
    if (!room) return null;
    rooms.set(parts.address, room);
    roomsById.set(room.id, room);
    if (newsCount !== heardBefore) look();
    if (fanOut.carriesPresence) fanOut.publish({ type: 'asked', room: room.id });
    // Closed again at the end of the turn if nobody has entered.
    wake(room);
    return room;
  };

  const forgetRoom = (room: Room): void => {
    room.isClosed = true;
    if (rooms.get(room.parts.address) === room) rooms.delete(room.parts.address);
    if (roomsById.get(room.id) === room) roomsById.delete(room.id);
    joins.forget(room);
  };

  const closeIfEmpty = (room: Room): void => {
    if (room.isClosed || room.connections.size > 0 || room.isBusy) return;
    forgetRoom(room);
    if (isLeftLong(room)) compact(room);
  };

  /** Everybody out; whoever comes back finds what the log holds. */
  const dropRoom = (room: Room, code: CloseCode, reason: string): void => {
    if (room.isClosed) return;
    forgetRoom(room);
    room.clearQueue();
    room.intake = [];
    room.toAcknowledge.clear();
    for (const connection of [...room.connections]) connection.close(code, reason);
  };

  /** The audit log has it, by the transaction that took it out; everybody comes back to a document without it. */
  const putApart = (room: Room, quarantined: readonly QuarantinedRow[]): void => {
    for (const { seq, reason } of quarantined) {
      report({ type: 'Quarantined', address: loggedAddress(room.parts, room.id), seq, cause: reason });
    }
    if (quarantined.length > 0) dropRoom(room, closeCode.overloaded, 'rebuilt');
  };

  const isRipe = ({ tailRows, tailBytes, baselineSize }: Room): boolean =>
    tailRows > folding.rows || tailBytes > folding.bytes + baselineSize / 8;
  const isLeftLong = ({ tailRows, tailBytes }: Room): boolean =>
    tailRows > folding.rowsLeft || tailBytes > folding.bytesLeft;

  const compact = (room: Room): void => {
    if (room.isCompacting || isClosing || unfoldable.isResting(room.id)) return;
    room.isCompacting = true;
    const begun = scheduler.elapsed();
    const seconds = (): number => (scheduler.elapsed() - begun) / 1000;
    let isLeft = false;
    background
      .compact(room.id)
      .then(async (result) => {
        if (result.type === 'Unsound') {
          unfoldable.begin(room.id);
          report({ type: 'CompactionUnsound', address: loggedAddress(room.parts, room.id), cause: result.detail });
        } else unfoldable.end(room.id);
        metrics.compacted(seconds(), outcomes[result.type]);
        if (result.type === 'Compacted') putApart(room, result.quarantined);
        const loaded = await log.load(room.id);
        if (!loaded) return;
        if (room.isClosed) {
          // The last line left meanwhile: what came while this one was made is folded too.
          room.rebase(loaded);
          isLeft = result.type === 'Compacted' && isLeftLong(room);
          return;
        }
        joins.forget(room);
        if ((loaded.baseline?.seq ?? 0) <= room.seq) {
          room.rebase(loaded);
          return;
        }
        hold(room, () => takeFolded(room));
        await room.held;
      })
      .catch((cause: unknown) => {
        if (isClosing || isAbandoned) return;
        unfoldable.begin(room.id);
        metrics.compacted(seconds(), failures[cutShortOf(cause) ?? 'FAILED']);
        if (isDiskFailure(cause)) failed(cause);
        else report({ type: 'CompactionFailed', address: loggedAddress(room.parts, room.id), cause: faultOf(cause) });
      })
      .finally(() => {
        room.isCompacting = false;
        if (isLeft) compact(room);
      });
  };

  const abandon = (): void => {
    if (isAbandoned) return;
    isAbandoned = true;
    for (const timer of timers) timer.cancel();
    leave();
    for (const room of [...rooms.values()]) dropRoom(room, closeCode.overloaded, 'disk failed');
  };

  const failed = (cause: unknown): void => {
    if (isAbandoned) return;
    if (isDiskFailure(cause)) {
      abandon();
      onDiskFailure(cause instanceof Error ? cause : new Error(String(cause)));
    } else if (!isClosing) report({ type: 'NotStored', cause: faultOf(cause) });
  };

  // ── Lines ────────────────────────────────────────────────────────────────────────────────────────────────────────

  const host: Host = {
    limits,
    scheduler,
    wake,
    take,
    join: (connection, stateVector) => joins.ask(connection, stateVector),
    dropped: () => metrics.dropped(),
    refused: ({ room, principal }, refused) => {
      metrics.refused(refused.reason);
      refusals.record(room.id, principal.member, refused);
    },
    showPresence: (connection) => {
      const entries = presenceIn(connection.room);
      if (entries.length > 0) connection.send(awareness(entries));
    },
    left: (connection) => {
      const { room, presence, principal } = connection;
      if (!connections.delete(connection)) return;
      paces.leave(principal.member);
      room.connections.delete(connection);
      room.toAcknowledge.delete(connection);
      room.presenceChanged.delete(connection);
      if (presence && room.presence.get(presence.client) === connection) {
        room.presence.delete(presence.client);
        room.presenceGone.push({ ...presence, clock: presence.clock + 1, state: 'null' });
      }
      if (!room.isClosed) wake(room);
    },
  };

  const enter = (room: Room, principal: Principal, line: Line): Connection => {
    const access = { rights: gate.rightsFor(principal, room.parts), standing: gate.standingOf(principal) };
    const connection = new Connection(host, line, room, principal, access, paces.enter(principal.member));
    const isEnded = !gate.isAlive(principal);
    if (isEnded || room.isClosed || isClosing || isAbandoned) {
      // The session may have ended while the room was read.
      if (isEnded) connection.close(closeCode.unauthenticated, endOf(gate, principal));
      else connection.close(closeCode.overloaded, 'come back');
      paces.leave(principal.member);
      return connection;
    }
    connections.add(connection);
    room.connections.add(connection);
    notes?.entered(room.id, room.parts, principal.member);
    greet(connection);
    return connection;
  };
  const greet = (connection: Connection): void => {
    const { room } = connection;
    // What was granted or taken while the device was away is known before it answers with what it wrote.
    connection.tellRights();
    if (room.sealedAt !== null) connection.tellSealed(room.sealedAt);
    connection.send(room.step1());
    host.showPresence(connection);
  };

  const recheck = (connection: Connection): void => {
    const { principal, room } = connection;
    if (!gate.isAlive(principal)) {
      connection.close(closeCode.unauthenticated, endOf(gate, principal));
      return;
    }
    connection.changeAccess({ rights: gate.rightsFor(principal, room.parts), standing: gate.standingOf(principal) });
  };
  const recheckAll = (member: string | null): void => {
    for (const connection of [...connections]) {
      if (member === null || connection.principal.member === member) recheck(connection);
    }
  };

  // ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Where the round over all lines stands: grants and sessions also begin and end by time. */
  let round = connections.values();
  const timers = [
    scheduler.every(sweepStep, () => {
      for (let count = Math.ceil((connections.size * sweepStep) / sweepEvery); count > 0; count--) {
        const { value, done } = round.next();
        if (value) recheck(value);
        if (done) round = connections.values();
      }
    }),
    scheduler.every(sweepEvery, look),
    scheduler.every(restEvery, () => {
      for (const room of rooms.values()) room.restContents();
    }),
    scheduler.every(beatEvery, () => {
      for (const connection of [...connections]) connection.keepAlive();
      if (fanOut.carriesPresence) for (const room of rooms.values()) tellPresence(room, presenceHere(room));
    }),
  ];
  const leave = fanOut.subscribe(hear);

  const idle = async (): Promise<void> => {
    for (;;) {
      const held = [...rooms.values()].find(({ holds }) => holds > 0)?.held;
      if (committing) await committing;
      else if (held) await held;
      else if (filled.size > 0) commit();
      else return;
    }
  };

  return {
    admit: async (principal, parts) => {
      if (isClosing || isAbandoned) return err({ type: 'Restarting' } as Refusal);
      if (gate.rightsFor(principal, parts) === 'none') return err({ type: 'NotFound' } as Refusal);
      const room = rooms.get(parts.address) ?? (await openRoom(parts));
      if (isClosing || isAbandoned) return err({ type: 'Restarting' } as Refusal);
      if (!room) return err({ type: 'NotFound' } as Refusal);
      // Whoever asked may have gone meanwhile: a room that nobody enters is closed at the end of the turn.
      wake(room);
      return ok({ channel: room.channel, epoch: room.epoch, enter: (line) => enter(room, principal, line) });
    },
    rehearse: async (parts) => {
      if (isClosing || isAbandoned) return null;
      const room = await loadRoom(parts, () => {});
      if (!room) return null;
      const access = { rights: 'read', standing: { isCommittee: false, units: [] } } as const;
      return {
        channel: room.channel,
        epoch: room.epoch,
        enter: (line) => {
          const connection = new Connection(host, line, room, rehearser, access, unhurried);
          greet(connection);
          return connection;
        },
      };
    },
    rightsChanged: (member) => {
      recheckAll(member);
      fanOut.publish({ type: 'access', member });
    },
    look,
    rebuilt: (changed) => {
      look();
      for (const room of changed) fanOut.publish({ type: 'changed', room });
    },
    abandon,
    failed,
    get isAbandoned() {
      return isAbandoned;
    },
    close: async () => {
      isClosing = true;
      for (const timer of timers) timer.cancel();
      leave();
      if (!isAbandoned) await idle();
      for (const room of rooms.values()) acknowledgeAll(room);
      for (const connection of [...connections]) connection.close(closeCode.restarting, 'restarting');
    },
    get connectionCount() {
      return connections.size;
    },
    get roomCount() {
      return rooms.size;
    },
    get queuedCount() {
      let count = 0;
      for (const { queue, inFlight } of rooms.values()) count += queue.length + (inFlight?.length ?? 0);
      return count;
    },
  };
};

/** Nobody, who may do nothing but read. */
export const rehearser: Principal = { member: '', name: '', session: '' };
const unhurried: Pace = { send: () => 0, refuse: () => 0 };

const outcomes = { Compacted: 'compacted', Unchanged: 'unchanged', Unsound: 'unsound' } as const;
const failures = { TASK_OVERDUE: 'overdue', TASK_OUT_OF_MEMORY: 'out-of-memory', FAILED: 'failed' } as const;

const countRows = (flights: readonly Flight[]): number =>
  flights.reduce((sum, { batch }) => sum + batch.rows.length, 0);

const shownBy = (connections: Iterable<Connection>): readonly Shown[] =>
  [...connections].flatMap(({ presence }) => presence ?? []);

const takeOut = <T>(set: Set<T>): readonly T[] => {
  const all = [...set];
  set.clear();
  return all;
};
