import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ServerEnd } from '../world/network.ts';

/**
 * The relay's end of a connection as the relay's own code knows it: a `ws` socket, and the stream below it, into which
 * ready-made frames are written in pieces.
 */
export interface ServerSocket {
  readonly ws: WebSocket;
  readonly stream: Duplex;
}

export interface SocketWatcher {
  /** A message, as the relay is about to hear it. */
  came(message: Uint8Array): void;
  /** A message that the relay has written; false: it never leaves. */
  goes(message: Uint8Array): boolean;
}

/** What is written below 16 KiB of what waits counts as taken (Node's own mark). */
const highWater = 16 * 1024;

export const createServerSocket = (end: ServerEnd, protocol: string, watcher: SocketWatcher): ServerSocket => {
  const ws = new EventEmitter();
  const stream = new EventEmitter();
  let unframed = Buffer.alloc(0);
  let isOver = false;

  const write = (piece: Uint8Array): boolean => {
    unframed = Buffer.concat([unframed, piece]);
    for (let frame = readFrame(unframed); frame; frame = readFrame(unframed)) {
      unframed = unframed.subarray(frame.size);
      if (watcher.goes(frame.payload)) end.send(frame.payload);
    }
    return end.waiting < highWater;
  };
  end.onMessage = (message) => {
    watcher.came(message);
    ws.emit('message', Buffer.from(message), true);
  };
  end.onDrained = () => stream.emit('drain');
  end.onPong = () => ws.emit('pong');
  end.onClosed = () => {
    isOver = true;
    ws.emit('close', 1006, Buffer.alloc(0));
  };
  Object.assign(ws, {
    CONNECTING: 0,
    OPEN: 1,
    CLOSING: 2,
    CLOSED: 3,
    protocol,
    close: (code: number, reason: string) => end.close(code, reason),
    terminate: end.terminate,
    pause: end.pause,
    resume: end.resume,
    ping: end.ping,
  });
  Object.defineProperty(ws, 'readyState', { get: () => (isOver ? 3 : end.isOpen ? 1 : 2) });
  Object.assign(stream, { write, cork: () => {}, uncork: () => {} });
  Object.defineProperty(stream, 'destroyed', { get: () => isOver });
  Object.defineProperty(stream, 'writableLength', { get: () => end.waiting });
  return { ws: ws as unknown as WebSocket, stream: stream as unknown as Duplex };
};

/** A whole unmasked binary frame at the beginning (RFC 6455). */
const readFrame = (bytes: Buffer): { readonly size: number; readonly payload: Uint8Array } | null => {
  if (bytes.length < 2) return null;
  const short = bytes[1] as number;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return null;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < head + length) return null;
  return { size: head + length, payload: new Uint8Array(bytes.subarray(head, head + length)) };
};
