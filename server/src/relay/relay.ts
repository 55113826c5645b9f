import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Address, type AddressParts, parseAddress } from '@lianxi/access';
import { type KindDefinition, kindDefinitions } from '@lianxi/documents';
import { bearerPrefix, type CloseCode, closeCode, subprotocol } from '@lianxi/protocol';
import { WebSocketServer } from 'ws';
import type { Logger } from '../logger/index.ts';
import { noMetrics, type RelayMetrics } from '../metrics/index.ts';
import { appendRefusals, createLog, isDiskFailure, mergeTree, type Store } from '../store/index.ts';
import type { Appended, Batch, RoomHead } from '../store/log.ts';
import { createBackground } from './background.ts';
import { Connection, type Host, type Limits } from './connection.ts';
import { acknowledgedFrame, awarenessFrame, updateFrame } from './frames.ts';
import type { Gate, Principal } from './gate.ts';
import type { Policy } from './guard.ts';
import { createJoins } from './joins.ts';
import { guardLimits } from './limits.ts';
import { createPaces } from './pace.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { type Queued, Room } from './room.ts';
import { refuseUpgrade } from './upgrade.ts';

/**
 * Accepts, checks, stores and forwards. What arrives in one turn of the event loop is stored in one commit for all rooms;
 * only then is it acknowledged and handed on.
 *
 * Invariant: nothing is acknowledged and nothing is sent to anybody that a crash of this machine could still take away.
 */
export interface Relay {
  /** For the HTTP server's `upgrade` event: answers `/sync/<address>`. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Somebody's grants or sessions have changed (null: anybody's): open sockets are told, or closed. */
  rightsChanged(member: string | null): void;
  /** The disk has failed: everybody out, nobody in, and nothing is asked of it again. */
  abandon(): void;
  /** What is queued is stored, every socket is told to come back, the background thread ends. */
  close(): Promise<void>;
  readonly connectionCount: number;
  readonly roomCount: number;
  /** How much was refused since the start, by reason. */
  readonly refusals: Refusals['counts'];
  /** Updates that wait for their commit. */
  readonly queuedCount: number;
}

export interface RelayOptions {
  readonly store: Store;
  readonly gate: Gate;
  readonly kinds?: { readonly [kind: string]: KindDefinition };
  readonly limits?: Partial<Limits>;
  /** The largest frame in bytes: a first step 2 can be a whole register that was imported offline. */
  readonly maxFrame?: number;
  /** How often other processes' commits are looked for, in ms. */
  readonly pollEvery?: number;
  readonly pingEvery?: number;
  readonly metrics?: RelayMetrics;
  readonly log?: Logger;
  /** Told once when the disk has failed. */
  readonly onDiskFailure?: (cause: Error) => void;
}

const defaultLimits: Limits = {
  buffered: 8 * 1024 * 1024,
  frames: { rate: 20_000, burst: 40_000 },
  bytes: { rate: 16 * 1024 * 1024, burst: 64 * 1024 * 1024 },
};

/** Every socket's access is asked for anew within this time, in ms. */
const sweepEvery = 5_000;

/** A tail longer than this is folded into the baseline when the last socket leaves. */
const tidyTail = 50;

