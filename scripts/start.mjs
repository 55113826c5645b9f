/** `npm start`: installs, builds what has changed, and starts the one process of the product. */
import { spawn } from 'node:child_process';
import { whenNpmIsGone } from './lib/lineage.mjs';
import { ensureServerBuild, serverProgram } from './lib/server-build.mjs';
import { ensurePackages, fail, findNode, root, serverArguments, serverEnvironment } from './lib/toolchain.mjs';
import { ensureWebBuild } from './lib/web-build.mjs';

const [argument] = process.argv.slice(2);
if (argument !== undefined) {
  fail(
    `npm start 不带参数（收到“${argument}”），没有启动。端口、地址、数据文件夹用环境变量设定，见 docs/guide/administration.md；其他命令见 npm run lianxi -- --help。`,
    `npm start takes no arguments (“${argument}” was given); nothing was started. Port, address and data folder are set by environment variables, see docs/guide/administration.md; for the other commands, npm run lianxi -- --help.`,
  );
}
ensurePackages();
ensureWebBuild();
ensureServerBuild();
const server = spawn(findNode(), [...serverArguments, serverProgram], {
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
