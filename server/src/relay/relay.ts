import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type AddressParts, parseAddress } from '@lianxi/access';
import { ok } from '@lianxi/base';
import type { KindDefinition } from '@lianxi/documents';
import { bearerPrefix, closeCode, largestFrame, subprotocol } from '@lianxi/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Erased, Erasing } from '../erasure/erase.ts';
import { faultOf } from '../fault.ts';
import type { Logger } from '../logger/index.ts';
import { noMetrics, type RelayMetrics } from '../metrics/index.ts';
import { createFileLog, createHourlyLog, isDiskFailure, isScrubDue, type RoomLog, type Store } from '../store/index.ts';
import { type BackgroundOptions, createBackground } from './background.ts';
import type { Limits } from './connection.ts';
import { type Admission, createEngine, defaultLimits, rehearser } from './engine.ts';
import type { FanOut } from './fan-out.ts';
import { createFileFanOut } from './file-fan-out.ts';
import type { Folding } from './folding.ts';
import type { Gate, Principal } from './gate.ts';
import { giveBackAtRest, ownProcess } from './give-back.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createMux, type MuxParts } from './mux.ts';
import { createMuxes } from './muxes.ts';
import { createNotes } from './notes.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { rehearse } from './rehearsal.ts';
import { systemScheduler } from './scheduler.ts';
import { attach, createSocketLine } from './socket-line.ts';
import { refuseUpgrade, type UpgradeRefusal } from './upgrade.ts';

/** The engine over the one file and real sockets. */
export interface Relay {
  /** For the HTTP server's `upgrade` event: answers `/sync` and `/sync/<address>`. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Goes through what everybody will ask for in the first moment after a start; to be called when the port is open. */
  rehearse(): Promise<void>;
  /** Somebody's grants or sessions have changed (null: anybody's): open sockets are told, or closed. */
  rightsChanged(member: string | null): void;
  /**
   * Takes residents out of documents, for good; open sockets are told to begin anew. Then nothing of them is left in the file
   * either, as soon as nobody reads there. Rejects with what the disk says.
   */
  erase(erasing: Erasing): Promise<Erased>;
  /** Does what an erasure has left to do, if there is anything. */
  scrub(): Promise<void>;
  /** The disk has failed: everybody out, nobody in, and nothing is asked of it again. */
  abandon(): void;
  /** What is queued is stored, every socket is told to come back, the threads end. */
  close(): Promise<void>;
  /** Open documents, counted once for each socket or channel. */
  readonly connectionCount: number;
  readonly socketCount: number;
  readonly roomCount: number;
  /** Updates that wait for their commit. */
  readonly queuedCount: number;
  /** How much was refused since the start, by reason. */
  readonly refusals: Refusals['counts'];
}

export interface RelayOptions {
  readonly store: Store;
  readonly gate: Gate;
  readonly metrics?: RelayMetrics;
  readonly log?: Logger;
  /** Told once when the disk has failed. */
  readonly onDiskFailure?: (cause: Error) => void;
  /** What stands on the answer to an upgrade that is refused. */
  readonly headersOf?: (request: IncomingMessage) => Readonly<Record<string, string>>;
  /** Somebody who is signed in was refused; a document's own socket or a channel, alike. */
  readonly onRefused?: (member: string | null, why: string, route: string) => void;
  readonly kinds?: { readonly [kind: string]: KindDefinition };
  readonly limits?: Partial<Limits>;
  /** Takes the place of the log in the file for what is appended and read (a test's disk). */
  readonly roomLog?: RoomLog;
  /** Put around the file's news, to carry what a file cannot: presence. */
  readonly fanOut?: (file: FanOut) => FanOut;
  /** The largest frame in bytes: a first step 2 can be a whole register that was imported offline. */
  readonly maxFrame?: number;
  /** What compactions and differences may take, where that is not as usual (a test). */
  readonly background?: BackgroundOptions;
  /** When logs are folded, where that is not as usual (a test). */
  readonly folding?: Partial<Folding>;
  /** How often other processes' commits are looked for, in ms. */
  readonly pollEvery?: number;
  readonly pingEvery?: number;
}