export const createRelay = (options: RelayOptions): Relay => {
  const { store, gate, metrics = noMetrics, log: say = () => {}, onDiskFailure = () => {} } = options;
  const kinds = options.kinds ?? kindDefinitions;
  const limits = { ...defaultLimits, ...options.limits };
  const log = createLog(store);
  const background = createBackground(store.file);
  const joins = createJoins(log, background);
  const refusals = createRefusals((rows) => {
    if (isAbandoned) return;
    try {
      appendRefusals(store, rows);
    } catch (cause) {
      if (isDiskFailure(cause)) giveUp(cause as Error);
      else say({ type: 'NotStored', cause: cause instanceof Error ? cause.message : String(cause) });
    }
  }, store.clock);
  const paces = createPaces(guardLimits);
  const rooms = new Map<Address, Room>();
  const connections = new Set<Connection>();
  const awake = new Set<Room>();
  let turn: NodeJS.Immediate | null = null;
  let isClosing = false;
  let isAbandoned = false;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.maxFrame ?? 16 * 1024 * 1024,
    handleProtocols: (offered) =>
      offered.has(subprotocol) ? subprotocol : ([...offered].find((each) => each.startsWith(bearerPrefix)) ?? false),
  });

  const policyOf = (kind: string): Policy => {
    if (kind === 'open') return { type: 'open' };
    const rules = Object.hasOwn(kinds, kind) ? kinds[kind]?.rules : undefined;
    return rules ? { type: 'rules', rules } : { type: 'closed' };
  };

  // ── Turns ────────────────────────────────────────────────────────────────────────────────────────────────────────

  const wake = (room: Room): void => {
    awake.add(room);
    turn ??= setImmediate(flush);
  };

  const flush = (): void => {
    turn = null;
    if (isAbandoned) return;
    const turnRooms = [...awake];
    awake.clear();
    const filled = turnRooms.filter((room) => room.queue.length > 0);
    if (filled.length > 0) commit(filled);
    for (const room of turnRooms) {
      showPresence(room);
      acknowledge(room);
      if (room.connections.size === 0) closeRoom(room);
      else if (room.isRipe) compact(room);
    }
  };

  /** One commit for all rooms; afterwards everybody hears of it. */
  const commit = (filled: readonly Room[]): void => {
    const batches = filled.map(toBatch);
    const started = performance.now();
    let results: readonly Appended[];
    try {
      results = log.append(batches);
    } catch (cause) {
      // The disk is full or failing, or somebody holds the file: nothing was stored, so nobody is told anything.
      metrics.notStored();
      if (isDiskFailure(cause)) {
        giveUp(cause as Error);
        return;
      }
      say({ type: 'NotStored', cause: cause instanceof Error ? cause.message : String(cause) });
      for (const room of filled) dropRoom(room, closeCode.overloaded, 'not stored');
      return;
    }
    metrics.committed(
      secondsSince(started),
      batches.reduce((sum, { rows }) => sum + rows.length, 0),
    );
    filled.forEach((room, index) => {
      const queue = room.clearQueue();
      metrics.accepted(queue.length);
      const result = results[index];
      if (result?.type === 'stored') handOn(room, queue, batches[index] as Batch, result);
      else if (result?.type === 'sealed') takeBack(room, queue, result.at);
      else dropRoom(room, closeCode.notFound, 'no such document');
    });
  };

  const handOn = (
    room: Room,
    queue: readonly Queued[],
    { rows }: Batch,
    { seq, missed, consequences }: Appended & { type: 'stored' },
  ) => {
    for (const row of missed) {
      room.learn(row);
      broadcast(room, row.bytes, null);
    }
    for (const { bytes } of rows) room.tailBytes += bytes.length;
    room.seq = seq;
    const first = queue[0]?.from ?? null;
    const only = queue.every(({ from }) => from === first) ? first : null;
    for (const bytes of mergeWherePossible(rows.map((row) => row.bytes))) broadcast(room, bytes, only);
    for (const row of consequences) {
      room.learn(row);
      broadcast(room, row.bytes, null);
    }
  };

  /** Sealed by another hand between the check and the commit. */
  const takeBack = (room: Room, queue: readonly Queued[], at: number): void => {
    room.reload();
    for (const { from, frame } of queue) from.refuse(frame, { reason: 'sealed', detail: '' });
    for (const connection of room.connections) connection.tellSealed(at);
  };

  const broadcast = (room: Room, bytes: Uint8Array, except: Connection | null): void => {
    if (room.connections.size === (except && room.connections.has(except) ? 1 : 0)) return;
    const frame = updateFrame(bytes);
    let delivered = 0;
    for (const connection of room.connections) if (connection !== except && connection.send(frame)) delivered++;
    metrics.delivered(delivered);
  };

  const acknowledge = (room: Room): void => {
    for (const connection of room.toAcknowledge) {
      if (!connection.isOurs || connection.acknowledged === connection.acknowledgeable) continue;
      connection.acknowledged = connection.acknowledgeable;
      connection.send(acknowledgedFrame(connection.acknowledged, room.seq, store.clock()));
    }
    room.toAcknowledge.clear();
  };

  const showPresence = (room: Room): void => {
    const entries = [...room.presenceGone];
    for (const { presence } of room.presenceChanged) if (presence) entries.push(presence);
    room.presenceGone = [];
    room.presenceChanged.clear();
    if (entries.length === 0) return;
    // To its sender too: that is how a stock client on its own hears that it is still connected.
    const frame = awarenessFrame(entries);
    for (const connection of room.connections) connection.send(frame);
  };

  // ── Rooms ────────────────────────────────────────────────────────────────────────────────────────────────────────

  const openRoom = (head: RoomHead, parts: AddressParts): Room => {
    const open = rooms.get(parts.address);
    if (open) return open;
    const room = new Room(log, head, parts, policyOf(parts.kind));
    rooms.set(parts.address, room);
    return room;
  };

  const closeRoom = (room: Room): void => {
    if (rooms.get(room.parts.address) !== room) return;
    rooms.delete(room.parts.address);
    joins.forget(room);
    if (room.tailRows > tidyTail) compact(room);
  };

  /** Everybody out; whoever comes back finds what the log holds. */
  const dropRoom = (room: Room, code: CloseCode, reason: string): void => {
    room.clearQueue();
    room.toAcknowledge.clear();
    rooms.delete(room.parts.address);
    joins.forget(room);
    for (const connection of room.connections) connection.close(code, reason);
  };

  const compact = (room: Room): void => {
    if (room.isCompacting || room.isUncompactable || isClosing) return;
    room.isCompacting = true;
    const started = performance.now();
    background
      .compact(room.id)
      .then((result) => {
        metrics.compacted(secondsSince(started), outcomes[result.type]);
        if (result.type === 'Unsound') {
          room.isUncompactable = true;
          say({ type: 'CompactionUnsound', address: room.parts.address, cause: result.detail });
        }
        room.readBaseline();
        room.tailBytes = 0;
      })
      .catch((cause: Error) => {
        if (isClosing || isAbandoned) return;
        metrics.compacted(secondsSince(started), 'failed');
        if (isDiskFailure(cause)) giveUp(cause);
        else say({ type: 'CompactionFailed', address: room.parts.address, cause: cause.message });
      })
      .finally(() => {
        room.isCompacting = false;
      });
  };

  const abandon = (): void => {
    if (isAbandoned) return;
    isAbandoned = true;
    for (const timer of [poll, ping]) clearInterval(timer);
    store.watchers.delete(watcher);
    for (const room of [...rooms.values()]) dropRoom(room, closeCode.overloaded, 'disk failed');
  };

  const giveUp = (cause: Error): void => {
    if (isAbandoned) return;
    abandon();
    onDiskFailure(cause);
  };

  /** What others have changed in the file: rows, seals, documents that are gone. */
  const look = (): void => {
    for (const room of [...rooms.values()]) {
      const head = log.head(room.id);
      if (!head) {
        dropRoom(room, closeCode.notFound, 'no such document');
        continue;
      }
      if (head.seq > room.seq) {
        for (const row of log.rowsAfter(room.id, room.seq)) {
          room.learn(row);
          room.seq = row.seq;
          broadcast(room, row.bytes, null);
        }
      }
      if (head.sealedAt !== null && room.sealedAt === null) {
        for (const connection of room.connections) connection.tellSealed(head.sealedAt);
      }
      room.sealedAt = head.sealedAt;
    }
  };

  // ── Sockets ──────────────────────────────────────────────────────────────────────────────────────────────────────

  const host: Host = {
    limits,
    metrics,
    wake,
    join: (connection, stateVector) => joins.answer(connection, stateVector),
    showPresence: (connection) => {
      const entries = [...connection.room.presence.values()].flatMap(({ presence }) => (presence ? [presence] : []));
      if (entries.length > 0) connection.send(awarenessFrame(entries));
    },
    refused: ({ room, principal }, refused) => {
      metrics.refused(refused.reason);
      refusals.record(room.id, principal.member, refused);
    },
    left: (connection) => {
      const { room, presence, principal } = connection;
      paces.leave(principal.member);
      connections.delete(connection);
      room.connections.delete(connection);
      room.toAcknowledge.delete(connection);
      room.presenceChanged.delete(connection);
      if (presence && room.presence.get(presence.client) === connection) {
        room.presence.delete(presence.client);
        room.presenceGone.push({ client: presence.client, clock: presence.clock + 1, state: 'null' });
      }
      wake(room);
    },
  };

  const enter = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const authenticated = await gate.authenticate(request);
    if (!authenticated.ok) return refuseUpgrade(socket, authenticated.error);
    const principal: Principal = authenticated.value;
    const parts = addressOf(request);
    const document = parts && log.find(parts.address);
    const rights = document ? gate.rightsFor(principal, parts) : 'none';
    if (!document || rights === 'none') return refuseUpgrade(socket, { type: 'NotFound' });
    if (isAbandoned || isClosing) return refuseUpgrade(socket, { type: 'Restarting' });
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const access = { rights, standing: gate.standingOf(principal) };
      const pace = paces.enter(principal.member);
      const connection = new Connection(host, ws, socket, openRoom(document, parts), principal, access, pace);
      const { room } = connection;
      connections.add(connection);
      room.connections.add(connection);
      // What was granted or taken while the device was away is known before it answers with what it wrote.
      connection.tellRights();
      if (room.sealedAt !== null) connection.tellSealed(room.sealedAt);
      connection.send(room.step1Frame());
      host.showPresence(connection);
    });
  };

  const recheck = (connection: Connection): void => {
    const { principal, room } = connection;
    if (!gate.isAlive(principal)) {
      connection.close(closeCode.unauthenticated, 'session ended');
      return;
    }
    connection.changeAccess({ rights: gate.rightsFor(principal, room.parts), standing: gate.standingOf(principal) });
  };

  const rightsChanged = (member: string | null): void => {
    for (const connection of [...connections]) {
      if (member === null || connection.principal.member === member) recheck(connection);
    }
  };

  // ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  const pollEvery = options.pollEvery ?? 100;
  let version = log.version();
  let accessVersion = log.accessVersion();
  /** Where the round over all sockets stands: grants and sessions also begin and end by time. */
  let round = connections.values();
  const poll = setInterval(() => {
    for (let count = Math.ceil((connections.size * pollEvery) / sweepEvery); count > 0; count--) {
      const { value, done } = round.next();
      if (value) recheck(value);
      if (done) round = connections.values();
    }
    const now = log.version();
    if (now === version) return;
    version = now;
    look();
    const access = log.accessVersion();
    if (access !== accessVersion) rightsChanged(null);
    accessVersion = access;
  }, pollEvery);
  const ping = setInterval(() => {
    for (const connection of [...connections]) connection.ping();
  }, options.pingEvery ?? 15_000);
  // The change may stand in a transaction that is not over yet; a turn later it is.
  const watcher = () => setImmediate(look);
  store.watchers.add(watcher);
  for (const timer of [poll, ping]) timer.unref();

  return {
    handleUpgrade: (request, socket, head) => {
      // From its first moment: a socket without one takes the process with it.
      socket.on('error', () => socket.destroy());
      enter(request, socket, head).catch((cause: Error) => {
        say({ type: 'UpgradeFailed', cause: cause.message });
        if (isDiskFailure(cause)) giveUp(cause);
        refuseUpgrade(socket, { type: 'Failed' });
      });
    },
    rightsChanged,
    abandon,
    close: async () => {
      isClosing = true;
      for (const timer of [poll, ping]) clearInterval(timer);
      store.watchers.delete(watcher);
      if (turn) clearImmediate(turn);
      flush();
      const open = [...connections];
      for (const connection of open) connection.close(closeCode.restarting, 'restarting');
      const deadline = performance.now() + 1_000;
      while (connections.size > 0 && performance.now() < deadline) await new Promise((next) => setTimeout(next, 10));
      for (const connection of [...connections]) connection.terminate();
      if (turn) clearImmediate(turn);
      flush();
      refusals.close();
      await background.close();
    },
    get connectionCount() {
      return connections.size;
    },
    refusals: refusals.counts,
    get roomCount() {
      return rooms.size;
    },
    get queuedCount() {
      return [...rooms.values()].reduce((sum, { queue }) => sum + queue.length, 0);
    },
  };
};

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

