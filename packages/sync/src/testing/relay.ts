import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageType, type RefusalReason, subprotocol, syncType } from '@lianxi/protocol';
import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { type WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';

/**
 * A relay over real sockets for the tests of the client: speaks the protocol, keeps documents in memory, and can be told
 * to hold acknowledgements back, to refuse, to cut everybody off, and to take rights away. It guards nothing.
 */
export interface TestRelay {
  readonly url: string;
  readonly writes: readonly Written[];
  doc(address: string): Y.Doc;
  /** Judges each writing frame; null takes it. */
  judge: (write: Written) => { readonly reason: RefusalReason; readonly detail: string } | null;
  /** While true nothing is acknowledged; afterwards `acknowledge` says it all at once. */
  holdsBack: boolean;
  acknowledge(): void;
  /** While false connections are refused. */
  isUp: boolean;
  /** Called before each frame is handled; closing sockets here cuts at that very step. */
  beforeFrame: (count: number) => void;
  cut(): void;
  sendRights(rights: 'none' | 'read' | 'write'): void;
  seal(time: number): void;
  closeAll(code: number): void;
  readonly connections: number;
  stop(): Promise<void>;
}

export interface Written {
  readonly address: string;
  readonly update: Uint8Array;
  readonly isAnswer: boolean;
}

interface Peer {
  readonly socket: WebSocket;
  readonly address: string;
  frames: number;
  readonly isOurs: boolean;
}

/** What leans on something that the relay does not have is refused, as the real one does. */
const findGap = (doc: Y.Doc, update: Uint8Array): { reason: RefusalReason; detail: string } | null => {
  const trial = new Y.Doc();
  Y.applyUpdate(trial, Y.encodeStateAsUpdate(doc));
  Y.applyUpdate(trial, update);
  return trial.store.pendingStructs ? { reason: 'gap', detail: '' } : null;
};

export const startTestRelay = async (): Promise<TestRelay> => {
  const docs = new Map<string, Y.Doc>();
  const peers = new Set<Peer>();
  const writes: Written[] = [];
  let handled = 0;
  let seq = 0;
  const http = createServer();
  const server = new WebSocketServer({ noServer: true });

  const docOf = (address: string) => {
    const known = docs.get(address);
    if (known) return known;
    const doc = new Y.Doc();
    doc.getMap('meta').set('version', 1);
    docs.set(address, doc);
    return doc;
  };
  const frame = (...parts: ((encoder: ReturnType<typeof createEncoder>) => void)[]) => {
    const encoder = createEncoder();
    for (const part of parts) part(encoder);
    return toUint8Array(encoder);
  };
  const sync = (kind: number, bytes: Uint8Array) =>
    frame(
      (encoder) => writeVarUint(encoder, messageType.sync),
      (encoder) => writeVarUint(encoder, kind),
      (encoder) => writeVarUint8Array(encoder, bytes),
    );

  const takeWrite = (peer: Peer, update: Uint8Array, isAnswer: boolean) => {
    peer.frames++;
    const written = { address: peer.address, update, isAnswer };
    const refusal = relay.judge(written) ?? findGap(docOf(peer.address), update);
    if (refusal) {
      if (!peer.isOurs) return;
      const number = peer.frames;
      peer.socket.send(
        frame(
          (encoder) => writeVarUint(encoder, messageType.refused),
          (encoder) => writeVarUint(encoder, number),
          (encoder) => writeVarString(encoder, refusal.reason),
          (encoder) => writeVarString(encoder, refusal.detail),
        ),
      );
      return;
    }
    writes.push(written);
    const doc = docOf(peer.address);
    Y.applyUpdate(doc, update, peer);
    for (const other of peers) {
      if (other !== peer && other.address === peer.address) other.socket.send(sync(syncType.update, update));
    }
    if (!relay.holdsBack) acknowledge(peer);
  };

  const acknowledge = (peer: Peer) => {
    if (!peer.isOurs || peer.frames === 0) return;
    peer.socket.send(
      frame(
        (encoder) => writeVarUint(encoder, messageType.acknowledged),
        (encoder) => writeVarUint(encoder, peer.frames),
        (encoder) => writeVarUint(encoder, ++seq),
        (encoder) => writeVarUint(encoder, 1_000),
      ),
    );
  };

  const takeFrame = (peer: Peer, data: Uint8Array) => {
    relay.beforeFrame(handled++);
    if (peer.socket.readyState !== peer.socket.OPEN) return;
    const decoder = createDecoder(data);
    if (readVarUint(decoder) !== messageType.sync) return;
    const kind = readVarUint(decoder);
    const bytes = readVarUint8Array(decoder);
    if (kind === syncType.step1)
      peer.socket.send(sync(syncType.step2, Y.encodeStateAsUpdate(docOf(peer.address), bytes)));
    else takeWrite(peer, bytes, kind === syncType.step2);
  };

  http.on('upgrade', (request, socket, head) => {
    if (!relay.isUp) return void socket.destroy();
    server.handleUpgrade(request, socket, head, (ws) => {
      const peer: Peer = {
        socket: ws,
        address: decodeURI((request.url ?? '').replace('/sync/', '')),
        frames: 0,
        isOurs: ws.protocol === subprotocol,
      };
      peers.add(peer);
      ws.on('error', () => {});
      ws.on('close', () => peers.delete(peer));
      ws.on('message', (data: Buffer) => takeFrame(peer, new Uint8Array(data)));
      ws.send(sync(syncType.step1, Y.encodeStateVector(docOf(peer.address))));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  const relay: TestRelay = {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/sync`,
    writes,
    doc: docOf,
    judge: () => null,
    holdsBack: false,
    acknowledge: () => {
      relay.holdsBack = false;
      for (const peer of peers) acknowledge(peer);
    },
    isUp: true,
    beforeFrame: () => {},
    cut: () => {
      for (const { socket } of peers) socket.terminate();
    },
    sendRights: (rights) => {
      for (const { socket } of peers) {
        socket.send(
          frame(
            (encoder) => writeVarUint(encoder, messageType.rights),
            (encoder) => writeVarString(encoder, rights),
          ),
        );
      }
    },
    seal: (time) => {
      for (const { socket } of peers) {
        socket.send(
          frame(
            (encoder) => writeVarUint(encoder, messageType.sealed),
            (encoder) => writeVarUint(encoder, time),
          ),
        );
      }
    },
    closeAll: (code) => {
      for (const { socket } of peers) socket.close(code);
    },
    get connections() {
      return peers.size;
    },
    stop: async () => {
      for (const { socket } of peers) socket.terminate();
      server.close();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
  return relay;
};
