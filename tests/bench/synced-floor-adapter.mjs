import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Bare `ws` that syncs what it is given before it hands it on: the least that can be asked of a latency (`synced-floor-server.ts`). */
const { yWebsocket } = await import(pathToFileURL(join(process.cwd(), 'lib', 'framing.mjs')).href);

export default {
  name: 'floor-synced',
  title: 'floor: bare ws broadcast, each message synced first',
  framing: yWebsocket,
  path: (room) => `/${room}`,
  commands: ({ port, dataDir }) => [
    {
      argv: ['node', join(import.meta.dirname, 'synced-floor-server.ts')],
      env: { PORT: String(port), DATA_DIR: dataDir },
    },
  ],
  noSync: true,
  durable: false,
};