/** How long whoever confirms an erasure waits for the file, in ms. */
const patience = 8_000;

export const createRelay = (options: RelayOptions): Relay => {
  const { store, gate, metrics = noMetrics, log: report = () => {}, onDiskFailure = () => {} } = options;
  const { headersOf = () => ({}), onRefused = () => {} } = options;
  const scheduler = { ...systemScheduler, now: store.clock };
  const file = createFileLog(store);
  const background = createBackground(store.file, { inTurn: file.inTurn, ...options.background });
  const fileFanOut = createFileFanOut(store, file, scheduler, options.pollEvery ?? 100);
  const fanOut = options.fanOut?.(fileFanOut) ?? fileFanOut;
  const refusals = createRefusals(
    async (events) => engine.isAbandoned || file.audit(events),
    (cause) => engine.failed(cause),
    store.clock,
  );
  const writeDown = createHourlyLog(store);
  const notes = createNotes(
    (events) => {
      if (!engine.isAbandoned) writeDown(events);
    },
    (cause) => engine.failed(cause),
    scheduler,
  );
  const own = ownProcess();
  const givingBack = own && giveBackAtRest(own, scheduler);
  const engine = createEngine({
    log: options.roomLog ?? file,
    fanOut: {
      ...fanOut,
      subscribe: (listen) =>
        fanOut.subscribe((news) => {
          listen(news);
          // Sockets without a document are nobody's in the engine.
          if (news.type === 'access') muxes.recheck(news.member);
        }),
    },
    background,
    scheduler,
    gate,
    metrics: {
      ...metrics,
      committed: (seconds, rows) => {
        givingBack?.disturb();
        metrics.committed(seconds, rows);
      },
    },
    report,
    refusals,
    notes,
    isDiskFailure,
    onDiskFailure: (cause) => {
      fanOut.close();
      onDiskFailure(cause);
    },
    ...(options.kinds ? { kinds: options.kinds } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.folding ? { folding: options.folding } : {}),
    firstChannel: Math.floor(Math.random() * 2 ** 20),
  });
  const heartbeat = createHeartbeat(scheduler, options.pingEvery ?? 15_000);
  const muxParts: MuxParts = {
    engine,
    gate,
    scheduler,
    limits: { ...defaultLimits, ...options.limits },
    dropped: metrics.dropped,
    refused: (member) => onRefused(member, 'NotFound', '/sync'),
    report: (cause) => {
      report({ type: 'UpgradeFailed', cause: faultOf(cause) });
      if (isDiskFailure(cause)) engine.failed(cause);
    },
  };
  const muxes = createMuxes(muxParts);
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.maxFrame ?? largestFrame,
    handleProtocols: (offered) =>
      offered.has(subprotocol) ? subprotocol : ([...offered].find((each) => each.startsWith(bearerPrefix)) ?? false),
  });

  let isClosing = false;

  const enter = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const isOwn = pathOf(request) === '/sync';
    const refuse = (refusal: UpgradeRefusal, member: string | null = null): void => {
      refuseUpgrade(socket, refusal, headersOf(request));
      if (isDenial(refusal)) onRefused(member, refusal.type, isOwn ? '/sync' : '/sync/:address');
    };
    const authenticated = await gate.authenticate(request);
    if (!authenticated.ok) return refuse(authenticated.error);
    if (isForSomebodyElse(request, authenticated.value)) return refuse({ type: 'Unauthenticated' });
    if (isOwn) {
      if (!offersOwn(request)) return refuse({ type: 'ProtocolMissing' });
      if (isClosing || engine.isAbandoned) return refuse({ type: 'Restarting' });
      sockets.handleUpgrade(request, socket, head, (ws) => muxes.open(ws, socket, authenticated.value));
      return;
    }
    const parts = addressOf(request);
    const { member } = authenticated.value;
    if (!parts) return refuse({ type: 'NotFound' }, member);
    const admitted = await engine.admit(authenticated.value, parts);
    if (!admitted.ok) return refuse(admitted.error, member);
    sockets.handleUpgrade(request, socket, head, (ws) => lay(admitted.value, ws, socket));
  };

  /** Not where the request is known: what is hung on the socket here would keep it for as long as the socket lives. */
  const lay = (admission: Admission, ws: WebSocket, socket: Duplex): void => {
    heartbeat.watch(ws);
    layLine(admission, ws, socket);
  };
  const layLine = (admission: Admission, ws: WebSocket, socket: Duplex): void => {
    const line = createSocketLine(ws, socket, scheduler);
    const connection = admission.enter(line);
    attach(connection, ws, socket, () => line.close(closeCode.protocolError, 'binary frames only'));
  };

  const rehearseWith = async (address: string): Promise<void> => {
    const parts = parseAddress(address);
    const admission = parts.ok ? await engine.rehearse(parts.value) : null;
    if (!admission) return;
    const letIn = { admit: async () => ok(admission) };
    await rehearse(address, admission, {
      sockets,
      lay: (ws, socket) => layLine(admission, ws, socket),
      open: (ws, socket) => createMux(ws, socket, rehearser, { ...muxParts, engine: letIn }),
    });
  };

  const scrub = async (): Promise<void> => {
    if (!engine.isAbandoned && isScrubDue(store.sqlite)) await background.scrub();
  };

  return {
    erase: async (erasing) => {
      const erased = await background.erase(erasing);
      if (erased.type === 'Erased') engine.rebuilt(erased.rooms);
      // Writing a large file anew takes longer than somebody waits for; it goes on by itself.
      await Promise.race([scrub(), new Promise((resolve) => scheduler.after(patience, () => resolve(null)))]);
      return erased;
    },
    scrub,
    handleUpgrade: (request, socket, head) => {
      // From its first moment: a socket without one takes the process with it.
      socket.on('error', endSocket);
      enter(request, socket, head).catch((cause: Error) => {
        report({ type: 'UpgradeFailed', cause: faultOf(cause) });
        if (isDiskFailure(cause)) engine.failed(cause);
        refuseUpgrade(socket, { type: 'Failed' }, headersOf(request));
      });
    },
    rehearse: async () => {
      try {
        const address = file.lastWritten();
        if (address !== null) await rehearseWith(address);
      } catch (cause) {
        muxParts.report(cause as Error);
      }
    },
    rightsChanged: (member) => {
      engine.rightsChanged(member);
      muxes.recheck(member);
    },
    abandon: () => {
      fanOut.close();
      engine.abandon();
    },
    close: async () => {
      isClosing = true;
      await engine.close();
      muxes.close();
      heartbeat.stop();
      givingBack?.cancel();
      fanOut.close();
      await refusals.close();
      notes.close();
      await Promise.all([background.close(), file.close()]);
    },
    get connectionCount() {
      return engine.connectionCount;
    },
    get socketCount() {
      return heartbeat.count + muxes.count;
    },
    refusals: refusals.counts,
    get roomCount() {
      return engine.roomCount;
    },
    get queuedCount() {
      return engine.queuedCount;
    },
  };
};

function endSocket(this: Duplex): void {
  this.destroy();
}

/** Being signed out, or too early or late, is no attempt. */
const isDenial = ({ type }: UpgradeRefusal): boolean => type === 'NotFound' || type === 'ForbiddenOrigin';

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?')[0] ?? '';

/** A window that slept while another person signed in in its browser says whose changes it would bring. */
const isForSomebodyElse = (request: IncomingMessage, { member }: Principal): boolean => {
  const [, query] = (request.url ?? '').split('?');
  const meant = new URLSearchParams(query ?? '').get('for');
  return meant !== null && meant !== member;
};

const offersOwn = (request: IncomingMessage): boolean =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').some((each) => each.trim() === subprotocol);

const addressOf = (request: IncomingMessage): AddressParts | null => {
  const path = pathOf(request);
  if (!path.startsWith('/sync/')) return null;
  try {
    const parsed = parseAddress(decodeURIComponent(path.slice('/sync/'.length)));
    return parsed.ok ? parsed.value : null;
  } catch {
    return null;
  }
};
