import { BroadcastChannel } from 'node:worker_threads';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { InTurn } from '../turn-taking.ts';
import { type Background, createBackground } from './background.ts';

const script = new URL('./testing/stuck-worker.ts', import.meta.url);
const [endless, greedy, throwing, sound, telling, keeping] = [1, 2, 3, 4, 5, 6] as const;
const nothing = new Uint8Array([0]);
let background: Background;
/** Threads that were told to end, and did. */
const ended: number[] = [];
const endings = new BroadcastChannel('stuck-worker');
endings.onmessage = ({ data }: { readonly data: unknown }) => ended.push(Number(data));
afterAll(() => endings.close());
beforeEach(() => {
  const bounds = { time: 2_500, memory: 24 };
  background = createBackground('', { script, compaction: bounds, difference: bounds });
});
afterEach(() => background.close());

const folded = (room: number) => ({ type: 'Compacted', seq: room, quarantined: [] });

it('[RL58] a compaction that comes to no end is given up with its thread; the next begins in another', async () => {
  const first = background.compact(endless);
  const next = background.compact(sound);
  await expect(first).rejects.toMatchObject({ code: 'TASK_OVERDUE' });
  expect(await next).toEqual(folded(sound));
});

it('[RL58] one that takes more memory than it may is given up, and the process goes on', async () => {
  // Nothing else may end it.
  await background.close();
  background = createBackground('', { script, compaction: { time: 60_000, memory: 24 } });
  const first = background.compact(greedy);
  const next = background.compact(sound);
  await expect(first).rejects.toMatchObject({ code: 'TASK_OUT_OF_MEMORY' });
  expect(await next).toEqual(folded(sound));
});

it('[RL58] one whose thread ends by an exception is given up, and the next begins in another', async () => {
  const first = background.compact(throwing);
  const next = background.compact(sound);
  await expect(first).rejects.toThrow('thrown');
  expect(await next).toEqual(folded(sound));
});

it('[RL58] a difference waits for no compaction, and an endless difference is given up as well', async () => {
  const compaction = background.compact(endless).then(
    () => 'done',
    () => 'given up',
  );
  const difference = background.difference(sound, 1, nothing).then(() => 'difference');
  expect(await Promise.race([compaction, difference])).toBe('difference');
  await expect(background.difference(endless, 1, nothing)).rejects.toMatchObject({ code: 'TASK_OVERDUE' });
  expect(await background.difference(sound, 1, nothing)).toEqual(Uint8Array.of(sound));
  expect(await compaction).toBe('given up');
});

it('closes while something is being done and something waits; both are told', async () => {
  const asked = [background.compact(endless), background.compact(sound), background.difference(endless, 1, nothing)];
  const told = asked.map((each) => expect(each).rejects.toThrow('closing'));
  await background.close();
  await Promise.all(told);
  await expect(background.compact(sound)).rejects.toThrow('closing');
});

it('[RL59] a thread without a task for a while ends; the next task begins in another', async () => {
  background = createBackground('', { script, compaction: { rest: 50 } });
  const thread = async (): Promise<number> => {
    const compaction = await background.compact(telling);
    return compaction.type === 'Compacted' ? compaction.seq : 0;
  };
  const [first, next] = await Promise.all([thread(), thread()]);
  expect(next).toBe(first);
  await vi.waitFor(() => expect(ended).toContain(first), { timeout: 4_000 });
  expect(await thread()).not.toBe(first);
});

it('[RL56] a thread that is given up in its turn gives it back', async () => {
  const turns: string[] = [];
  const inTurn: InTurn = async (write) => {
    turns.push('begun');
    const written = await write();
    turns.push('over');
    return written;
  };
  background = createBackground('', { script, compaction: { time: 500 }, inTurn });
  await expect(background.compact(keeping)).rejects.toMatchObject({ code: 'TASK_OVERDUE' });
  await vi.waitFor(() => expect(turns).toEqual(['begun', 'over']));
});
