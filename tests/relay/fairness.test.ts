import { parseAddress } from '@lianxi/access';
import { ok } from '@lianxi/base';
import { encodeSync, syncType } from '@lianxi/protocol';
import {
  type Batch,
  createEngine,
  createForeground,
  createHub,
  type Line,
  noMetrics,
  systemScheduler,
} from '@lianxi/server';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createMemoryLog } from '../contract/memory-log.ts';

/** The real engine over a disk that takes as long as the test says. */
const createSlowHouse = () => {
  const memory = createMemoryLog();
  const commits: (readonly Batch[])[] = [];
  let finish: (() => void) | null = null;
  const log = {
    ...memory,
    append: async (batches: readonly Batch[]) => {
      commits.push(batches);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return memory.append(batches);
    },
  };
  const engine = createEngine({
    log,
    fanOut: createHub().join(),
    background: createForeground(log),
    scheduler: systemScheduler,
    gate: {
      authenticate: () => ok({ member: 'mone0000', name: '', session: '' }),
      isAlive: () => true,
      rightsFor: () => 'write',
      standingOf: () => ({ isCommittee: false, units: [] }),
    },
    metrics: noMetrics,
    report: () => {},
    refusals: { record: () => {} },
    isDiskFailure: () => false,
    onDiskFailure: () => {},
  });
  const enter = async (name: string, member: string) => {
    const parts = parseAddress(`open/joint/${name}`);
    if (!parts.ok) throw new Error(name);
    if (!(await log.find(parts.value.address))) memory.create(parts.value.address);
    const admission = await engine.admit({ member, name: '', session: '' }, parts.value);
    if (!admission.ok) throw new Error(admission.error.type);
    const state = { isPaused: false };
    const line: Line = {
      dialect: 'own',
      isOpen: true,
      isKept: true,
      waiting: 0,
      write: () => {},
      cork: () => {},
      uncork: () => {},
      close: () => {},
      end: () => {},
      pause: () => {
        state.isPaused = true;
      },
      resume: () => {
        state.isPaused = false;
      },
    };
    return { connection: admission.value.enter(line), state };
  };
  /** Ends the commit under way; false when there is none. */
  const commitNow = async (): Promise<boolean> => {
    for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
    const run = finish;
    finish = null;
    run?.();
    return run !== null;
  };
  return { engine, commits, enter, commitNow };
};

const writes = (count: number, text: string): readonly Uint8Array[] => {
  const doc = new Y.Doc();
  const messages: Uint8Array[] = [];
  doc.on('update', (bytes: Uint8Array) => messages.push(encodeSync(syncType.update, bytes)));
  for (let index = 0; index < count; index++) doc.getText('t').insert(0, text);
  return messages;
};
const sizeOf = (batches: readonly Batch[]) =>
  batches.flatMap(({ rows }) => rows).reduce((sum, { bytes }) => sum + bytes.length, 0);

for (const [what, messages, limit] of [
  ['much', writes(100, 'x'.repeat(100_000)), 700_000],
  ['often', writes(20_000, 'x'), 60_000],
] as const) {
  test(`[RL72] who writes ${what} waits for the disk; who writes elsewhere waits for one short commit`, async () => {
    const house = createSlowHouse();
    const loud = await house.enter('loud', 'mloud000');
    const calm = await house.enter('calm', 'mcalm000');
    // A room reads its document when the first of its life is written.
    for (const { connection } of [loud, calm]) for (const message of writes(1, '一')) connection.receive(message);
    while (await house.commitNow());
    expect(loud.state.isPaused).toBe(false);
    for (const message of messages) loud.connection.receive(message);
    expect(loud.state.isPaused).toBe(true);
    await house.commitNow();
    for (const message of writes(1, '甲')) calm.connection.receive(message);
    expect(calm.state.isPaused).toBe(false);
    const begun = house.commits.length;
    while (await house.commitNow());
    expect(house.commits[begun]?.map(({ room }) => room)).toContain(calm.connection.room.id);
    for (const batches of house.commits) expect(sizeOf(batches)).toBeLessThan(limit);
    expect(loud.state.isPaused).toBe(false);
    const stored = house.commits.flat().flatMap(({ rows }) => rows.map(({ bytes }) => bytes));
    const doc = new Y.Doc();
    for (const bytes of stored) Y.applyUpdate(doc, bytes);
    expect(doc.getText('t').length).toBe(what === 'much' ? 10_000_003 : 20_003);
    await house.engine.close();
  });
}
