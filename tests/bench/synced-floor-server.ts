import { fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * The load generator's floor, a bare `ws` broadcast, but that each message is on the disk before anybody hears of it: written over
 * what is there, so that the file need not grow, and synced. Nothing is checked, joined or found again. `PORT` and `DATA_DIR`
 * come from the environment.
 */
const size = 8 * 1024 * 1024;
const folder = process.env.DATA_DIR ?? 'data';
mkdirSync(folder, { recursive: true });
const file = openSync(join(folder, 'floor'), 'w');
writeSync(file, Buffer.alloc(size), 0, size, 0);
fdatasyncSync(file);
let at = 0;
const store = (data: Buffer): void => {
  if (at + data.length > size) at = 0;
  writeSync(file, data, 0, data.length, at);
  at += data.length;
  fdatasyncSync(file);
};

const rooms = new Map<string, Set<WebSocket>>();
const server = new WebSocketServer({ port: Number(process.env.PORT), host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const name = request.url ?? '';
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on('message', (data: Buffer) => {
    store(data);
    for (const each of room) if (each !== socket) each.send(data);
  });
  socket.on('close', () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(name);
  });
  socket.on('error', () => {});
});