const outcomes = { Compacted: 'compacted', Unchanged: 'unchanged', Unsound: 'unsound' } as const;

/** A row for each writer, so that the log says who wrote what. */
const toBatch = (room: Room): Batch => {
  const claims = room.queue.flatMap((each) => each.claims);
  const entries = room.queue.flatMap((each) => each.entries);
  if (room.isInterleaved) return { room: room.id, after: room.seq, rows: room.queue, claims, entries };
  const byWriter = new Map<Connection, { readonly author: string; readonly bytes: Uint8Array[] }>();
  for (const { from, author, bytes } of room.queue) {
    const own = byWriter.get(from);
    if (own) own.bytes.push(bytes);
    else byWriter.set(from, { author, bytes: [bytes] });
  }
  const rows = [...byWriter.values()].flatMap(({ author, bytes }) =>
    mergeWherePossible(bytes).map((each) => ({ author, bytes: each })),
  );
  return { room: room.id, after: room.seq, rows, claims, entries };
};

/** One update instead of several. Where Yjs cannot merge what the guard let through, each stays by itself. */
const mergeWherePossible = (updates: readonly Uint8Array[]): readonly Uint8Array[] => {
  try {
    return [mergeTree(updates)];
  } catch {
    return updates;
  }
};

const addressOf = (request: IncomingMessage): AddressParts | null => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (!path.startsWith('/sync/')) return null;
  try {
    const parsed = parseAddress(decodeURIComponent(path.slice('/sync/'.length)));
    return parsed.ok ? parsed.value : null;
  } catch {
    return null;
  }
};
