import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDocument, openStore, readDocument, runLianxi } from '@lianxi/server';
import * as Y from 'yjs';
import { partsOf, until } from './harness.ts';
import { lightly } from './lightly.ts';
import { openPlatter, type Platter } from './platter.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';
import { connectChannels, openRaw } from './raw-channels.ts';

/** Written on sockets of their own and on channels of one. */
const documents = ['open/joint/a', 'open/joint/b'] as const;

export interface KillOptions {
  readonly rounds: number;
  readonly random: () => number;
  /** With each kill the power goes too: what was not synced is lost, or torn. */
  readonly cutsPower: boolean;
  /** SQLite's own setting instead of the store's, to show what is lost then; nothing is folded meanwhile. */
  readonly synchronous?: 'OFF';
}

export interface KillOutcome {
  readonly acknowledged: number;
  /** Of those, on a channel of a socket that has others, too. */
  readonly onChannels: number;
  /** Keys that somebody else was sent, counted in each round. */
  readonly seen: number;
  /** Logs that were folded, and kills that came while one was. */
  readonly folds: number;
  readonly killedFolding: number;
  /** Writes that lay in no synced state when the power went. */
  readonly unsynced: number;
  /** Acknowledged or seen, and gone. */
  readonly lost: readonly string[];
  /** What SQLite says of the file after each cut, where it is not `ok`. */
  readonly damage: readonly string[];
}

export interface RelayProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it has said so far, its port first. */
  said(): string;
}

export const startRelayProcess = async (
  folder: string,
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = [],
): Promise<RelayProcess> => {
  const child = spawn(process.execPath, [...lightly, join(import.meta.dirname, 'child.ts'), folder, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let said = '';
  child.stdout?.on('data', (data: Buffer) => {
    said += String(data);
  });
  await Promise.race([until('a port', () => said.includes('\n'), 60_000), once(child, 'exit')]);
  if (!said.includes('\n')) throw new Error('the relay ended before it listened');
  return { child, url: `ws://127.0.0.1:${Number(said.split('\n')[0])}/sync`, said: () => said };
};

export const killHard = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // And all that it had said is read.
  const exited = once(child, 'close');
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
  let [acknowledged, onChannels, seen, unsynced, folds, killedFolding] = [0, 0, 0, 0, 0, 0];
  const note = (keys: Iterable<string>): void => {
    for (const key of keys) mustStand.add(key);
  };
  const args = synchronous ? [synchronous] : ['FULL', 'fold'];
  try {
    prepare(folder);
    for (let round = 0; round < rounds; round++) {
      const { child, url, said } = await startRelayProcess(folder, platter?.env, args);
      const observer = await connectChannels(url, 'mobserve');
      const observed = await Promise.all(documents.map((address) => openRaw(observer, address)));
      const writers = await startWriters(url, round);
      await new Promise((resolve) => setTimeout(resolve, 40 + random() * 260));
      // A busy machine may have hardly begun by then, and a kill would find nothing to lose.
      const written = () => writers.reduce((sum, { writer }) => sum + writer.acknowledged().length, 0);
      const shownNow = () => observed.reduce((sum, { doc }) => sum + doc.getMap('m').size, 0);
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
      for (const { raw, isOnChannel, writer } of writers) {
        writer.stop();
        // What stands in the sockets' buffers was sent; it counts.
        await raw.until('closed', () => raw.closed !== null);
        const count = writer.acknowledged().length;
        note(writer.acknowledged());
        acknowledged += count;
        if (isOnChannel) onChannels += count;
      }
      await until('closed', () => observer.closed !== null);
      for (const { doc } of observed) {
        const shown = [...doc.getMap('m').keys()];
        note(shown);
        seen += shown.length;
      }
      const [begun, ended] = ['+', '-'].map((sign) => said().split(sign).length - 1) as [number, number];
      folds += ended;
      if (begun > ended) killedFolding++;
      if (platter) {
        // A start syncs what it finds, which would save what the other setting gives away.
        if (!synchronous && random() < 0.5) note(await readAfterRestart(folder, platter));
        unsynced += platter.cutPower(random);
      }
      const state = await readState(folder);
      if (state.damage !== null) damage.push(state.damage);
      for (const key of mustStand) if (!state.keys.has(key)) lost.add(key);
      // What is lost once is not asked for again; a file that is no more begins anew.
      for (const key of lost) mustStand.delete(key);
      if (state.damage !== null) {
        rmSync(folder, { recursive: true, force: true });
        prepare(folder);
      }
    }
    return { acknowledged, onChannels, seen, folds, killedFolding, unsynced, lost: [...lost], damage };
  } finally {
    platter?.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Two on sockets of their own, and one with a channel for each document. */
const startWriters = async (url: string, round: number) => {
  const [first, second] = documents;
  const channels = await connectChannels(url, 'mwriter3');
  const begun = [
    { raw: await connectRaw(url, first, 'mwriter1'), isOnChannel: false },
    { raw: await connectRaw(url, second, 'mwriter2'), isOnChannel: false },
    ...(await Promise.all(documents.map((address) => openRaw(channels, address)))).map((raw) => ({
      raw,
      isOnChannel: true,
    })),
  ];
  return begun.map((each, index) => ({ ...each, writer: startWriter(each.raw, `${round}-${index}`) }));
};

const prepare = (folder: string): void => {
  const store = openStore(folder);
  if (!store.ok) throw new Error(store.error.type);
  for (const address of documents) {
    createDocument(store.value, {
      parts: partsOf(address),
      title: address,
      createdBy: null,
      isDemo: false,
      seed: null,
    });
  }
  store.value.close();
};

/** The process was killed but not the machine: what the next one shows to a newcomer must survive the power cut as well. */
const readAfterRestart = async (folder: string, platter: Platter): Promise<readonly string[]> => {
  const { child, url } = await startRelayProcess(folder, platter.env);
  const keys: string[] = [];
  for (const address of documents) {
    const newcomer = await connectRaw(url, address, 'mnewcome');
    newcomer.step1();
    await until('joined', () => newcomer.last('step2') !== undefined);
    keys.push(...newcomer.doc.getMap('m').keys());
  }
  await killHard(child);
  return keys;
};

const readState = async (
  folder: string,
): Promise<{ readonly keys: ReadonlySet<string>; readonly damage: string | null }> => {
  const store = openStore(folder);
  if (!store.ok) return { keys: new Set(), damage: store.error.type };
  const keys = new Set<string>();
  try {
    for (const address of documents) {
      const whole = readDocument(store.value, partsOf(address).address);
      if (!whole) return { keys, damage: 'the document is gone' };
      const doc = new Y.Doc();
      Y.applyUpdate(doc, whole.update);
      if (doc.store.pendingStructs) return { keys, damage: 'something that it builds on is missing' };
      for (const key of doc.getMap('m').keys()) keys.add(key);
    }
  } catch (cause) {
    return { keys, damage: String(cause) };
  } finally {
    store.value.close();
  }
  return { keys, damage: await findProblems(folder) };
};

/** What `lianxi check` says: pages, indexes, numbers without holes, baselines against their states. */
const findProblems = async (folder: string): Promise<string | null> => {
  let said = '';
  const code = await runLianxi(['check'], {
    env: { LIANXI_DATA: folder },
    cwd: folder,
    stdin: (async function* () {})(),
    out: () => undefined,
    note: (text) => {
      said += text;
    },
  });
  return code === 0 ? null : said;
};
