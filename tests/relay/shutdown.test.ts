import { closeCode } from '@lianxi/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { expectRunning, type Folder, openFolder } from './cli-harness.ts';
import { until } from './harness.ts';
import { connectRaw, updatesOf } from './raw.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.dispose());

test('[OP30] SIGTERM while twenty write: everything acknowledged is there, all are told to come back, the end is clean', async () => {
  await folder.done(['user', 'add', '程序', '--role', 'committee', '--passphrase-stdin'], 'correct horse\n');
  const token = await folder.done(['token', 'create', '--user', '程序']);
  const addresses = [
    await folder.done(['document', 'create', 'open', '--title', '甲']),
    await folder.done(['document', 'create', 'open', '--title', '乙']),
  ];
  const server = expectRunning(await folder.start({ LIANXI_LOG: 'json' }));
  const url = `${server.origin.replace('http', 'ws')}/sync`;
  const writers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const address = addresses[index % 2] as string;
      const raw = await connectRaw(url, address, token);
      raw.step2(new Uint8Array([0, 0]));
      const doc = new Y.Doc();
      let written = 0;
      const timer = setInterval(() => {
        if (raw.closed !== null) return;
        for (const update of updatesOf(doc, () => doc.getMap('m').set(`${index} ${written}`, 'x'))) raw.update(update);
        written++;
      }, 5);
      return { raw, index, address, stop: () => clearInterval(timer) };
    }),
  );
  const acknowledged = ({ raw }: { raw: (typeof writers)[number]['raw'] }) =>
    (raw.last('acknowledged')?.frames ?? 1) - 1;
  await until('all are writing', () => writers.every((writer) => acknowledged(writer) > 5), 20_000);
  const asked = performance.now();
  server.child.kill('SIGTERM');
  const { code, stderr } = await server.ended;
  const took = performance.now() - asked;
  for (const { stop } of writers) stop();
  await until('closed', () => writers.every(({ raw }) => raw.closed !== null));

  expect(code).toBe(0);
  expect(took).toBeLessThan(8_000);
  expect(new Set(writers.map(({ raw }) => raw.closed))).toEqual(new Set([closeCode.restarting]));
  const said = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(said).toMatchObject([{ event: 'Started' }, { event: 'Stopping', sockets: 20 }, { event: 'Stopped' }]);
  for (const address of addresses) {
    const { m } = JSON.parse(await folder.done(['document', 'export', address, '--json']));
    const missing = writers
      .filter((writer) => writer.address === address)
      .flatMap((writer) => Array.from({ length: acknowledged(writer) }, (_, count) => `${writer.index} ${count}`))
      .filter((key) => !(key in m));
    expect(missing).toEqual([]);
  }
  expect((await folder.lianxi(['check'])).code).toBe(0);
});
