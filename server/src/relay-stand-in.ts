import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Gate } from './relay/index.ts';

export const createUpgradeRefusal = (gate: Gate) => ({
  handleUpgrade: async (request: IncomingMessage, socket: Duplex) => {
    const who = await gate.authenticate(request);
    socket.end(`HTTP/1.1 ${who.ok ? 404 : 401} x\r\nConnection: close\r\n\r\n`);
  },
  rightsChanged: (_member: string) => {},
  close: async () => {},
});
