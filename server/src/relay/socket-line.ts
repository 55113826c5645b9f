import type { Duplex } from 'node:stream';
import { subprotocol } from '@lianxi/protocol';
import type { WebSocket } from 'ws';
import type { Connection } from './connection.ts';
import type { Line } from './line.ts';
import type { Scheduler } from './scheduler.ts';

/** How long a peer may take to answer a close, in ms. */
const patience = 2_000;

/**
 * A socket on `/sync/<address>` as a line. Ready-made frames go past `ws` straight to the stream below it: `ws` writes
 * nothing itself but the closing handshake, pings and pongs, each in one piece.
 */
export const createSocketLine = (ws: WebSocket, socket: Duplex, scheduler: Scheduler): Line => {
  const isOpen = (): boolean => ws.readyState === ws.OPEN && !socket.destroyed;
  return {
    dialect: ws.protocol === subprotocol ? 'own' : 'stock',
    get isOpen() {
      return isOpen();
    },
    isKept: false,
    get waiting() {
      return socket.writableLength;
    },
    write: (message) => {
      if (!isOpen()) return;
      for (const piece of message.plain()) socket.write(piece);
    },
    cork: () => socket.cork(),
    uncork: () => socket.uncork(),
    close: (code, reason) => {
      if (!isOpen()) return;
      ws.close(code, reason);
      scheduler.after(patience, () => ws.terminate());
    },
    end: () => ws.terminate(),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  };
};

/** Lets the connection hear what comes in and how the socket ends. */
export const attach = (connection: Connection, ws: WebSocket, socket: Duplex, refuseText: () => void): void => {
  ws.on('message', (data: Buffer, isBinary: boolean) => (isBinary ? connection.receive(data) : refuseText()));
  // ws answers protocol errors with a close of its own.
  ws.on('error', () => undefined);
  socket.on('drain', () => connection.drained());
  ws.on('close', () => connection.left());
};
