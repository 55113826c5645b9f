import * as Y from 'yjs';
import { mergeTree } from '../store/index.ts';
import type { UpdateLog } from '../store/log.ts';
import type { Background } from './background.ts';
import { createByteCache } from './cache.ts';
import type { Connection } from './connection.ts';
import { type Frame, step2Frame, updateFrame } from './frames.ts';
import type { StateVector } from './guard.ts';
import type { Room } from './room.ts';

const emptyUpdate = new Uint8Array([0, 0]);
const lastFrame = (tail: Uint8Array | null): Frame => step2Frame(tail ?? emptyUpdate);

/**
 * Answers a newcomer's state vector without building the document: the baseline's ready frame, shared by everybody, and
 * the tail merged once for each version of the room. The last frame is a step 2, so that “synced” means all of it.
 */
export const createJoins = (log: UpdateLog, background: Background) => {
  const cache = createByteCache(64 * 1024 * 1024);
  const tails = new Map<number, { readonly since: number; readonly seq: number }>();
  const differences = new Map<string, Promise<Uint8Array | null>>();

  const cached = (key: string, make: () => Buffer): Buffer => {
    const known = cache.get(key);
    if (known) return known;
    const made = make();
    cache.put(key, made);
    return made;
  };

  /** Everything stored after the baseline, merged; grows by what has come since it was last asked for. */
  const tailOf = (room: Room): Uint8Array | null => {
    const key = `tail ${room.id}`;
    const last = tails.get(room.id);
    const known = last && last.since === room.baselineSeq ? cache.get(key) : null;
    const from = known && last ? last.seq : room.baselineSeq;
    const rows = log.rowsAfter(room.id, from);
    const seq = rows.at(-1)?.seq ?? from;
    if (!known && rows.length === 0) return null;
    const tail =
      rows.length === 0 && known
        ? known
        : Buffer.from(mergeTree([...(known ? [known] : []), ...rows.map(({ bytes }) => bytes)]));
    cache.put(key, tail);
    tails.set(room.id, { since: room.baselineSeq, seq });
    return tail;
  };

  const baselineFrame = (room: Room, isLast: boolean): Frame =>
    cached(`baseline ${room.id} ${room.baselineSeq} ${isLast}`, () => {
      const state = log.baselineState(room.id) ?? emptyUpdate;
      return isLast ? step2Frame(state) : updateFrame(state);
    });

  const deletionsOf = (room: Room): Uint8Array =>
    cached(`deletions ${room.id} ${room.baselineSeq}`, () =>
      Buffer.from(log.baseline(room.id)?.deletions ?? emptyUpdate),
    );

  /** What lies between nothing and all of the baseline is cut out in the background, once for all who ask alike. */
  const difference = (room: Room, stateVector: Uint8Array): Promise<Uint8Array | null> => {
    const key = `${room.id} ${room.baselineSeq} ${Buffer.from(stateVector).toString('base64')}`;
    const running = differences.get(key);
    if (running) return running;
    const started = background
      .difference(room.id, room.baselineSeq, stateVector)
      .finally(() => differences.delete(key));
    differences.set(key, started);
    return started;
  };

  const answer = (connection: Connection, stateVector: Uint8Array, attempts = 3): void => {
    const { room } = connection;
    const theirs = Y.decodeStateVector(stateVector);
    const isAnswered = log.snapshot(() => {
      if (log.baselineSeq(room.id) !== room.baselineSeq) room.readBaseline();
      const tail = tailOf(room);
      switch (compare(theirs, room.baselineVector)) {
        case 'nothing':
          connection.sendJoin([baselineFrame(room, tail === null), ...(tail ? [lastFrame(tail)] : [])]);
          return true;
        case 'all':
          connection.sendJoin([...(room.baselineSeq > 0 ? [updateFrame(deletionsOf(room))] : []), lastFrame(tail)]);
          return true;
        case 'some':
          return false;
      }
    });
    if (isAnswered) return;
    difference(room, stateVector)
      .then((update) => {
        if (!connection.isOpen) return;
        if (update) {
          connection.sendJoin([updateFrame(update), lastFrame(log.snapshot(() => tailOf(room)))]);
        } else if (attempts > 0) answer(connection, stateVector, attempts - 1);
        else connection.terminate();
      })
      .catch(() => connection.terminate());
  };

  return { answer, forget: (room: Room) => tails.delete(room.id) };
};

/** How much of the baseline the newcomer has. */
const compare = (theirs: StateVector, baseline: StateVector): 'nothing' | 'some' | 'all' => {
  let hasSome = false;
  let lacksSome = false;
  for (const [client, clock] of baseline) {
    const have = theirs.get(client) ?? 0;
    if (have > 0) hasSome = true;
    if (have < clock) lacksSome = true;
  }
  if (!lacksSome) return 'all';
  return hasSome ? 'some' : 'nothing';
};
