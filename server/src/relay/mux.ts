import type { Duplex } from 'node:stream';
import { parseAddress } from '@lianxi/access';
import { type CloseCode, closeCode, decodeFrame, encodeFrame, mostChannels, timeEvery } from '@lianxi/protocol';
import type { WebSocket } from 'ws';
import { createBucket } from './bucket.ts';
import type { Connection, Limits } from './connection.ts';
import type { Engine } from './engine.ts';
import { endOf, type Gate, type Principal } from './gate.ts';
import type { Line } from './line.ts';
import { toMessage } from './message.ts';
import type { Scheduler } from './scheduler.ts';
import { createTurns, type Lane } from './turns.ts';

/**
 * One socket with a channel for each document (docs/spec/wire.md): lines for the engine, in turns on one stream.
 *
 * Invariant: every `open` is answered once, and answers about one document come in the order in which it was asked for.
 */
export interface Mux {
  readonly principal: Principal;
  /** Whoever has been signed out is told so, also where no channel is open. */
  recheck(): void;
  close(code: CloseCode, reason: string): void;
}

export interface MuxParts {
  readonly engine: Pick<Engine, 'admit'>;
  readonly gate: Pick<Gate, 'isAlive' | 'reasonOf'>;
  readonly scheduler: Scheduler;
  readonly limits: Limits;
  /** A reader that did not keep up. */
  dropped(): void;
  report(cause: Error): void;
  /** A document was asked for that is not there, or not for the one who asked. */
  refused?(member: string): void;
}

interface Open {
  readonly channel: number;
  connection: Connection | null;
  isOpen: boolean;
  isPaused: boolean;
}

/** While more than this is on its way to the reader, nothing more is read from it (bytes). */
const mostUnread = 4 * 1024 * 1024;
const readAgainBelow = mostUnread / 4;
/** An opening is as much work as so many frames: it reads the document's log. */
const openCost = 20;
/**
 * So many pings in a row may go without an answer: two, or as many as a slow network needs for the document that is on its
 * way and that they stand behind (two minutes).
 */
const mostSilent = { idle: 2, reading: 8 };
/** How long a peer may take to answer a close, in ms. */
const patience = 2_000;
/** These are said to a person or a process, not to a document: they end the socket. */
const endsAll: ReadonlySet<CloseCode> = new Set([closeCode.unauthenticated, closeCode.revoked, closeCode.restarting]);

