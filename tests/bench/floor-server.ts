import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { decodeMessage, encodeSync, syncType } from '@lianxi/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';

/**
 * What a join costs whatever a relay does: sockets of bare `ws` that are sent bytes which lie ready. One document, nothing is checked,
 * and it reaches the disk only when the process is told to end. What the load generator reaches beside this is the most that it
 * can show of any relay. `PORT` and `DATA_DIR` come from the environment.
 */
const file = join(process.env.DATA_DIR ?? 'data', 'floor');
const sockets = new Set<WebSocket>();
let state: Uint8Array = existsSync(file) ? readFileSync(file) : new Uint8Array([0, 0]);
let updates: Uint8Array[] = [];

interface Ready {
  readonly vector: Uint8Array;
  readonly first: Uint8Array;
  readonly whole: Uint8Array;
  readonly rest: Uint8Array;
}
const prepare = (): Ready => {
  const vector = Y.encodeStateVectorFromUpdate(state);
  return {
    vector,
    first: encodeSync(syncType.step1, vector),
    whole: encodeSync(syncType.step2, state),
    rest: encodeSync(syncType.step2, Y.diffUpdate(state, vector)),
  };
};
let ready = prepare();
const fold = (): void => {
  if (updates.length === 0) return;
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of [state, ...updates]) Y.applyUpdate(doc, update);
  });
  state = Y.encodeStateAsUpdate(doc);
  updates = [];
  ready = prepare();
};

const server = createServer();
new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 64 * 1024 * 1024 }).on('connection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.send(ready.first);
  socket.on('message', (data: Buffer) => {
    const message = decodeMessage(data);
    if (message?.type === 'update') {
      updates.push(message.bytes);
      for (const each of sockets) if (each !== socket) each.send(data);
    }
    if (message?.type !== 'step1') return;
    fold();
    socket.send(
      ready.vector.length > 1 && Buffer.compare(message.bytes, ready.vector) === 0 ? ready.rest : ready.whole,
    );
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => {
  fold();
  writeFileSync(file, state);
  process.exit();
});
