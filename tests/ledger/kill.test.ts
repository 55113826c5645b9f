import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createSeededNumbers } from '@lianxi/base';
import { type Entry, type Outcome, steps } from '@lianxi/documents';
import { verifyBooks } from '@lianxi/server';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { times } from '../campaign.ts';
import { until } from '../relay/harness.ts';
import { lightly } from '../relay/lightly.ts';
import { findPlatterProblem, openPlatter } from '../relay/platter.ts';
import { connectRaw, type Raw, updatesOf } from '../relay/raw.ts';
import { entryOf, openOffice } from './office.ts';

const problem = findPlatterProblem();

const startChild = async (folder: string, env: NodeJS.ProcessEnv) => {
  const child = spawn(process.execPath, [...lightly, join(import.meta.dirname, 'child.ts'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: `ws://127.0.0.1:${Number(line.toString())}/sync` };
};

/** Enters promises, deliveries and uses of one unit as fast as it may, and knows after which frame each was written. */
const startWriter = (raw: Raw, member: string, random: () => number) => {
  const doc = new Y.Doc();
  const written: string[] = [];
  raw.step2(new Uint8Array([0, 0]));
  const timer = setInterval(() => {
    for (let burst = 0; burst < 3 && raw.closed === null; burst++) {
      const step = steps[Math.floor(random() * 3)] ?? 'promised';
      const quantity = Math.ceil(random() * (step === 'promised' ? 20 : 9));
      const entry = entryOf({ by: member, step, quantity });
      for (const update of updatesOf(doc, () => doc.getMap('entries').set(entry.id, entry))) raw.update(update);
      written.push(entry.id);
    }
  }, 3);
  return {
    /** The first frame was the empty step 2. */
    acknowledged: () => written.slice(0, Math.max(0, (raw.last('acknowledged')?.frames ?? 0) - 1)),
    stop: () => clearInterval(timer),
  };
};

/** Kills the relay while three liaisons enter what they can, looks at the books, and goes on with the same file. */
const runKills = async (rounds: number, seed: number, cutsPower: boolean): Promise<void> => {
  const office = openOffice();
  const ledger = office.ledger('a');
  const random = createSeededNumbers(seed);
  const acknowledged = new Set<string>();
  const seen = new Map<string, Outcome>();
  const heard = { posted: 0, refused: 0 };
  const platter = cutsPower ? openPlatter(office.folder) : null;
  try {
    for (let round = 0; round < rounds; round++) {
      office.store.close();
      const { child, url } = await startChild(office.folder, platter?.env ?? {});
      const observer = await connectRaw(url, ledger, 'mobserve');
      observer.step1();
      const writers = await Promise.all(
        [1, 2, 3].map(async (index) => {
          const raw = await connectRaw(url, ledger, `mwriter${index}`);
          return { raw, writer: startWriter(raw, `mwriter${index}`, random) };
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 60 + random() * 300));
      // A busy machine may have hardly begun by then, and a kill would find nothing to lose.
      const posted = () =>
        [...observer.doc.getMap<Outcome>('outcomes').values()].filter(({ state }) => state === 'posted').length;
      await until('enough is written and heard of', () => {
        const written = writers.reduce((sum, { writer }) => sum + writer.acknowledged().length, 0);
        return acknowledged.size + written > (round + 1) * 5 && posted() > round + 1;
      });
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      for (const { raw, writer } of writers) {
        writer.stop();
        // What stands in the sockets' buffers was sent; it counts.
        await raw.until('closed', () => raw.closed !== null);
        for (const id of writer.acknowledged()) acknowledged.add(id);
      }
      await observer.until('closed', () => observer.closed !== null);
      for (const [id, outcome] of observer.doc.getMap<Outcome>('outcomes').entries()) seen.set(id, outcome);

      platter?.cutPower(random);
      office.reopen();
      expect(verifyBooks(office.store)).toEqual([]);
      const doc = office.document(ledger);
      const outcomes = doc.getMap<Outcome>('outcomes');
      const entries = doc.getMap<Entry>('entries');
      expect([...entries.keys()].filter((id) => !outcomes.has(id))).toEqual([]);
      expect([...outcomes.keys()].filter((id) => !entries.has(id))).toEqual([]);
      expect([...acknowledged].filter((id) => !entries.has(id))).toEqual([]);
      for (const [id, outcome] of seen) expect(outcomes.get(id)).toEqual(outcome);
      expect(doc.store.pendingStructs).toBeNull();
    }
    for (const { state } of seen.values()) heard[state] += 1;
    console.info(
      `${rounds} kills: ${acknowledged.size} acknowledged, ${heard.posted} seen posted, ${heard.refused} seen refused`,
    );
    expect(acknowledged.size).toBeGreaterThan(rounds * 5);
    expect(heard.posted).toBeGreaterThan(rounds);
  } finally {
    platter?.dispose();
    office.stop();
  }
};

test(
  '[LG14] in kills at random moments no entry is lost, each has its outcome, and the chain verifies',
  () => runKills(times(3, 30), 20261125, false),
  times(300_000, 3_600_000),
);

test.skipIf(problem !== null)(
  '[LG14] [LG19] nor when the power goes with the process and takes what was not synced',
  () => runKills(times(2, 30), 20261126, true),
  times(300_000, 3_600_000),
);
