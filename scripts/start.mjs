/** `npm start`: installs, builds what has changed, and starts the one process of the product. */
import { spawn } from 'node:child_process';
import { whenNpmIsGone } from './lib/lineage.mjs';
import { ensureServerBuild, serverProgram } from './lib/server-build.mjs';
import { ensurePackages, findNode, root, serverArguments, serverEnvironment } from './lib/toolchain.mjs';
import { ensureWebBuild } from './lib/web-build.mjs';

ensurePackages();
ensureWebBuild();
ensureServerBuild();
const server = spawn(findNode(), [...serverArguments, serverProgram, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  // The server ends itself when this process is gone, however it went.
  env: { ...serverEnvironment(), LIANXI_PARENT: String(process.pid) },
});
// Ctrl-C reaches the whole group; a SIGTERM reaches only us and is handed on. Either way the server decides when it is done.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => server.kill('SIGTERM'));
process.on('SIGHUP', () => server.kill('SIGTERM'));
whenNpmIsGone(() => server.kill('SIGTERM'));
server.on('exit', (code) => process.exit(code ?? 1));
