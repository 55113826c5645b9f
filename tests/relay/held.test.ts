import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { databaseName, type LogEvent, verifyAudit } from '@lianxi/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Harness, startHarness, until } from './harness.ts';
import { connectRaw, updatesOf } from './raw.ts';

let harness: Harness;
let holder: ChildProcess;
const reports: LogEvent[] = [];
beforeEach(async () => {
  reports.length = 0;
  harness = await startHarness({ log: (event) => reports.push(event) });
});
afterEach(async () => {
  holder.kill('SIGKILL');
  await harness.stop();
});

/** Another process in the middle of a long write. */
const holdFile = async (): Promise<void> => {
  holder = spawn(process.execPath, [join(import.meta.dirname, 'holder.ts'), join(harness.folder, databaseName)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout as NodeJS.ReadableStream, 'data');
};
const letGo = (): void => void holder.stdin?.end();
const written = (): readonly unknown[] =>
  harness.store.sqlite.prepare('SELECT member, detail FROM audit ORDER BY seq').all();
const aWhile = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('[GD22] [AU7] while somebody else is writing, nobody waits for a refusal to be written down; it is, afterwards', async () => {
  const [quiet, loud] = [harness.document('open/joint/quiet'), harness.document('open/joint/loud')];
  harness.gate.rights.set('mreader1', 'read');
  const reader = await connectRaw(harness.url, loud, 'mreader1');
  const writer = await connectRaw(harness.url, quiet, 'mwriter1');
  reader.step2(new Uint8Array([0, 0]));
  writer.step2(new Uint8Array([0, 0]));
  const doc = new Y.Doc();
  const write = (text: string): void => {
    for (const update of updatesOf(doc, () => doc.getText('t').insert(0, text))) writer.update(update);
  };
  write('before ');
  await writer.until('stored', () => writer.last('acknowledged')?.frames === 2);

  await holdFile();
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const refuse = (): void => {
    const forbidden = new Y.Doc();
    for (const update of updatesOf(forbidden, () => forbidden.getText('t').insert(0, 'x'))) reader.update(update);
  };
  refuse();
  await reader.until('refused', () => reader.last('refused')?.reason === 'read-only');
  // The row is due within a second, and is tried.
  await aWhile(1_500);
  refuse();
  // Whoever comes, shows themselves, or is asked whether they are there is served.
  const newcomer = await connectRaw(harness.url, quiet, 'mnewcome');
  newcomer.step1();
  await newcomer.until('joined', () => newcomer.doc.getText('t').toString() === 'before ');
  writer.awareness(7, 1, { here: true });
  await newcomer.until('seen', () => newcomer.last('awareness') !== undefined);
  const ponged = once(writer.ws, 'pong');
  writer.ws.ping();
  await ponged;
  write('while it is held ');
  await aWhile(300);
  // What must be stored waits for whoever is writing, and for nothing else.
  expect(writer.last('acknowledged')?.frames).toBe(2);
  expect(written()).toEqual([]);
  delay.disable();
  letGo();
  await writer.until('stored', () => writer.last('acknowledged')?.frames === 3);
  await newcomer.until('handed on', () => newcomer.doc.getText('t').toString() === 'while it is held before ');
  await until('written down', () => written().length > 0);
  expect(written()[0]).toEqual({ member: 'mreader1', detail: '{"reason":"read-only","rule":"","count":2}' });
  expect(verifyAudit(harness.store)).toMatchObject({ entries: 1, problem: null });
  expect(reports).toEqual([]);
  // Far from the five seconds for which a connection waits for another's lock.
  expect(delay.max / 1e6).toBeLessThan(2_000);
});

it('[GD22] [AU7] what waits to be written down is written when the relay stops', async () => {
  const address = harness.document('open/joint/loud');
  harness.gate.rights.set('mreader1', 'read');
  const reader = await connectRaw(harness.url, address, 'mreader1');
  reader.step2(new Uint8Array([0, 0]));
  await holdFile();
  const doc = new Y.Doc();
  for (const update of updatesOf(doc, () => doc.getText('t').insert(0, 'x'))) reader.update(update);
  await reader.until('refused', () => reader.last('refused') !== undefined);
  const restarted = harness.restart();
  await aWhile(300);
  letGo();
  await restarted;
  expect(written()).toEqual([{ member: 'mreader1', detail: '{"reason":"read-only","rule":"","count":1}' }]);
});