export const createMux = (ws: WebSocket, socket: Duplex, principal: Principal, parts: MuxParts): Mux => {
  const { engine, gate, scheduler, limits } = parts;
  const turns = createTurns(socket);
  const words = turns.lane(() => {});
  const channels = new Map<number, Open>();
  const lanes = new Map<number, Lane>();
  /** The last `open` of each document that is not answered yet. */
  const opening = new Map<string, Promise<void>>();
  const frames = createBucket(limits.frames, scheduler.elapsed);
  const bytes = createBucket(limits.bytes, scheduler.elapsed);
  let pauses = 0;
  let isFull = false;
  let silent = 0;
  let asking = 0;

  const isOpen = () => ws.readyState === ws.OPEN && !socket.destroyed;

  const close = (code: CloseCode, reason: string) => {
    if (!isOpen()) return;
    ws.close(code, reason);
    scheduler.after(patience, () => ws.terminate());
  };

  const pause = () => {
    if (pauses++ === 0) ws.pause();
  };
  const resume = () => {
    if (--pauses === 0) ws.resume();
  };

  /** After everything that adds to what waits. */
  const weigh = () => {
    if (turns.unasked > limits.buffered) {
      parts.dropped();
      ws.terminate();
    } else if (!isFull && turns.waiting > mostUnread) {
      isFull = true;
      pause();
    }
  };

  const say = (lane: Lane, word: Parameters<typeof encodeFrame>[0]) => {
    if (!isOpen()) return;
    lane.push(toMessage(encodeFrame(word)).plain(), 'word');
    weigh();
  };

  // ── Channels ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Lives as long as something is on its way in it, so that this keeps its place before what comes next. */
  const laneOf = (channel: number): Lane => {
    const known = lanes.get(channel);
    if (known) return known;
    const lane = turns.lane(() => {
      const open = channels.get(channel);
      if (open) open.connection?.drained();
      else lanes.delete(channel);
    });
    lanes.set(channel, lane);
    return lane;
  };

  /** One channel alone cannot be read more slowly: a pause is short, and ends with the channel. */
  const setPaused = (open: Open, isPaused: boolean) => {
    if (open.isPaused === isPaused) return;
    open.isPaused = isPaused;
    if (isPaused) pause();
    else resume();
  };

  const leave = (open: Open) => {
    if (!open.isOpen) return;
    open.isOpen = false;
    if (channels.get(open.channel) === open) channels.delete(open.channel);
    if (lanes.get(open.channel)?.waiting === 0) lanes.delete(open.channel);
    setPaused(open, false);
    // Not while the engine is still speaking to it.
    scheduler.soon(() => open.connection?.left());
  };

  /** The other side has ended it. */
  const abandon = (open: Open) => {
    lanes.get(open.channel)?.drop();
    leave(open);
  };

  const createLine = (open: Open, lane: Lane): Line => ({
    dialect: 'own',
    get isOpen() {
      return open.isOpen && isOpen();
    },
    isKept: true,
    get waiting() {
      return lane.waiting;
    },
    write: (message, isOwed = false) => {
      if (!open.isOpen || !isOpen()) return;
      lane.push(message.channelled(open.channel), isOwed ? 'owed' : 'other');
      weigh();
    },
    cork: () => socket.cork(),
    uncork: () => socket.uncork(),
    close: (code, reason) => {
      if (!open.isOpen) return;
      if (endsAll.has(code)) return close(code, reason);
      say(lane, { type: 'closed', channel: open.channel, code, reason });
      leave(open);
    },
    end: () => ws.terminate(),
    pause: () => setPaused(open, open.isOpen),
    resume: () => setPaused(open, false),
  });

  const decline = (address: string, code: CloseCode, reason: string) =>
    say(words, { type: 'declined', address, code, reason });

  const open = async (address: string): Promise<void> => {
    const parsed = parseAddress(address);
    if (!parsed.ok) return decline(address, closeCode.notFound, 'not found');
    const admitted = await engine.admit(principal, parsed.value);
    if (!isOpen()) return;
    if (!admitted.ok) {
      if (admitted.error.type === 'Restarting') return close(closeCode.restarting, 'restarting');
      parts.refused?.(principal.member);
      return decline(address, closeCode.notFound, 'not found');
    }
    const { channel, epoch, enter } = admitted.value;
    const former = channels.get(channel);
    if (former) abandon(former);
    else if (channels.size >= mostChannels) return decline(address, closeCode.tooManyRequests, 'too many channels');
    const opened: Open = { channel, connection: null, isOpen: true, isPaused: false };
    const lane = laneOf(channel);
    channels.set(channel, opened);
    say(lane, { type: 'opened', address, channel, epoch });
    opened.connection = enter(createLine(opened, lane));
  };

  const ask = (address: string) => {
    if (asking >= mostChannels) return decline(address, closeCode.tooManyRequests, 'too many channels');
    asking++;
    const before = opening.get(address) ?? Promise.resolve();
    const now = before
      .then(() => open(address))
      .catch((cause: Error) => {
        parts.report(cause);
        decline(address, closeCode.overloaded, 'failed');
      })
      .finally(() => {
        asking--;
        if (opening.get(address) === now) opening.delete(address);
      });
    opening.set(address, now);
  };

  // ── The socket ───────────────────────────────────────────────────────────────────────────────────────────────────

  const slowDown = (size: number, count: number) => {
    const wait = Math.max(frames.take(count), bytes.take(size));
    if (wait === 0) return;
    pause();
    scheduler.after(wait, resume);
  };

  const hear = (data: Uint8Array) => {
    const frame = decodeFrame(data);
    switch (frame?.type) {
      case 'message':
        channels.get(frame.channel)?.connection?.receive(frame.bytes);
        break;
      case 'open':
        slowDown(0, openCost);
        ask(frame.address);
        break;
      case 'close': {
        const open = channels.get(frame.channel);
        if (open) abandon(open);
        break;
      }
      case undefined:
        close(closeCode.protocolError, 'malformed frame');
    }
  };

  const tellTime = () => say(words, { type: 'time', time: scheduler.now() });

  const beat = scheduler.every(timeEvery, () => {
    if (silent >= (turns.waiting > 0 ? mostSilent.reading : mostSilent.idle)) return ws.terminate();
    silent++;
    if (!isOpen()) return;
    ws.ping();
    tellTime();
  });

  ws.on('message', (data: Buffer, isBinary: boolean) => {
    silent = 0;
    if (!isOpen()) return;
    if (!isBinary) return close(closeCode.protocolError, 'binary frames only');
    hear(data);
    slowDown(data.length, 1);
  });
  ws.on('pong', () => {
    silent = 0;
  });
  // ws answers protocol errors with a close of its own.
  ws.on('error', () => undefined);
  socket.on('drain', () => {
    // Somebody reads, although we do not at present.
    silent = 0;
    turns.drained();
    if (!isFull || turns.waiting > readAgainBelow) return;
    isFull = false;
    resume();
  });
  ws.on('close', () => {
    beat.cancel();
    for (const open of [...channels.values()]) leave(open);
  });
  tellTime();

  return {
    principal,
    recheck: () => {
      if (!gate.isAlive(principal)) close(closeCode.unauthenticated, endOf(gate, principal));
    },
    close,
  };
};
