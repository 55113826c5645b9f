/** A real server, as `npm start` runs it, on a free port with a data folder of its own, and the `lianxi` command on that folder. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtServer } from '../../relay/server-build.ts';
import { lianxiOn } from './lianxi.ts';

const root = join(import.meta.dirname, '..', '..', '..');

export interface RunningServer {
  readonly origin: string;
  readonly dataFolder: string;
  /** What the server has printed so far. */
  output(): string;
  /** `lianxi …` on the same data folder; resolves to what it printed, throws with what it said when it fails. */
  lianxi(args: readonly string[], input?: string): Promise<string>;
  /** Stops the process, keeps the data. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Stops and removes the data. */
  dispose(): Promise<void>;
}

export const startServer = async (
  options: { dataFolder?: string; port?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<RunningServer> => {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'lianxi-web-'));
  const child = spawn(process.execPath, [await builtServer()], {
    cwd: root,
    env: {
      ...process.env,
      LIANXI_DATA: dataFolder,
      LIANXI_PORT: String(options.port ?? 0),
      LIANXI_HOST: '127.0.0.1',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      // Followed by something: its port may have come in two pieces.
      const found = /http:\/\/127\.0\.0\.1:\d+(?=\D)/.exec(output);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
    setTimeout(() => reject(new Error(`the server did not say its address:\n${output}`)), 60_000).unref();
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  return {
    origin,
    dataFolder,
    output: () => output,
    lianxi: lianxiOn(dataFolder),
    stop,
    dispose: async () => {
      await stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};
