import { type CloseCode, closeCode } from '@lianxi/protocol';
import type { LoadedRoom, RoomHead, RoomLog } from '../store/index.ts';
import type { Background } from './background.ts';
import { type Ending, isOver } from './ending.ts';
import { encodeStateVector } from './fresh.ts';
import type { StateVector } from './guard.ts';
import { updated } from './messages.ts';
import type { Room } from './room.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * Takes in what the log has and was not stored from here: rows of other processes, a new baseline, a seal, a rebuilt document. The
 * lines of a room are told all of it before anything that comes after.
 */
export interface Following {
  /** The log has more than the room; where something is under way there, the log itself will say so. */
  catchUp(room: Room): void;
  /** Everything that the log has by now. Only while the room is held. */
  takeRest(room: Room): Promise<void>;
  /** The same where it was folded: the new baseline holds rows that the lines here may not have been sent. */
  takeFolded(room: Room): Promise<void>;
  /** Takes in what the log has more; only where nothing is queued or in flight. */
  follow(room: Room, loaded: LoadedRoom): Promise<void>;
  /** Tells the lines everything in the log that they were not sent; all of them had what `had` says, and more perhaps. */
  tellMissed(room: Room, loaded: LoadedRoom, had: StateVector): Promise<void>;
  /** What the lines here have has nothing in common with what is stored now: then everybody begins anew, and nothing of theirs is taken. */
  isRebuilt(room: Room, head: RoomHead): boolean;
  /** Compares every open room with the log. */
  look(): void;
}

export interface FollowingParts {
  readonly log: RoomLog;
  readonly background: Background;
  readonly scheduler: Scheduler;
  readonly rooms: ReadonlyMap<unknown, Room>;
  /** The commit that is under way. */
  underway(): Promise<void> | null;
  readonly ending: Readonly<Ending>;
  hold(room: Room, work: () => Promise<void>): void;
  drop(room: Room, code: CloseCode, reason: string): void;
  failed(cause: unknown): void;
}

export const createFollowing = (parts: FollowingParts): Following => {
  const { log, background, scheduler, rooms, ending, drop, failed } = parts;
  let looking: Promise<void> | null = null;
  let isLookAsked = false;

  const tellMissed = async (room: Room, loaded: LoadedRoom, had: StateVector): Promise<void> => {
    const { head, baseline, tail } = loaded;
    if (baseline && baseline.seq > room.seq) {
      // Folded before it was seen here.
      const missed = await background.difference(room.id, baseline.seq, encodeStateVector(had));
      if (!missed) throw new Error('the baseline was replaced while it was read');
      room.broadcast(updated(missed));
    }
    for (const { seq, bytes } of tail) if (seq > room.seq) room.broadcast(updated(bytes));
    if (head.sealedAt !== null && room.sealedAt === null) tellSealed(room, head.sealedAt);
  };
  const tellSealed = (room: Room, sealedAt: number): void => {
    for (const connection of room.connections) connection.tellSealed(sealedAt);
  };

  const isRebuilt = (room: Room, head: RoomHead): boolean => {
    if (head.epoch === room.epoch) return false;
    drop(room, closeCode.overloaded, 'rebuilt');
    return true;
  };

  const follow = async (room: Room, loaded: LoadedRoom): Promise<void> => {
    if (isRebuilt(room, loaded.head) || loaded.head.seq === room.seq) return;
    await tellMissed(room, loaded, room.stateVector);
    if ((loaded.baseline?.seq ?? 0) > room.seq) {
      room.reset(loaded);
      return;
    }
    room.learn(loaded.tail.filter(({ seq }) => seq > room.seq));
    room.seq = loaded.head.seq;
  };

  const takeMore = async (room: Room): Promise<void> => {
    const rows = await log.rowsAfter(room.id, room.seq);
    if (rows) {
      room.learn(rows);
      for (const { seq, bytes } of rows) {
        room.seq = seq;
        room.broadcast(updated(bytes));
      }
      return;
    }
    const loaded = await log.load(room.id);
    if (loaded) await follow(room, loaded);
  };

  const catchUp = (room: Room): void => {
    room.isStale = room.isBusy;
    if (!room.isStale) parts.hold(room, () => takeMore(room));
  };

  /**
   * What is under way is stored, or has turned out to be behind. False where nothing is left to do: the room is closed, or what
   * is held next reads the log anew, because of just that.
   */
  const hasLanded = async (room: Room): Promise<boolean> => {
    while (!room.isClosed && (room.inFlight || room.queue.length > 0)) {
      await (parts.underway() ?? new Promise<void>((resolve) => scheduler.soon(resolve)));
    }
    return !room.isClosed && room.holds === 1;
  };

  const compareHead = (room: Room, head: RoomHead | undefined): void => {
    if (room.isClosed) return;
    if (!head) {
      drop(room, closeCode.notFound, 'no such document');
      return;
    }
    if (isRebuilt(room, head)) return;
    if (head.sealedAt !== null && room.sealedAt === null) {
      room.sealedAt = head.sealedAt;
      tellSealed(room, head.sealedAt);
    }
    if (head.seq > room.seq) catchUp(room);
  };
  const lookAt = async (open: readonly Room[]): Promise<void> => {
    const heads = new Map((await log.heads(open.map(({ id }) => id))).map((head) => [head.room, head]));
    for (const room of open) compareHead(room, heads.get(room.id));
  };
  const look = (): void => {
    if (ending.isAbandoned) return;
    if (looking) {
      isLookAsked = true;
      return;
    }
    looking = lookAt([...rooms.values()])
      .catch(failed)
      .finally(() => {
        looking = null;
        if (!isLookAsked || isOver(ending)) return;
        isLookAsked = false;
        look();
      });
  };

  return {
    catchUp,
    takeRest: async (room) => {
      if (await hasLanded(room)) await takeMore(room);
      room.isCurrent = true;
    },
    takeFolded: async (room) => {
      const loaded = (await hasLanded(room)) ? await log.load(room.id) : null;
      if (!loaded) return;
      await follow(room, loaded);
      if (!room.isClosed) room.rebase(loaded);
    },
    follow,
    tellMissed,
    isRebuilt,
    look,
  };
};
