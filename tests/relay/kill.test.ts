import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeededNumbers } from '@lianxi/base';
import { createDocument, openStore, readDocument } from '@lianxi/server';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { partsOf } from './harness.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

const rounds = 20;
const address = 'open/joint/a';

const startChild = async (folder: string): Promise<{ readonly child: ChildProcess; readonly url: string }> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { child, url: `ws://127.0.0.1:${Number(line.toString())}/sync` };
};

/** Writes numbered keys as fast as it may, and knows after which frame each was written. */
const startWriter = (raw: Raw, name: string) => {
  const doc = new Y.Doc();
  const written: string[] = [];
  raw.step2(new Uint8Array([0, 0]));
  const timer = setInterval(() => {
    for (let burst = 0; burst < 5 && raw.closed === null; burst++) {
      const key = `${name}-${written.length}`;
      for (const update of updatesOf(doc, () => doc.getMap('m').set(key, 'x'.repeat(20)))) raw.update(update);
      written.push(key);
    }
  }, 2);
  return {
    /** The first frame was the empty step 2. */
    acknowledged: () => written.slice(0, Math.max(0, (raw.last('acknowledged')?.frames ?? 0) - 1)),
    stop: () => clearInterval(timer),
  };
};

it(`[RL5] loses nothing acknowledged and nothing that another client has seen in ${rounds} kills at random moments`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-kill-'));
  const random = createSeededNumbers(20261121);
  const mustStand = new Set<string>();
  let acknowledged = 0;
  let seen = 0;
  try {
    const first = openStore(folder);
    if (!first.ok) throw new Error(first.error.type);
    const parts = partsOf(address);
    createDocument(first.value, { parts, title: 'a', createdBy: null, isDemo: false, seed: null });
    first.value.close();

    for (let round = 0; round < rounds; round++) {
      const { child, url } = await startChild(folder);
      const observer = await connectRaw(url, address, 'mobserve');
      const writers = await Promise.all(
        [1, 2, 3].map(async (index) => {
          const raw = await connectRaw(url, address, `mwriter${index}`);
          return { raw, writer: startWriter(raw, `${round}-${index}`) };
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 40 + random() * 260));
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      for (const { raw, writer } of writers) {
        writer.stop();
        // What stands in the sockets' buffers was sent; it counts.
        await raw.until('closed', () => raw.closed !== null);
        for (const key of writer.acknowledged()) mustStand.add(key);
        acknowledged += writer.acknowledged().length;
      }
      await observer.until('closed', () => observer.closed !== null);
      for (const key of observer.doc.getMap('m').keys()) mustStand.add(key);
      seen += observer.doc.getMap('m').size;

      const store = openStore(folder);
      if (!store.ok) throw new Error(store.error.type);
      const whole = readDocument(store.value, parts.address);
      expect(store.value.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
      store.value.close();
      const doc = new Y.Doc();
      Y.applyUpdate(doc, whole?.update ?? new Uint8Array([0, 0]));
      const lost = [...mustStand].filter((key) => !doc.getMap('m').has(key));
      expect(lost).toEqual([]);
      expect(doc.store.pendingStructs).toBeNull();
    }
    console.info(`${rounds} kills: ${acknowledged} acknowledged, ${seen} seen by another, 0 lost`);
    expect(acknowledged).toBeGreaterThan(rounds * 10);
    expect(seen).toBeGreaterThan(rounds * 10);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
