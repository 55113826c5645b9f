import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { type Address, parseAddress } from '@lianxi/access';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDocument, createFileLog, type FileLog, findDocument, openStore, type Store } from './index.ts';

let folder: string;
let store: Store;
let log: FileLog;
let room: number;
let seq: number;
let threads: Worker[];
const hear = (worker: Worker) => threads.push(worker);

beforeEach(() => {
  threads = [];
  process.on('worker', hear);
  folder = mkdtempSync(join(tmpdir(), 'lianxi-file-log-'));
  const opened = openStore(folder);
  if (!opened.ok) throw new Error(opened.error.type);
  store = opened.value;
  const parts = parseAddress('open/joint/a');
  if (!parts.ok) throw new Error('no address');
  createDocument(store, { parts: parts.value, title: '', createdBy: null, isDemo: false, seed: null });
  room = findDocument(store, 'open/joint/a' as Address)?.room ?? 0;
  seq = 0;
  log = createFileLog(store);
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.off('worker', hear);
  await log.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const append = async (size: number, count = 1): Promise<void> => {
  const rows = Array.from({ length: count }, () => ({ author: 'm1', bytes: new Uint8Array(size) }));
  const answers = await log.append([{ room, after: seq, rows, entries: [] }]);
  seq += count;
  expect(answers).toEqual([{ type: 'stored', seq, consequences: [] }]);
  // As between any two frames from the network.
  await new Promise((resolve) => setImmediate(resolve));
};
/** Each look at the clock is so much later than the last: a disk that takes as long. */
const pass = (time: number): void => {
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += time;
    return now;
  });
};
/** The threads that have been begun; Node tells of one a moment later. */
const begun = async (): Promise<readonly Worker[]> => {
  await new Promise((resolve) => setImmediate(resolve));
  return threads;
};
/** Commits until the thread is given one. */
const untilInThread = async (commit: () => Promise<void>): Promise<void> => {
  const told = vi.spyOn(threads[0] as Worker, 'postMessage');
  const hasOne = () => told.mock.calls.some(([task]) => task.type === 'append');
  for (let count = 0; !hasOne(); count++) {
    expect(count).toBeLessThan(10_000);
    await commit();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};

test('[OP7] little at a time on a quick disk begins no thread', async () => {
  pass(0.5);
  for (let count = 0; count < 50; count++) await append(100);
  expect(await begun()).toEqual([]);
});

test('[OP7] on a disk that has become slow the thread begins, and commits from when it has loaded', async () => {
  pass(4);
  await append(100);
  // One slow commit among many says little.
  expect(await begun()).toEqual([]);
  for (let count = 0; count < 30; count++) await append(100);
  expect(await begun()).toHaveLength(1);
  await untilInThread(() => append(100));
  expect(await begun()).toHaveLength(1);
  expect((await log.rowsAfter(room, 0))?.map((row) => row.seq)).toEqual(Array.from({ length: seq }, (_, at) => at + 1));
});

test('[OP7] much at once begins it, and is not kept waiting for it', async () => {
  pass(0.1);
  await append(300 * 1024);
  expect(await begun()).toHaveLength(1);
  await untilInThread(() => append(300 * 1024));
});

test('[OP7] whoever finds somebody else writing goes on in the thread', async () => {
  pass(0.1);
  store.sqlite.exec('BEGIN IMMEDIATE');
  const appended = append(100);
  await vi.waitFor(() => expect(threads).toHaveLength(1));
  store.sqlite.exec('COMMIT');
  await appended;
});

test('[RL56] while somebody beside the loop has its turn nothing is appended', async () => {
  const happened: string[] = [];
  const first = append(100).then(() => happened.push('first'));
  let end = () => {};
  const turn = log.inTurn(async () => {
    happened.push('turn');
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    happened.push('over');
  });
  await first;
  const next = append(100).then(() => happened.push('next'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(happened).toEqual(['turn', 'first']);
  end();
  await Promise.all([turn, next]);
  expect(happened).toEqual(['turn', 'first', 'over', 'next']);
  await expect(log.inTurn(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  await append(100);
});

test('[OP7] on a quick disk a write-ahead log that has become long is folded where it is written: it does not grow', async () => {
  pass(0.1);
  const wal = `${store.file}-wal`;
  const before = statSync(wal).size;
  for (let written = 0; written < 3 * before; written += 200_000) await append(100_000, 2);
  expect(statSync(wal).size).toBe(before);
  expect(await begun()).toEqual([]);
});

test('[OP7] on a slow disk the thread folds it while commits go on: it does not grow either', async () => {
  pass(4);
  const wal = `${store.file}-wal`;
  const before = statSync(wal).size;
  for (let count = 0; count < 30; count++) await append(100);
  expect(await begun()).toHaveLength(1);
  const told = vi.spyOn(threads[0] as Worker, 'postMessage');
  const foldings = () => told.mock.calls.filter(([task]) => task.type === 'checkpoint').length;
  // Until most of it is folded, and then the rest; what is written while a machine takes its time with that is little.
  while (foldings() < 2) await append(foldings() === 0 ? 100_000 : 100, 2);
  for (let written = 0; written < 0.7 * before; written += 200_000) await append(100_000, 2);
  expect(threads).toHaveLength(1);
  expect(statSync(wal).size).toBe(before);
});

test('[OP7] a log that a large commit made long is folded by the thread', async () => {
  pass(0.1);
  await append(300 * 1024, 30);
  await append(100);
  expect(await begun()).toHaveLength(1);
  const told = vi.spyOn(threads[0] as Worker, 'postMessage');
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith({ type: 'checkpoint' }, []), 30_000);
});
