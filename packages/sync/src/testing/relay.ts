import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ChannelFrame,
  type CloseCode,
  closeCode,
  decodeFrame,
  decodeMessage,
  encodeAcknowledged,
  encodeFrame,
  encodeRefused,
  encodeRights,
  encodeSealed,
  encodeSync,
  isEmptyUpdate,
  type RefusalReason,
  rebuilding,
  syncType,
} from '@lianxi/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';

/**
 * A relay over real sockets for the tests of the client: speaks the protocol, keeps documents in memory, and can be told
 * to hold acknowledgements back, to refuse, to cut everybody off, and to take rights away. It guards nothing.
 */
export interface TestRelay {
  readonly url: string;
  /** But for answers that hold nothing. */
  readonly writes: readonly Written[];
  doc(address: string): Y.Doc;
  /** Judges each writing message; null takes it. */
  judge: (write: Written) => { readonly reason: RefusalReason; readonly detail: string } | null;
  /** While true nothing is acknowledged; afterwards `acknowledge` says it all at once. */
  holdsBack: boolean;
  acknowledge(): void;
  /** While true no document is given to anybody. */
  withholds: boolean;
  /** While false connections are refused. */
  isUp: boolean;
  /** Called before each message is handled; closing sockets here cuts at that very step. */
  beforeFrame: (count: number) => void;
  /** Null opens the document; a code declines it. */
  declines: (address: string) => CloseCode | null;
  /** Throws the document's history away, all of it, and begins another epoch; of what stood there only these keys of `rows` stay. */
  rebuild(address: string, keeps?: (key: string) => boolean): void;
  cut(): void;
  sendRights(rights: 'none' | 'read' | 'write'): void;
  seal(time: number): void;
  /** Closes every channel; the end of a session closes the sockets. */
  closeAll(code: CloseCode): void;
  readonly sockets: number;
  /** How many sockets there have been. */
  readonly connections: number;
  /** How often documents were asked for. */
  readonly opens: readonly string[];
  stop(): Promise<void>;
}

export interface Written {
  readonly address: string;
  readonly update: Uint8Array;
  readonly isAnswer: boolean;
}

interface Peer {
  readonly socket: WebSocket;
  readonly channel: number;
  readonly address: string;
  frames: number;
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
  const numbers = new Map<string, number>();
  const epochs = new Map<string, number>();
  const peers = new Set<Peer>();
  const sockets = new Set<WebSocket>();
  const writes: Written[] = [];
  const opens: string[] = [];
  let connections = 0;
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
  const numberOf = (address: string) => {
    const number = numbers.get(address) ?? 200 + numbers.size;
    numbers.set(address, number);
    return number;
  };
  const say = (socket: WebSocket, frame: ChannelFrame) => socket.send(encodeFrame(frame));
  const tell = ({ socket, channel }: Peer, bytes: Uint8Array) => say(socket, { type: 'message', channel, bytes });

  const takeWrite = (peer: Peer, update: Uint8Array, isAnswer: boolean) => {
    peer.frames++;
    if (isEmptyUpdate(update)) {
      if (!relay.holdsBack) acknowledge(peer);
      return;
    }
    const written = { address: peer.address, update, isAnswer };
    const refusal = relay.judge(written) ?? findGap(docOf(peer.address), update);
    if (refusal) return tell(peer, encodeRefused(peer.frames, refusal.reason, refusal.detail));
    writes.push(written);
    Y.applyUpdate(docOf(peer.address), update, peer);
    for (const other of peers) {
      if (other !== peer && other.address === peer.address) tell(other, encodeSync(syncType.update, update));
    }
    if (!relay.holdsBack) acknowledge(peer);
  };

  const acknowledge = (peer: Peer) => {
    if (peer.frames > 0) tell(peer, encodeAcknowledged(peer.frames, ++seq, 1_000));
  };

