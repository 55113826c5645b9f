import type { Address, AddressParts } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import { type KindDefinition, kindDefinitions } from '@lianxi/documents';
import { type CloseCode, closeCode } from '@lianxi/protocol';
import { faultOf } from '../fault.ts';
import { type Logger, loggedAddress } from '../logger/index.ts';
import type { RelayMetrics } from '../metrics/index.ts';
import type { LogRow, RoomLog } from '../store/index.ts';
import type { Background } from './background.ts';
import { createCommits, type Flight } from './commits.ts';
import { Connection, type Host, type Limits } from './connection.ts';
import { type Ending, isOver } from './ending.ts';
import type { FanOut, News } from './fan-out.ts';
import { createFolder, defaultFolding, type Folding } from './folding.ts';
import { createFollowing } from './following.ts';
import { endOf, type Gate, type Principal } from './gate.ts';
import type { Policy } from './guard.ts';
import { createIntake, mostQueued } from './intake.ts';
import { createJoins } from './joins.ts';
import { guardLimits } from './limits.ts';
import type { Line } from './line.ts';
import { updated } from './messages.ts';
import type { Notes } from './notes.ts';
import { createPaces, type Pace } from './pace.ts';
import type { Refusals } from './refusals.ts';
import { Room } from './room.ts';
import type { Scheduler } from './scheduler.ts';
import { createShowing } from './showing.ts';

/**
 * Accepts, checks, stores and forwards; knows no sockets, no files and no clock but its ports. What arrives while a commit
 * is under way is gathered and stored in the next one, for all rooms at once; only then is it acknowledged and handed on.
 *
 * Here are rooms and lines, and who hears of what. A frame goes through `intake.ts` (in order, once the room is ready for it) and
 * `commits.ts`; what others have stored comes through `following.ts`, newcomers are answered by `joins.ts`, logs are folded by
 * `folding.ts`, and who is there is told by `showing.ts`.
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
  readonly folding?: Partial<Folding>;
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
/** How often it is looked after which rooms nobody writes to any more, and which are to be folded, in ms. */
const restEvery = 500;
/** Stock clients are spoken to, and presence is told to other processes, at least this often, in ms. */
const beatEvery = 15_000;

