import { type CloseCode, closeCode } from '@lianxi/protocol';
import type { LoadedRoom, RoomLog } from '../store/index.ts';
import type { Commits, Flight } from './commits.ts';
import type { Wanted, Write } from './connection.ts';
import type { Ending } from './ending.ts';
import type { Following } from './following.ts';
import type { Room } from './room.ts';

/**
 * Offers frames to their rooms in the order in which they came. Where a frame cannot be decided about yet, it waits, and its line is
 * read no further: the room is held while what its check needs is read, or too much waits for the commit under way.
 */
export interface Intake {
  take(write: Write): void;
  /** While the work is done the room takes nothing. Rejections end in `failed`, and the room is closed. */
  hold(room: Room, work: () => Promise<void>): void;
  /** What was not stored, because the log had more or is sealed, is checked anew against what the log says now. */
  offerAgain(flight: Flight): void;
  /** A commit has ended: what waited for space is offered. */
  relieve(): void;
}

export interface IntakeParts {
  readonly log: RoomLog;
  readonly commits: Pick<Commits, 'wake' | 'queuedBytes'>;
  readonly following: Pick<Following, 'catchUp' | 'follow' | 'isRebuilt' | 'takeRest' | 'tellMissed'>;
  readonly ending: Readonly<Ending>;
  drop(room: Room, code: CloseCode, reason: string): void;
  failed(cause: unknown): void;
}

/**
 * What may wait for the commit under way: frames and bytes of one room, and bytes of all. Beyond, the lines that bring more
 * are read no further. So no turn and no commit is longer than a moment, and whoever writes elsewhere does not wait for those
 * who bring much.
 */
export const mostQueued = { frames: 1_000, bytes: 512 * 1024, allBytes: 2 * 1024 * 1024 };

/** Each line's frames in the order of their coming; what repeats another line's comes after it. */
const inOrder = (queue: readonly Write[], repeats: readonly Write[]): readonly Write[] => {
  let left = repeats;
  const all = queue.flatMap((each) => {
    const isBefore = ({ from, frame }: Write): boolean => from === each.from && frame < each.frame;
    const before = left.filter(isBefore);
    left = left.filter((repeat) => !isBefore(repeat));
    return [...before, each];
  });
  return [...all, ...left];
};

export const createIntake = ({ log, commits, following, ending, drop, failed }: IntakeParts): Intake => {
  /** Where frames wait for the commit under way, because too much waits already. */
  const overfull = new Set<Room>();

  const hold = (room: Room, work: () => Promise<void>): void => {
    room.holds++;
    room.held = room.held
      .then(() => (room.isClosed ? undefined : work()))
      .catch((cause: unknown) => {
        failed(cause);
        drop(room, closeCode.overloaded, 'not readable');
      })
      .then(() => {
        room.holds--;
        if (room.holds === 0 && !room.isClosed) takeIn(room);
      });
  };

  /** A room in which nothing waits takes a frame, however long it is and however much waits elsewhere. */
  const isFull = (room: Room): boolean => {
    if (room.queue.length === 0) return false;
    const { frames, bytes, allBytes } = mostQueued;
    if (room.queue.length < frames && room.queuedBytes < bytes && commits.queuedBytes < allBytes) return false;
    overfull.add(room);
    return true;
  };

  const take = (write: Write): void => {
    const { room } = write.from;
    if (room.isClosed || ending.isClosing) return;
    const isFree = room.holds === 0 && room.intake.length === 0 && !isFull(room);
    const lacking = isFree ? write.from.decide(write) : null;
    if (isFree && !lacking) return;
    room.intake.push(write);
    write.from.hold();
    if (lacking) makeReady(room, lacking);
  };

  const takeIn = (room: Room): void => {
    let taken = 0;
    let lacking: Wanted | null = null;
    for (const write of room.intake) {
      if (isFull(room)) break;
      lacking = write.from.decide(write);
      if (lacking) break;
      taken++;
    }
    room.intake.splice(0, taken);
    room.forgetHistory();
    if (lacking) {
      makeReady(room, lacking);
      return;
    }
    room.isCurrent = false;
    if (room.intake.length === 0) for (const connection of room.connections) connection.release();
    if (room.isStale) following.catchUp(room);
    commits.wake(room);
  };

  /** Null where there is nothing to go on with: the room is closed then. */
  const load = async (room: Room): Promise<LoadedRoom | null> => {
    const loaded = await log.load(room.id);
    if (!loaded) drop(room, closeCode.notFound, 'no such document');
    return loaded && !following.isRebuilt(room, loaded.head) ? loaded : null;
  };

  /** Reads what the next frame's check needs: what is deleted, where everything lies, or what it says itself. */
  const makeReady = (room: Room, lacking: Wanted): void => {
    if (lacking === 'rest') {
      hold(room, () => following.takeRest(room));
      return;
    }
    const inFlight = room.inFlight ?? [];
    hold(room, async () => {
      const loaded = await load(room);
      if (!loaded) return;
      const { baseline, tail } = loaded;
      if (lacking === 'deletions') {
        const rows = tail.map(({ bytes }) => bytes);
        room.knowDeletions(baseline ? [baseline.deletions, ...rows] : rows, inFlight);
        return;
      }
      const state = baseline && (await log.baselineState(room.id, baseline.seq));
      // Replaced meanwhile: the frame is offered again, and this is done anew.
      if (baseline && !state) return;
      const stored = baseline && state ? [{ seq: baseline.seq, bytes: state }, ...tail] : tail;
      if (lacking === 'history') {
        room.knowHistory(stored.map(({ bytes }) => bytes));
        return;
      }
      // Contents are lacking only where nothing was taken yet, so the log is all there is.
      await following.follow(room, loaded);
      room.knowContents(stored);
    });
  };

  const offerAgain = ({ room, queue, repeats, marks }: Flight): void => {
    const since = room.clearQueue();
    const again = inOrder([...queue, ...since.queue], [...repeats, ...since.repeats]);
    for (const { from, frame } of again) from.takeBack(frame);
    for (const [connection] of marks) room.toAcknowledge.add(connection);
    room.intake.unshift(...again);
    hold(room, async () => {
      const loaded = await load(room);
      if (!loaded) return;
      await following.tellMissed(room, loaded, room.baselineVector);
      room.reset(loaded);
    });
  };

  return {
    take,
    hold,
    offerAgain,
    relieve: () => {
      const rooms = [...overfull];
      overfull.clear();
      for (const room of rooms) if (!room.isClosed && room.holds === 0) takeIn(room);
    },
  };
};
