import * as Y from 'yjs';
import type { Baseline, LogRow, RoomLog } from '../store/index.ts';
import type { Background } from './background.ts';
import { createCache } from './cache.ts';
import type { Connection } from './connection.ts';
import type { StateVector } from './guard.ts';
import { mergeWherePossible } from './merge.ts';
import type { Message } from './message.ts';
import { step2, updated } from './messages.ts';
import { createRests } from './rests.ts';
import type { Room } from './room.ts';
import type { Scheduler } from './scheduler.ts';

export interface Joins {
  /** Answers with what the connection lacks of everything that is stored by now. Throws when that is no state vector. */
  ask(connection: Connection, stateVector: Uint8Array): void;
  forget(room: Room): void;
}

interface Asked {
  readonly connection: Connection;
  readonly stateVector: Uint8Array;
  readonly theirs: StateVector;
}

/** What a room's newcomers are given, as of one row of the log. */
interface Material {
  readonly baseline: Baseline | null;
  readonly vector: StateVector;
  readonly seq: number;
  /** Everything after the baseline, merged as far as it can be. */
  readonly tail: readonly Uint8Array[];
  /** The same, ready; ends with a step 2. */
  readonly tailMessages: readonly Message[];
}

const emptyUpdate = new Uint8Array([0, 0]);
const nothingMore: readonly Message[] = [step2(emptyUpdate)];
const capacity = 64 * 1024 * 1024;
const mostAttempts = 4;

/**
 * Answers newcomers' state vectors without building the document: the baseline's ready message, shared by everybody, and
 * the tail merged once for each version of the room. All who ask in one turn are answered from one reading. The last
 * message is a step 2, so that “synced” means all of it. `failed`: a difference that could not be cut out.
 */
export const createJoins = (
  log: RoomLog,
  background: Background,
  scheduler: Scheduler,
  failed: (room: Room, cause: unknown) => void,
): Joins => {
  const materials = createCache<Material>(capacity / 2);
  const messages = createCache<Message>(capacity / 2);
  const making = new Map<string, Promise<Message | null>>();
  const waiting = new Map<Room, Asked[]>();
  const answering = new Set<Room>();
  /** Rooms of whose baseline no difference comes out in time. */
  const uncuttable = createRests(scheduler.elapsed);

  const once = (key: string, make: () => Promise<Message | null>): Promise<Message | null> => {
    const known = messages.get(key);
    if (known) return Promise.resolve(known);
    const underway = making.get(key);
    if (underway) return underway;
    const made = make()
      .then((message) => {
        if (message) messages.put(key, message, message.size);
        return message;
      })
      .finally(() => making.delete(key));
    making.set(key, made);
    return made;
  };

  const keep = (room: Room, material: Material): Material => {
    let size = 512 + 64 * material.vector.size;
    for (const bytes of material.tail) size += 2 * bytes.length;
    if (!room.isClosed) materials.put(String(room.id), material, size);
    return material;
  };
  const grow = (room: Room, material: Material, rows: readonly LogRow[]): Material => {
    const tail = mergeWherePossible([...material.tail, ...rows.map(({ bytes }) => bytes)]);
    const seq = rows.at(-1)?.seq ?? material.seq;
    return keep(room, { ...material, seq, tail, tailMessages: toMessages(tail) });
  };
  /** Grows by what has come since it was last asked for; null when there is no such room any more. */
  const materialOf = async (room: Room): Promise<Material | null> => {
    const known = materials.get(String(room.id));
    const rows = known ? await log.rowsAfter(room.id, known.seq) : null;
    if (known && rows) return rows.length === 0 ? known : grow(room, known, rows);
    const loaded = await log.load(room.id);
    if (!loaded) return null;
    const { baseline, tail } = loaded;
    const vector: StateVector = baseline ? Y.decodeStateVector(baseline.stateVector) : new Map();
    const untouched = { baseline, vector, seq: baseline?.seq ?? 0, tail: [], tailMessages: nothingMore };
    return tail.length === 0 ? keep(room, untouched) : grow(room, untouched, tail);
  };

  /** Null when the baseline has been replaced while it was read. */
  const messagesFor = async (room: Room, material: Material, asked: Asked): Promise<readonly Message[] | null> => {
    const { baseline, vector, tail, tailMessages } = material;
    if (!baseline) return tailMessages;
    const key = `${room.id} ${baseline.seq}`;
    const allOfIt = async (): Promise<readonly Message[] | null> => {
      const isLast = tail.length === 0;
      const whole = await once(`${key} ${isLast}`, async () => {
        const state = await log.baselineState(room.id, baseline.seq);
        return state && (isLast ? step2(state) : updated(state));
      });
      return whole && (isLast ? [whole] : [whole, ...tailMessages]);
    };
    switch (compare(asked.theirs, vector)) {
      case 'all':
        return baseline.deletions.length > 2 ? [updated(baseline.deletions), ...tailMessages] : tailMessages;
      case 'nothing':
        return allOfIt();
      case 'some': {
        if (uncuttable.isResting(room.id)) return allOfIt();
        // Cut out in the background, once for all who ask alike.
        const cut = once(`${key} ${Buffer.from(asked.stateVector).toString('base64')}`, async () => {
          const update = await background.difference(room.id, baseline.seq, asked.stateVector);
          uncuttable.end(room.id);
          return update && updated(update);
        });
        try {
          const rest = await cut;
          return rest && [rest, ...tailMessages];
        } catch (cause) {
          // The first of them says so. What they have already they are told again, and that is all the harm.
          if (!uncuttable.isResting(room.id)) {
            uncuttable.begin(room.id);
            failed(room, cause);
          }
          return allOfIt();
        }
      }
    }
  };

  /** Everybody who has asked by now, from one reading; answers who could not be answered. */
  const answerGroup = async (room: Room, group: readonly Asked[]): Promise<readonly Asked[]> => {
    const material = await materialOf(room);
    const unanswered: Asked[] = [];
    await Promise.all(
      group.map(async (asked) => {
        const answer = material && (await messagesFor(room, material, asked));
        if (answer) asked.connection.sendJoin(answer);
        else unanswered.push(asked);
      }),
    );
    if (unanswered.length > 0) materials.drop(String(room.id));
    return unanswered;
  };
  const answerAll = async (room: Room): Promise<void> => {
    let unanswered: readonly Asked[] = [];
    let attempts = 0;
    try {
      for (;;) {
        const group = [...unanswered, ...(waiting.get(room) ?? [])];
        waiting.delete(room);
        if (group.length === 0) return;
        unanswered = group;
        unanswered = await answerGroup(room, group);
        attempts = unanswered.length === 0 ? 0 : attempts + 1;
        if (attempts === mostAttempts) throw new Error('the room is gone, or its baseline changes all the time');
      }
    } catch {
      // They come back, and find what there is by then.
      for (const { connection } of [...unanswered, ...(waiting.get(room) ?? [])]) connection.line.end();
      waiting.delete(room);
    } finally {
      answering.delete(room);
    }
  };

  return {
    ask: (connection, stateVector) => {
      const { room } = connection;
      const asked = { connection, stateVector, theirs: Y.decodeStateVector(stateVector) };
      const group = waiting.get(room);
      if (group) group.push(asked);
      else waiting.set(room, [asked]);
      if (answering.has(room)) return;
      answering.add(room);
      scheduler.soon(() => void answerAll(room));
    },
    forget: (room) => materials.drop(String(room.id)),
  };
};

const toMessages = (tail: readonly Uint8Array[]): readonly Message[] =>
  tail.map((bytes, index) => (index === tail.length - 1 ? step2(bytes) : updated(bytes)));

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
