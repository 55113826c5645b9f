import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDocument, openStore, readDocument } from '@lianxi/server';
import * as Y from 'yjs';
import { partsOf, until } from './harness.ts';
import { openPlatter, type Platter } from './platter.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

const address = 'open/joint/a';

export interface KillOptions {
  readonly rounds: number;
  readonly random: () => number;
  /** With each kill the power goes too: what was not synced is lost, or torn. */
  readonly cutsPower: boolean;
  /** SQLite's own setting instead of the store's, to show what is lost then. */
  readonly synchronous?: 'OFF';
}

export interface KillOutcome {
  readonly acknowledged: number;
  /** Keys that somebody else was sent, counted in each round. */
  readonly seen: number;
  /** Writes that lay in no synced state when the power went. */
  readonly unsynced: number;
  /** Acknowledged or seen, and gone. */
  readonly lost: readonly string[];
  /** What SQLite says of the file after each cut, where it is not `ok`. */
  readonly damage: readonly string[];
}

export const startRelayProcess = async (
  folder: string,
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = [],
): Promise<{ readonly child: ChildProcess; readonly url: string }> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), folder, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const line = await Promise.race([
    once(child.stdout as NodeJS.ReadableStream, 'data').then(([data]: Buffer[]) => String(data)),
    once(child, 'exit').then(() => null),
  ]);
  if (line === null) throw new Error('the relay ended before it listened');
  return { child, url: `ws://127.0.0.1:${Number(line)}/sync` };
};

export const killHard = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
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

/** Kills a relay under load again and again, and looks each time whether all is there that was acknowledged or seen. */
export const runKills = async ({ rounds, random, cutsPower, synchronous }: KillOptions): Promise<KillOutcome> => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-kill-'));
  const platter = cutsPower ? openPlatter(folder) : null;
  const mustStand = new Set<string>();
  const damage: string[] = [];
  const lost = new Set<string>();
  let [acknowledged, seen, unsynced] = [0, 0, 0];
  const note = (keys: Iterable<string>): void => {
    for (const key of keys) mustStand.add(key);
  };
  try {
    prepare(folder);
    for (let round = 0; round < rounds; round++) {
      const { child, url } = await startRelayProcess(folder, platter?.env, synchronous ? [synchronous] : []);
      const observer = await connectRaw(url, address, 'mobserve');
      const writers = await Promise.all(
        [1, 2, 3].map(async (index) => {
          const raw = await connectRaw(url, address, `mwriter${index}`);
          return { raw, writer: startWriter(raw, `${round}-${index}`) };
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 40 + random() * 260));
      // A busy machine may have hardly begun by then, and a kill would find nothing to lose.
      const written = () => writers.reduce((sum, { writer }) => sum + writer.acknowledged().length, 0);
      const shownNow = () => observer.doc.getMap('m').size;
      await until('enough is written and shown', () => {
        const enough = (round + 1) * 12;
        return acknowledged + written() > enough && seen + shownNow() > enough;
      });
      // By itself a kill seldom comes in the middle of a commit; half of them are put there.
      if (platter && random() < 0.5) {
        const exited = once(child, 'exit');
        platter.killBefore('operation', 1 + Math.floor(random() * 10));
        await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 1_000))]);
      }
      await killHard(child);
      // A kill that did not come in time must not meet the next process.
      platter?.killBefore('operation', 0);
      for (const { raw, writer } of writers) {
        writer.stop();
        // What stands in the sockets' buffers was sent; it counts.
        await raw.until('closed', () => raw.closed !== null);
        note(writer.acknowledged());
        acknowledged += writer.acknowledged().length;
      }
      await observer.until('closed', () => observer.closed !== null);
      const shown = [...observer.doc.getMap('m').keys()];
      note(shown);
      seen += shown.length;
      if (platter) {
        // A start syncs what it finds, which would save what the other setting gives away.
        if (!synchronous && random() < 0.5) note(await readAfterRestart(folder, platter));
        unsynced += platter.cutPower(random);
      }
      const state = readState(folder);
      if (state.damage !== null) damage.push(state.damage);
      for (const key of mustStand) if (!state.keys.has(key)) lost.add(key);
      // What is lost once is not asked for again; a file that is no more begins anew.
      for (const key of lost) mustStand.delete(key);
      if (state.damage !== null) {
        rmSync(folder, { recursive: true, force: true });
        prepare(folder);
      }
    }
    return { acknowledged, seen, unsynced, lost: [...lost], damage };
  } finally {
    platter?.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
};

const prepare = (folder: string): void => {
  const store = openStore(folder);
  if (!store.ok) throw new Error(store.error.type);
  createDocument(store.value, {
    parts: partsOf(address),
    title: 'a',
    createdBy: null,
    isDemo: false,
    seed: null,
  });
  store.value.close();
};

/** The process was killed but not the machine: what the next one shows to a newcomer must survive the power cut as well. */
const readAfterRestart = async (folder: string, platter: Platter): Promise<readonly string[]> => {
  const { child, url } = await startRelayProcess(folder, platter.env);
  const newcomer = await connectRaw(url, address, 'mnewcome');
  newcomer.step1();
  await until('joined', () => newcomer.last('step2') !== undefined);
  const keys = [...newcomer.doc.getMap('m').keys()];
  await killHard(child);
  return keys;
};

const readState = (folder: string): { readonly keys: ReadonlySet<string>; readonly damage: string | null } => {
  const store = openStore(folder);
  if (!store.ok) return { keys: new Set(), damage: store.error.type };
  try {
    const integrity = String(store.value.sqlite.pragma('integrity_check', { simple: true }));
    if (integrity !== 'ok') return { keys: new Set(), damage: integrity };
    const whole = readDocument(store.value, partsOf(address).address);
    if (!whole) return { keys: new Set(), damage: 'the document is gone' };
    const doc = new Y.Doc();
    Y.applyUpdate(doc, whole.update);
    const damage = doc.store.pendingStructs ? 'something that it builds on is missing' : null;
    return { keys: new Set(doc.getMap('m').keys()), damage };
  } finally {
    store.value.close();
  }
};
