/** `pnpm --silent lianxi …` (or `npm run --silent lianxi -- …`): the command line, on the same data folder as the relay. */
import { join } from 'node:path';
import { ensurePackages, findNode, root, run, serverArguments, serverEnvironment } from './lib/toolchain.mjs';

ensurePackages();
// Paths are meant from where the person stands, not from the project's folder.
const cwd = process.env.INIT_CWD ?? process.cwd();
// `lianxi start` ends when this process is gone.
const env = { ...serverEnvironment(), LIANXI_PARENT: String(process.pid) };
process.exit(
  await run(findNode(), [...serverArguments, join(root, 'server', 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], {
    cwd,
    env,
  }),
);
