import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleServer } from '../../scripts/lib/server-build.mjs';
import { serverArguments, serverEnvironment } from '../../scripts/lib/toolchain.mjs';

/** Our relay for the load generator, which is run in its own folder: `node compare.mjs … <this file> hocuspocus`. */
const { yWebsocket } = await import(pathToFileURL(join(process.cwd(), 'lib', 'framing.mjs')).href);

/** Put into a few files and started as `npm start` does it with the server. */
const { NODE_COMPILE_CACHE, MALLOC_ARENA_MAX } = serverEnvironment();
const build = join(import.meta.dirname, 'build');
rmSync(build, { recursive: true, force: true });
await bundleServer({ relay: join(import.meta.dirname, 'relay-server.ts') }, build);

export default {
  name: 'lianxi',
  title: 'Lianxi, guard on, synchronous=FULL',
  framing: yWebsocket,
  path: (room) => `/sync/open/joint/${room.toLowerCase()}`,
  commands: ({ port, dataDir }) => [
    {
      argv: ['node', ...serverArguments, join(build, 'relay.js')],
      env: { NODE_COMPILE_CACHE, MALLOC_ARENA_MAX, PORT: String(port), DATA_DIR: dataDir },
    },
  ],
  durable: true,
  flushWait: 1000,
};