  const open = (socket: WebSocket, address: string) => {
    opens.push(address);
    const code = relay.declines(address);
    if (code !== null) return say(socket, { type: 'declined', address, code, reason: '' });
    const channel = numberOf(address);
    leave(socket, channel);
    const peer: Peer = { socket, channel, address, frames: 0 };
    peers.add(peer);
    say(socket, { type: 'opened', address, channel, epoch: epochs.get(address) ?? 1 });
    tell(peer, encodeSync(syncType.step1, Y.encodeStateVector(docOf(address))));
  };
  const find = (socket: WebSocket, channel: number) =>
    [...peers].find((peer) => peer.socket === socket && peer.channel === channel);
  const leave = (socket: WebSocket, channel: number) => {
    const peer = find(socket, channel);
    if (peer) peers.delete(peer);
  };

  const takeFrame = (socket: WebSocket, data: Uint8Array) => {
    relay.beforeFrame(handled++);
    if (socket.readyState !== socket.OPEN) return;
    const frame = decodeFrame(data);
    if (frame?.type === 'open') return open(socket, frame.address);
    if (frame?.type === 'close') return leave(socket, frame.channel);
    const peer = frame?.type === 'message' && find(socket, frame.channel);
    const message = peer && frame.type === 'message' && decodeMessage(frame.bytes);
    if (!peer || !message) return;
    if (message.type === 'step1') {
      if (relay.withholds) return;
      const update = Y.encodeStateAsUpdate(docOf(peer.address), message.bytes);
      tell(peer, encodeSync(syncType.step2, update));
    } else if (message.type === 'step2') takeWrite(peer, message.bytes, true);
    else if (message.type === 'update') takeWrite(peer, message.bytes, false);
  };

  http.on('upgrade', (request, socket, head) => {
    if (!relay.isUp || request.url !== '/sync') return void socket.destroy();
    server.handleUpgrade(request, socket, head, (ws) => {
      connections++;
      sockets.add(ws);
      ws.on('error', () => {});
      ws.on('close', () => {
        sockets.delete(ws);
        for (const peer of [...peers]) if (peer.socket === ws) peers.delete(peer);
      });
      ws.on('message', (data: Buffer) => takeFrame(ws, new Uint8Array(data)));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  const relay: TestRelay = {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/sync`,
    writes,
    opens,
    doc: docOf,
    judge: () => null,
    holdsBack: false,
    withholds: false,
    acknowledge: () => {
      relay.holdsBack = false;
      for (const peer of peers) acknowledge(peer);
    },
    isUp: true,
    beforeFrame: () => {},
    declines: () => null,
    rebuild: (address, keeps = () => false) => {
      const former = docOf(address);
      docs.delete(address);
      for (const [key, value] of former.getMap('rows').entries()) {
        if (keeps(key)) docOf(address).getMap('rows').set(key, value);
      }
      epochs.set(address, (epochs.get(address) ?? 1) + rebuilding);
      // Whoever has it open is told to come back.
      for (const { socket, channel, address: open } of [...peers])
        if (open === address) {
          leave(socket, channel);
          say(socket, { type: 'closed', channel, code: closeCode.overloaded, reason: 'rebuilt' });
        }
    },
    cut: () => {
      for (const socket of sockets) socket.terminate();
    },
    sendRights: (rights) => {
      for (const peer of peers) tell(peer, encodeRights(rights));
    },
    seal: (time) => {
      for (const peer of peers) tell(peer, encodeSealed(time));
    },
    closeAll: (code) => {
      if (code === closeCode.unauthenticated) {
        for (const socket of sockets) socket.close(code);
        return;
      }
      for (const { socket, channel } of peers) say(socket, { type: 'closed', channel, code, reason: '' });
      peers.clear();
    },
    get sockets() {
      return sockets.size;
    },
    get connections() {
      return connections;
    },
    stop: async () => {
      relay.cut();
      server.close();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
  return relay;
};
