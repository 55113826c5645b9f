import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLianxi } from '@lianxi/server';
import { builtServer } from './server-build.ts';

const root = join(import.meta.dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly ended: Promise<Ended>;
}

/** A data folder of its own, the command on it, and servers as processes of their own. */
export interface Folder {
  readonly path: string;
  /** The command as its own process, as a person calls it. */
  process(args: readonly string[], input?: string): Promise<Ended>;
  /** The command within the test's process (which the server does not share), much faster. */
  lianxi(args: readonly string[], input?: string): Promise<Ended>;
  /** Standard output, trimmed; throws where the command did not end with 0. */
  done(args: readonly string[], input?: string): Promise<string>;
  /** Starts a server; resolves when it has said its address, or ended. */
  start(env?: NodeJS.ProcessEnv): Promise<Running | Ended>;
  dispose(): Promise<void>;
}

/** `path`: of a server that is running, whose files are its own to remove. */
export const openFolder = (path = mkdtempSync(join(tmpdir(), 'lianxi-cli-'))): Folder => {
  const children: ChildProcess[] = [];
  const run = (file: string, args: readonly string[], env: NodeJS.ProcessEnv, input: string | null) => {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, LIANXI_DATA: path, LIANXI_PORT: '0', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    children.push(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // A command that needs no input may be gone before it is written.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    const ended = new Promise<Ended>((resolve) =>
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
    );
    return { child, ended };
  };
  const lianxi = async (args: readonly string[], input = ''): Promise<Ended> => {
    let stdout = '';
    let stderr = '';
    const code = await runLianxi(args, {
      env: { LIANXI_DATA: path },
      cwd: root,
      stdin: (async function* () {
        yield Buffer.from(input);
      })(),
      out: (text) => {
        stdout += text;
      },
      note: (text) => {
        stderr += text;
      },
    });
    return { code, signal: null, stdout, stderr };
  };
  return {
    path,
    process: (args, input = '') => run(join(root, 'server/src/cli/main.ts'), args, {}, input).ended,
    lianxi,
    done: async (args, input) => {
      const ended = await lianxi(args, input);
      if (ended.code !== 0) throw new Error(`lianxi ${args.join(' ')}: ${ended.code} ${ended.stderr}`);
      return ended.stdout.trim();
    },
    start: async (env = {}) => {
      const { child, ended } = run(await builtServer(), [], env, null);
      let said = '';
      const origin = new Promise<string>((resolve) =>
        child.stdout?.on('data', (text: string) => {
          said += text;
          const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
          if (found && said.includes('\n', said.indexOf(found[0]))) resolve(found[0]);
        }),
      );
      return Promise.race([ended, origin.then((each): Running => ({ child, origin: each, ended }))]);
    },
    dispose: async () => {
      for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      rmSync(path, { recursive: true, force: true });
    },
  };
};

export const isRunning = (started: Running | Ended): started is Running => 'origin' in started;

export const expectRunning = (started: Running | Ended): Running => {
  if (!isRunning(started)) throw new Error(`the server ended with ${started.code}: ${started.stderr}`);
  return started;
};
