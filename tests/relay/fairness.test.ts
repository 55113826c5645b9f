import type { Batch } from '@lianxi/server';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { updatesOf } from './raw.ts';
import { createHouse } from './support/house.ts';

const writes = (count: number, text: string): readonly Uint8Array[] => {
  const doc = new Y.Doc();
  return updatesOf(doc, () => {
    for (let index = 0; index < count; index++) doc.getText('t').insert(0, text);
  });
};
const sizeOf = (batches: readonly Batch[]) =>
  batches.flatMap(({ rows }) => rows).reduce((sum, { bytes }) => sum + bytes.length, 0);

for (const [what, updates, limit] of [
  ['much', writes(100, 'x'.repeat(100_000)), 700_000],
  ['often', writes(20_000, 'x'), 60_000],
] as const) {
  test(`[RL72] who writes ${what} waits for the disk; who writes elsewhere waits for one short commit`, async () => {
    const house = createHouse();
    const loud = await house.enter('loud', 'mloud000');
    const calm = await house.enter('calm', 'mcalm000');
    // A room reads its document when the first of its life is written.
    for (const visitor of [loud, calm]) for (const update of writes(1, '一')) visitor.update(update);
    await house.commitAll();
    expect(loud.line.isPaused).toBe(false);
    for (const update of updates) loud.update(update);
    expect(loud.line.isPaused).toBe(true);
    await house.commitNow();
    for (const update of writes(1, '甲')) calm.update(update);
    expect(calm.line.isPaused).toBe(false);
    const begun = house.commits.length;
    await house.commitAll();
    expect(house.commits[begun]?.map(({ room }) => room)).toContain(calm.connection.room.id);
    for (const batches of house.commits) expect(sizeOf(batches)).toBeLessThan(limit);
    expect(loud.line.isPaused).toBe(false);
    const stored = house.commits.flat().flatMap(({ rows }) => rows.map(({ bytes }) => bytes));
    const doc = new Y.Doc();
    for (const bytes of stored) Y.applyUpdate(doc, bytes);
    expect(doc.getText('t').length).toBe(what === 'much' ? 10_000_003 : 20_003);
    await house.engine.close();
  });
}