export const createEngine = (options: EngineOptions): Engine => {
  const { log, fanOut, background, scheduler, gate, metrics, report, refusals, isDiskFailure, onDiskFailure } = options;
  const { notes } = options;
  const kinds = options.kinds ?? kindDefinitions;
  const limits = { ...defaultLimits, ...options.limits };
  const paces = createPaces(guardLimits, scheduler.elapsed);
  const rooms = new Map<Address, Room>();
  const opening = new Map<Address, Promise<Room | null>>();
  const roomsById = new Map<number, Room>();
  const connections = new Set<Connection>();
  const ending: Ending = { isClosing: false, isAbandoned: false };
  let lastChannel = options.firstChannel ?? 0;
  let newsCount = 0;

  const policyOf = (kind: string): Policy => {
    if (kind === 'open') return { type: 'open' };
    const rules = Object.hasOwn(kinds, kind) ? kinds[kind]?.rules : undefined;
    return rules ? { type: 'rules', rules } : { type: 'closed' };
  };

  const abandon = (): void => {
    if (ending.isAbandoned) return;
    ending.isAbandoned = true;
    for (const timer of timers) timer.cancel();
    leave();
    for (const room of [...rooms.values()]) dropRoom(room, closeCode.overloaded, 'disk failed');
  };

  const failed = (cause: unknown): void => {
    if (ending.isAbandoned) return;
    if (isDiskFailure(cause)) {
      abandon();
      onDiskFailure(cause instanceof Error ? cause : new Error(String(cause)));
    } else if (!ending.isClosing) report({ type: 'NotStored', cause: faultOf(cause) });
  };

  // ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────────────

  const showing = createShowing(fanOut, scheduler);
  const joins = createJoins(log, background, scheduler, (room, cause) => {
    if (isOver(ending)) return;
    if (isDiskFailure(cause)) failed(cause);
    else report({ type: 'DifferenceFailed', address: loggedAddress(room.parts, room.id), cause: faultOf(cause) });
  });
  const commits = createCommits({
    log,
    scheduler,
    metrics,
    mostFrames: mostQueued.frames,
    ending,
    turned: (room) => {
      showing.tellChanges(room);
      if (!room.isBusy) acknowledgeAll(room);
      closeIfEmpty(room);
    },
    stored: (flight, consequences) => handOn(flight, consequences),
    gone: (room) => dropRoom(room, closeCode.notFound, 'no such document'),
    behind: (flight) => intake.offerAgain(flight),
    notStored: (from, cause) => {
      failed(cause);
      for (const room of from) dropRoom(room, closeCode.overloaded, 'not stored');
    },
    ended: () => intake.relieve(),
  });
  const following = createFollowing({
    log,
    background,
    scheduler,
    rooms,
    ending,
    underway: () => commits.underway,
    hold: (room, work) => intake.hold(room, work),
    drop: (...what) => dropRoom(...what),
    failed,
  });
  const intake = createIntake({ log, commits, following, ending, drop: (...what) => dropRoom(...what), failed });
  const folder = createFolder({
    log,
    background,
    scheduler,
    metrics,
    report,
    limits: { ...defaultFolding, ...options.folding },
    ending,
    isDiskFailure,
    folded: (room) => joins.forget(room),
    takeFolded: (room) => {
      intake.hold(room, () => following.takeFolded(room));
      return room.held;
    },
    drop: (...what) => dropRoom(...what),
    failed,
  });

  /** It is stored: everybody hears of it, and whoever wrote it that it is. */
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
    if (room.isStale) following.catchUp(room);
    else folder.foldIfRipe(room);
  };
  const acknowledgeAll = (room: Room): void => {
    for (const connection of room.toAcknowledge) connection.acknowledge(connection.acknowledgeable, room.seq);
    room.toAcknowledge.clear();
  };

  /** What other processes tell. */
  const hear = (news: News): void => {
    newsCount++;
    switch (news.type) {
      case 'committed': {
        const room = roomsById.get(news.room);
        if (room && news.seq > room.seq) following.catchUp(room);
        return;
      }
      case 'changed':
      case 'anything':
        following.look();
        return;
      case 'access':
        recheckAll(news.member);
        return;
      case 'presence': {
        const room = roomsById.get(news.room);
        if (room) showing.hear(room, news.entries);
        return;
      }
      case 'asked': {
        const room = roomsById.get(news.room);
        if (!room) return;
        showing.tellElsewhere(room);
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
    if (newsCount !== heardBefore) following.look();
    if (fanOut.carriesPresence) fanOut.publish({ type: 'asked', room: room.id });
    // Closed again at the end of the turn if nobody has entered.
    commits.wake(room);
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
    folder.left(room);
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

  // ── Lines ────────────────────────────────────────────────────────────────────────────────────────────────────────

  const host: Host = {
    limits,
    scheduler,
    wake: commits.wake,
    take: intake.take,
    join: (connection, stateVector) => joins.ask(connection, stateVector),
    dropped: () => metrics.dropped(),
    refused: ({ room, principal }, refused) => {
      metrics.refused(refused.reason);
      refusals.record(room.id, principal.member, refused);
    },
    showPresence: showing.tellAll,
    left: (connection) => {
      const { room, principal } = connection;
      if (!connections.delete(connection)) return;
      paces.leave(principal.member);
      room.connections.delete(connection);
      room.toAcknowledge.delete(connection);
      showing.leave(connection);
      if (!room.isClosed) commits.wake(room);
    },
  };

  const enter = (room: Room, principal: Principal, line: Line): Connection => {
    const access = { rights: gate.rightsFor(principal, room.parts), standing: gate.standingOf(principal) };
    const connection = new Connection(host, line, room, principal, access, paces.enter(principal.member));
    const isEnded = !gate.isAlive(principal);
    if (isEnded || room.isClosed || isOver(ending)) {
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
    showing.tellAll(connection);
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
    scheduler.every(sweepEvery, following.look),
    scheduler.every(restEvery, () => {
      for (const room of rooms.values()) {
        room.restContents();
        folder.foldIfRipe(room);
      }
    }),
    scheduler.every(beatEvery, () => {
      for (const connection of [...connections]) connection.keepAlive();
      for (const room of rooms.values()) showing.tellElsewhere(room);
    }),
  ];
  const leave = fanOut.subscribe(hear);

  const idle = async (): Promise<void> => {
    for (;;) {
      const held = [...rooms.values()].find(({ holds }) => holds > 0)?.held;
      if (commits.underway) await commits.underway;
      else if (held) await held;
      else if (!commits.isIdle) commits.begin();
      else return;
    }
  };

  return {
    admit: async (principal, parts) => {
      if (isOver(ending)) return err({ type: 'Restarting' } as Refusal);
      if (gate.rightsFor(principal, parts) === 'none') return err({ type: 'NotFound' } as Refusal);
      const room = rooms.get(parts.address) ?? (await openRoom(parts));
      if (isOver(ending)) return err({ type: 'Restarting' } as Refusal);
      if (!room) return err({ type: 'NotFound' } as Refusal);
      // Whoever asked may have gone meanwhile: a room that nobody enters is closed at the end of the turn.
      commits.wake(room);
      return ok({ channel: room.channel, epoch: room.epoch, enter: (line) => enter(room, principal, line) });
    },
    rehearse: async (parts) => {
      if (isOver(ending)) return null;
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
    look: following.look,
    rebuilt: (changed) => {
      following.look();
      for (const room of changed) fanOut.publish({ type: 'changed', room });
    },
    abandon,
    failed,
    get isAbandoned() {
      return ending.isAbandoned;
    },
    close: async () => {
      ending.isClosing = true;
      for (const timer of timers) timer.cancel();
      leave();
      if (!ending.isAbandoned) await idle();
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
