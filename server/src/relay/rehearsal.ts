import type { IncomingMessage } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { encodeFrame, encodeSync, subprotocol, syncType } from '@lianxi/protocol';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Admission } from './engine.ts';

export interface Stage {
  readonly sockets: Pick<WebSocketServer, 'handleUpgrade'>;
  /** Lays a document's own socket, as for a person. */
  lay(ws: WebSocket, socket: Duplex): void;
  /** Opens a socket that carries many documents, as for a person. */
  open(ws: WebSocket, socket: Duplex): void;
}

/** Half as many leave some of the gain; twice as many add nothing (docs/decisions/a-relay-rehearses.md). Some 30 ms in all. */
const rounds = 30;
/** How many turns of the loop one waits until nothing more is said; an answer comes within a few. */
const patience = 50;

/**
 * After a restart everybody comes back in one moment, to code that has never run and a file that nobody has read. So nobody
 * comes first: over sockets that lead nowhere, asking for everything. People who come meanwhile are served in between.
 */
export const rehearse = async (
  address: string,
  { channel }: Admission,
  { sockets, lay, open }: Stage,
): Promise<void> => {
  const step1 = encodeSync(syncType.step1, new Uint8Array([0]));
  for (let round = 0; round < rounds; round++) {
    const own = call(sockets, '', lay);
    await own.ask(step1);
    own.hangUp();
    const shared = call(sockets, subprotocol, open);
    await shared.ask(encodeFrame({ type: 'open', address }));
    await shared.ask(encodeFrame({ type: 'message', channel, bytes: step1 }));
    shared.hangUp();
  }
};

interface Call {
  ask(message: Uint8Array): Promise<void>;
  hangUp(): void;
}

/** A browser's part of the talk, as far as it matters: what it hears is counted and forgotten. */
const call = (sockets: Stage['sockets'], protocol: string, answer: (ws: WebSocket, socket: Duplex) => void): Call => {
  const [near, far] = duplexPair();
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'bGlhbnhpIHJlaGVhcnNhbA==',
    'sec-websocket-version': '13',
    ...(protocol === '' ? {} : { 'sec-websocket-protocol': protocol }),
  };
  const request = { method: 'GET', url: '/sync', headers, socket: near } as unknown as IncomingMessage;
  let heard = 0;
  far.on('data', (bytes: Uint8Array) => {
    heard += bytes.length;
  });
  let end = (): void => {};
  sockets.handleUpgrade(request, near, Buffer.alloc(0), (ws) => {
    end = () => ws.terminate();
    answer(ws, near);
  });
  return {
    ask: async (message) => {
      const before = heard;
      far.write(masked(message));
      let last = heard;
      for (let turn = 0; turn < patience; turn++) {
        await new Promise(setImmediate);
        if (heard !== before && heard === last) return;
        last = heard;
      }
    },
    hangUp: () => {
      end();
      far.destroy();
    },
  };
};

/** A client's frame (RFC 6455): final, binary, masked with zeros. */
const masked = (message: Uint8Array): Uint8Array => {
  const { length } = message;
  const head = length < 126 ? [0x82, 0x80 | length] : [0x82, 0xfe, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from([...head, 0, 0, 0, 0]), message]);
};
