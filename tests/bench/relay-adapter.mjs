import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment, serverArguments } from '../../scripts/lib/toolchain.mjs';

/** Our relay for the load generator, which is run in its own folder: `node compare.mjs … <this file> hocuspocus`. */
const { yWebsocket } = await import(pathToFileURL(join(process.cwd(), 'lib', 'framing.mjs')).href);

/** As `npm start` and the server's own entry load it. */
const lightModules = pathToFileURL(join(import.meta.dirname, '..', '..', 'server', 'src', 'light-modules.ts')).href;

export default {
  name: 'lianxi',
  title: 'Lianxi, guard on, synchronous=FULL',
  framing: yWebsocket,
  path: (room) => `/sync/open/joint/${room.toLowerCase()}`,
  commands: ({ port, dataDir }) => [
    {
      argv: ['node', ...serverArguments, '--import', lightModules, join(import.meta.dirname, 'relay-server.ts')],
      env: { NODE_COMPILE_CACHE: environment().NODE_COMPILE_CACHE, PORT: String(port), DATA_DIR: dataDir },
    },
  ],
  durable: true,
  flushWait: 1000,
};
