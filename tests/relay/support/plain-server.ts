import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { type WebSocket, WebSocketServer } from 'ws';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';

/**
 * A server as Yjs servers plainly are: a document for each room, every update applied and sent on, whoever it is from. It
 * is here to show that the attacks are real. (`@y/websocket-server` itself brings a second copy of Yjs.)
 */
export const startPlainServer = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const rooms = new Map<string, Room>();
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket: WebSocket, { url = '' }: IncomingMessage) => {
    const room = rooms.get(url) ?? createRoom();
    rooms.set(url, room);
    room.enter(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`,
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      for (const { doc, awareness } of rooms.values()) {
        awareness.destroy();
        doc.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

type Room = ReturnType<typeof createRoom>;

const createRoom = () => {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  const sockets = new Set<WebSocket>();
  const frame = (type: number, write: (encoder: ReturnType<typeof createEncoder>) => void): Uint8Array => {
    const encoder = createEncoder();
    writeVarUint(encoder, type);
    write(encoder);
    return toUint8Array(encoder);
  };
  const presence = (clients: readonly number[]) =>
    frame(1, (encoder) => writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [...clients])));
  const broadcast = (bytes: Uint8Array) => {
    for (const socket of sockets) socket.send(bytes);
  };
  doc.on('update', (update: Uint8Array) => broadcast(frame(0, (encoder) => writeUpdate(encoder, update))));
  awareness.on('update', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) =>
    broadcast(presence([...added, ...updated, ...removed])),
  );

  const receive = (socket: WebSocket, data: Buffer): void => {
    const decoder = createDecoder(data);
    const type = readVarUint(decoder);
    if (type === 1) applyAwarenessUpdate(awareness, readVarUint8Array(decoder), socket);
    if (type !== 0) return;
    const answer = createEncoder();
    writeVarUint(answer, 0);
    readSyncMessage(decoder, answer, doc, socket);
    if (toUint8Array(answer).length > 1) socket.send(toUint8Array(answer));
  };
  const enter = (socket: WebSocket): void => {
    sockets.add(socket);
    socket.on('message', (data: Buffer) => {
      try {
        receive(socket, data);
      } catch {
        // As its model does: said on the console, and on it goes.
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.send(frame(0, (encoder) => writeSyncStep1(encoder, doc)));
    if (awareness.getStates().size > 0) socket.send(presence([...awareness.getStates().keys()]));
  };
  return { doc, awareness, enter };
};
