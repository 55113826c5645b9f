import type { Door, RegisterProjection } from '@lianxi/documents';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countRows, gather, type Source } from './gather.ts';

/** As much of a register as a list asks for; each third door is empty. */
const source = (address: string, count: number): Source => {
  const register = {
    isOpen: () => true,
    residents: { values: (id: string) => ({ name: `示例${id}` }) },
  } as unknown as RegisterProjection;
  const doors = Array.from({ length: count }, (_, door) => ({
    source: register,
    place: { room: String(1_000 + door) },
    residents: door % 3 === 0 ? [] : [String(door)],
  })) as unknown as readonly Door[];
  return { address, register, title: address, doors };
};

beforeEach(() => vi.stubGlobal('document', { hidden: true }));
afterEach(() => vi.unstubAllGlobals());

test('a list is drawn up in pieces, register by register, and says how far it is', async () => {
  const sources = [source('register/a/1', 700), source('register/b/2', 30)];
  const seen: number[] = [];
  const gathered = await gather(
    sources,
    ['room', 'name'],
    false,
    () => false,
    (rows) => seen.push(rows),
  );
  expect([...(gathered?.rowsByAddress ?? [])]).toEqual([
    ['register/a/1', 700],
    ['register/b/2', 30],
  ]);
  expect(gathered?.rows).toHaveLength(sources.reduce((sum, { doors }) => sum + countRows(doors), 0));
  expect(gathered?.rows.slice(0, 2)).toEqual([
    ['1000', ''],
    ['1001', '示例1'],
  ]);
  expect(seen.length).toBeGreaterThan(2);
  expect(seen).toEqual([...seen].sort((one, other) => one - other));
  expect(seen.at(-1)).toBe(730);
});

test('it is stopped between two pieces', async () => {
  let pieces = 0;
  const gathered = await gather(
    [source('register/a/1', 700)],
    ['room'],
    false,
    () => pieces >= 2,
    () => pieces++,
  );
  expect([gathered, pieces]).toEqual([null, 2]);
});
