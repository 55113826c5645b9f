import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { parseAddress } from '@lianxi/access';
import { createDocument, openStore } from '@lianxi/server';
import { expect, it, onTestFinished } from 'vitest';
import { builtServer } from './server-build.ts';

/** What a thread of the built server answers, one task after the other. */
const openThread = (folder: string, script: string, file: string) => {
  const worker = new Worker(join(folder, 'thread.js'), {
    argv: [pathToFileURL(join(folder, script)).href],
    workerData: { file },
  });
  const next = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  return {
    first: next,
    ask: (task: object): Promise<unknown> => {
      const answer = next();
      worker.postMessage(task);
      return answer;
    },
    end: async () => {
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage('end');
      await ended;
    },
  };
};

it('[OP31] the built server has its threads, and tells the places of errors as places of the sources', async () => {
  const folder = dirname(await builtServer());
  const threads = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/new URL\("\.\/([\w-]+\.js)", import/g)])
    .map(([, script]) => script ?? '');
  const scripts = [...new Set(threads)].sort();
  expect(scripts).toEqual(['append-worker.js', 'thread.js', 'worker.js']);
  expect(scripts.filter((script) => !existsSync(join(folder, script)))).toEqual([]);

  const data = mkdtempSync(join(tmpdir(), 'lianxi-built-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const opened = openStore(data);
  const parts = parseAddress('open/joint/built');
  if (!opened.ok || !parts.ok) throw new Error('no store');
  const store = opened.value;
  createDocument(store, { parts: parts.value, title: '', createdBy: null, isDemo: false, seed: null });
  const room = store.sqlite.prepare('SELECT room FROM documents').pluck().get();

  const commits = openThread(folder, 'append-worker.js', store.file);
  expect(await commits.first()).toEqual({ type: 'ready' });
  expect(await commits.ask({ type: 'checkpoint' })).toEqual({ type: 'done', answers: [] });
  await commits.end();

  // One struct of a client, of a kind that there is not: it makes Yjs throw.
  const unreadable = new Uint8Array([1, 1, 1, 0, 31, 1, 1, 97, 0]);
  store.sqlite
    .prepare('INSERT INTO baselines (room, seq, time, state_vector, deletions, state) VALUES (?, 1, 0, ?, ?, ?)')
    .run(room, new Uint8Array([0]), new Uint8Array([0, 0]), unreadable);
  const background = openThread(folder, 'worker.js', store.file);
  const difference = { type: 'difference', room, stateVector: new Uint8Array([0]) };
  expect(await background.ask({ id: 1, ...difference, seq: 2 })).toEqual({ id: 1, difference: null });
  expect(await background.ask({ id: 2, ...difference, seq: 1 })).toEqual({
    id: 2,
    failure: expect.stringMatching(
      /^\w*Error server\/src\/relay\/compaction\.ts:\d+ server\/src\/relay\/worker\.ts:\d+/,
    ),
    code: null,
  });
  await background.end();
  store.close();
}, 60_000);
