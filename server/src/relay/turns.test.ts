import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurns, type FrameKind } from './turns.ts';

/** A socket that takes what it was given only when told to. */
const createSlowSocket = () => {
  const taken: Buffer[] = [];
  let release: (() => void) | null = null;
  const socket = new Duplex({
    highWaterMark: 16 * 1024,
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => {
      taken.push(chunk);
      release = done;
    },
  });
  return {
    socket,
    taken,
    /** Takes one piece; false when there is none. */
    step: () => {
      const done = release;
      release = null;
      done?.();
      return done !== null;
    },
  };
};

const frameOf = (lane: number, index: number, size: number) => {
  const frame = Buffer.alloc(8 + size);
  frame.writeUInt32BE(lane, 0);
  frame.writeUInt32BE(index, 4);
  return frame;
};
const read = (frame: Buffer) => ({ lane: frame.readUInt32BE(0), index: frame.readUInt32BE(4) });

test('[WR13] whatever is said, and however slowly it is read: every frame comes once, each lane in order, and nothing is left', async () => {
  const kind = fc.constantFrom<FrameKind>('word', 'owed', 'other');
  const push = fc.record({ lane: fc.nat(4), size: fc.oneof(fc.nat(200), fc.nat(200_000)), kind });
  const act = fc.oneof({ arbitrary: push, weight: 4 }, { arbitrary: fc.constant('read' as const), weight: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 120 }), async (acts) => {
      const { socket, taken, step } = createSlowSocket();
      const turns = createTurns(socket);
      socket.on('drain', () => turns.drained());
      const lanes = Array.from({ length: 5 }, () => turns.lane(() => {}));
      const counts = [0, 0, 0, 0, 0];
      for (const each of acts) {
        if (each === 'read') {
          step();
          // The stream tells of what it has taken a tick later.
          await new Promise((resolve) => setImmediate(resolve));
        } else {
          const index = counts[each.lane] ?? 0;
          lanes[each.lane]?.push([frameOf(each.lane, index, each.size)], each.kind);
          counts[each.lane] = index + 1;
        }
      }
      for (let idle = 0; idle < 3; ) {
        idle = step() ? 0 : idle + 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
      const seen = [0, 0, 0, 0, 0];
      for (const { lane, index } of taken.map(read)) {
        expect(index).toBe(seen[lane]);
        seen[lane] = index + 1;
      }
      expect(seen).toEqual(counts);
      expect([turns.waiting, turns.unasked, ...lanes.map(({ waiting }) => waiting)]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    }),
    { numRuns: 60 },
  );
});

test('[WR13] what is small comes before what was put before the reader earlier', async () => {
  const { socket, taken, step } = createSlowSocket();
  const turns = createTurns(socket);
  socket.on('drain', () => turns.drained());
  const [large, small] = [turns.lane(() => {}), turns.lane(() => {})];
  for (let index = 0; index < 20; index++) large.push([frameOf(0, index, 100_000)], 'owed');
  small.push([frameOf(1, 0, 10)], 'other');
  expect(turns.unasked).toBe(18);
  while (step()) await new Promise((resolve) => setImmediate(resolve));
  expect(taken.map(read).findIndex(({ lane }) => lane === 1)).toBeLessThan(6);
});

test('[WR12] what waits for nobody is dropped, but for the words', async () => {
  const { socket, taken, step } = createSlowSocket();
  const turns = createTurns(socket);
  socket.on('drain', () => turns.drained());
  const [first, lane] = [turns.lane(() => {}), turns.lane(() => {})];
  first.push([frameOf(0, 0, 200_000)], 'other');
  lane.push([frameOf(1, 0, 10)], 'word');
  lane.push([frameOf(1, 1, 10)], 'owed');
  lane.push([frameOf(1, 2, 10)], 'other');
  lane.drop();
  lane.push([frameOf(1, 3, 10)], 'word');
  while (step()) await new Promise((resolve) => setImmediate(resolve));
  expect(taken.map(read).map(({ lane: of, index }) => `${of}.${index}`)).toEqual(['0.0', '1.0', '1.3']);
  expect(turns.waiting).toBe(0);
});
