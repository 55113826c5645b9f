import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Bytes that lie ready, and sockets: what a join costs whatever a relay does (`floor-server.ts`). */
const { yWebsocket } = await import(pathToFileURL(join(process.cwd(), 'lib', 'framing.mjs')).href);

export default {
  name: 'floor-join',
  title: 'floor: bytes that lie ready',
  framing: yWebsocket,
  path: (room) => `/${room}`,
  commands: ({ port, dataDir }) => [
    {
      argv: ['node', join(import.meta.dirname, 'floor-server.ts')],
      env: { PORT: String(port), DATA_DIR: dataDir },
    },
  ],
  durable: true,
  flushWait: 1000,
};
