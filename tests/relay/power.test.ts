import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDocument, openStore, readDocument } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { partsOf, until } from './harness.ts';
import { killHard, startRelayProcess } from './kills.ts';
import { findPlatterProblem, openPlatter, type Platter } from './platter.ts';
import { connectRaw, updatesOf } from './raw.ts';

const parts = partsOf('open/joint/a');
let folder: string;
let platter: Platter;

const stored = (): Y.Map<unknown> => {
  const store = openStore(folder);
  if (!store.ok) throw new Error(store.error.type);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readDocument(store.value, parts.address)?.update ?? new Uint8Array([0, 0]));
  store.value.close();
  return doc.getMap('m');
};

describe.skipIf(findPlatterProblem() !== null)('a disk that loses its power', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lianxi-power-'));
    platter = openPlatter(folder);
    const store = openStore(folder);
    if (!store.ok) throw new Error(store.error.type);
    createDocument(store.value, { parts, title: 'a', createdBy: null, isDemo: false, seed: null });
    store.value.close();
  });
  afterEach(() => {
    platter.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('[OP2] what a start finds whole but not synced is on the disk before anybody is told of it', async () => {
    const first = await startRelayProcess(folder, platter.env);
    const writer = await connectRaw(first.url, parts.address, 'm1111111');
    writer.step2(new Uint8Array([0, 0]));
    const doc = new Y.Doc();
    const write = (key: string): void => {
      for (const update of updatesOf(doc, () => doc.getMap('m').set(key, 1))) writer.update(update);
    };
    write('first');
    await writer.until('stored', () => writer.last('acknowledged')?.frames === 2);
    const exited = once(first.child, 'exit');
    // Everything of the commit is written, and the process is gone before it asks the disk to keep it.
    platter.killBefore('sync', 1);
    write('k');
    await exited;
    expect(writer.last('acknowledged')?.frames).toBe(2);

    const second = await startRelayProcess(folder, platter.env);
    const newcomer = await connectRaw(second.url, parts.address, 'm2222222');
    newcomer.step1();
    await until('joined', () => newcomer.last('step2') !== undefined);
    expect(newcomer.doc.getMap('m').has('k')).toBe(true);
    await killHard(second.child);
    platter.cutPower();
    expect(stored().has('k')).toBe(true);
  });
});
