import type { RelayMetrics } from '../metrics/index.ts';
import type { Appended, Batch, LogRow, RoomLog } from '../store/index.ts';
import type { Connection } from './connection.ts';
import type { Ending } from './ending.ts';
import { createGathering } from './gathering.ts';
import type { Room, Waiting } from './room.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * Stores what rooms have queued: one commit for all of them, one at a time, at the end of a turn. What is queued while one is under
 * way is gathered for the next.
 *
 * Invariant: nobody hears of anything (`stored`) before the log has it.
 */
export interface Commits {
  /** The room has something to store, to acknowledge or to show at the end of this turn. */
  wake(room: Room): void;
  /** The next one, where none is under way and something is queued. */
  begin(): void;
  /** Ends with the one that is under way; null where there is none. */
  readonly underway: Promise<void> | null;
  /** Nothing is queued for the next one. */
  readonly isIdle: boolean;
  /** Of all that is queued for the next one. */
  readonly queuedBytes: number;
}

/** What was handed to the log and is not answered yet. */
export interface Flight extends Waiting {
  readonly room: Room;
  readonly batch: Batch;
  /** The same as everybody else is told it. */
  readonly told: readonly Uint8Array[];
  /** Who is to be acknowledged, and up to which frame, once the log has it. */
  readonly marks: readonly (readonly [Connection, number])[];
}

export interface CommitsParts {
  readonly log: RoomLog;
  readonly scheduler: Scheduler;
  readonly metrics: RelayMetrics;
  /** So many updates of one room are gathered at most. */
  readonly mostFrames: number;
  readonly ending: Readonly<Ending>;
  /** The turn of a room that was woken ends. */
  turned(room: Room): void;
  /** The log has it, and what followed from it as it was stored. */
  stored(flight: Flight, consequences: readonly LogRow[]): void;
  /** The log has no such document any more. */
  gone(room: Room): void;
  /** The log had more, or is sealed: nothing of it was stored, and it is to be checked anew. */
  behind(flight: Flight): void;
  /** The disk is full or failing, or somebody holds the file: nothing of any room was stored. */
  notStored(rooms: readonly Room[], cause: unknown): void;
  /** One has ended, and everybody has heard of it: there is space for what waited outside. */
  ended(): void;
}

export const createCommits = (parts: CommitsParts): Commits => {
  const { log, scheduler, metrics } = parts;
  const gathering = createGathering(scheduler.elapsed, parts.mostFrames);
  const awake = new Set<Room>();
  const filled = new Set<Room>();
  let isTurnAsked = false;
  let underway: Promise<void> | null = null;

  const wake = (room: Room): void => {
    awake.add(room);
    if (room.queue.length > 0) filled.add(room);
    askTurn();
  };
  const askTurn = (): void => {
    if (isTurnAsked) return;
    isTurnAsked = true;
    scheduler.soon(turn);
  };
  const countFilled = (): number => {
    let count = 0;
    for (const { queue } of filled) count += queue.length;
    return count;
  };
  const turn = (): void => {
    isTurnAsked = false;
    const rooms = [...awake];
    awake.clear();
    if (filled.size > 0 && gathering.isOn(countFilled)) askTurn();
    else begin();
    for (const room of rooms) parts.turned(room);
  };

  const begin = (): void => {
    if (underway || parts.ending.isAbandoned || filled.size === 0) return;
    const flights = [...filled].filter((room) => !room.isClosed && room.queue.length > 0).map(takeOff);
    filled.clear();
    if (flights.length === 0) return;
    const begun = scheduler.elapsed();
    underway = log.append(flights.map(({ batch }) => batch)).then(
      (answers) => {
        underway = null;
        metrics.committed((scheduler.elapsed() - begun) / 1000, countRows(flights));
        land(flights, answers);
      },
      (cause: unknown) => {
        underway = null;
        crash(flights, cause);
      },
    );
  };

  const takeOff = (room: Room): Flight => {
    const { queue, repeats, rows, told } = room.takeQueue();
    const entries = queue.flatMap((each) => each.entries);
    const claims = queue.flatMap((each) => each.claims);
    const marks = [...room.toAcknowledge].map((each) => [each, each.acknowledgeable] as const);
    room.toAcknowledge.clear();
    room.inFlight = queue;
    metrics.accepted(queue.length);
    return { room, queue, repeats, told, marks, batch: { room: room.id, after: room.seq, rows, entries, claims } };
  };

  /** First every room's state, so that the next commit can begin; then everybody hears of this one. */
  const land = (flights: readonly Flight[], answers: readonly Appended[]): void => {
    const stored: (readonly [Flight, readonly LogRow[]])[] = [];
    flights.forEach((flight, index) => {
      const { room, batch } = flight;
      const answer = answers[index] ?? { type: 'gone' };
      if (answer.type === 'stored') room.land();
      else room.inFlight = null;
      if (room.isClosed) return;
      if (answer.type === 'stored') {
        for (const { bytes } of batch.rows) room.tailBytes += bytes.length;
        room.learn(answer.consequences);
        room.seq = answer.seq;
        stored.push([flight, answer.consequences]);
      } else if (answer.type === 'gone') parts.gone(room);
      // Behind, or sealed by another hand between the check and the commit.
      else parts.behind(flight);
    });
    for (const { room } of flights) if (!room.isClosed) wake(room);
    begin();
    const begun = scheduler.elapsed();
    for (const [flight, consequences] of stored) parts.stored(flight, consequences);
    gathering.told(
      begun,
      flights.reduce((sum, { queue }) => sum + queue.length, 0),
    );
    parts.ended();
  };

  const crash = (flights: readonly Flight[], cause: unknown): void => {
    metrics.notStored();
    for (const { room } of flights) room.inFlight = null;
    parts.notStored(
      flights.map(({ room }) => room),
      cause,
    );
    for (const room of awake) if (room.queue.length > 0) filled.add(room);
    begin();
  };

  return {
    wake,
    begin,
    get underway() {
      return underway;
    },
    get isIdle() {
      return filled.size === 0;
    },
    get queuedBytes() {
      let bytes = 0;
      for (const room of filled) bytes += room.queuedBytes;
      return bytes;
    },
  };
};

const countRows = (flights: readonly Flight[]): number =>
  flights.reduce((sum, { batch }) => sum + batch.rows.length, 0);
