import { type CloseCode, closeCode } from '@lianxi/protocol';
import { faultOf } from '../fault.ts';
import { type Logger, loggedAddress } from '../logger/index.ts';
import type { RelayMetrics } from '../metrics/index.ts';
import type { QuarantinedRow, RoomLog } from '../store/index.ts';
import type { Background } from './background.ts';
import { cutShortOf } from './background-thread.ts';
import { type Ending, isOver } from './ending.ts';
import { createRests } from './rests.ts';
import type { Room } from './room.ts';
import type { Scheduler } from './scheduler.ts';

/** When what was stored since the baseline is folded into it. */
export interface Folding {
  /** Beyond so many rows, or bytes beside an eighth of the baseline, no sooner than `pause` (ms) after the last time. */
  readonly rows: number;
  readonly bytes: number;
  readonly pause: number;
  /** Beyond so many bytes beside half of the baseline, however short ago the last time was. */
  readonly bytesAtOnce: number;
  /** Beyond so many rows or bytes when the last line has left: whoever comes next is told all of the tail. */
  readonly rowsLeft: number;
  readonly bytesLeft: number;
}

export const defaultFolding: Folding = {
  rows: 500,
  bytes: 256 * 1024,
  pause: 10_000,
  bytesAtOnce: 2 * 1024 * 1024,
  rowsLeft: 50,
  bytesLeft: 16 * 1024,
};

/** Has logs folded in the background, while their rooms go on. What throws there is put apart, and everybody begins anew without it. */
export interface Folder {
  /** Something was stored in it, or time has passed. */
  foldIfRipe(room: Room): void;
  /** Its last line has left. */
  left(room: Room): void;
}

export interface FolderParts {
  readonly log: RoomLog;
  readonly background: Background;
  readonly scheduler: Scheduler;
  readonly metrics: RelayMetrics;
  readonly report: Logger;
  readonly limits: Folding;
  readonly ending: Readonly<Ending>;
  isDiskFailure(cause: unknown): boolean;
  /** The baseline is another one: what was made ready for newcomers is of no use. */
  folded(room: Room): void;
  /** The new baseline holds more than the room has: that is taken in. Settles when it has been. */
  takeFolded(room: Room): Promise<void>;
  drop(room: Room, code: CloseCode, reason: string): void;
  failed(cause: unknown): void;
}

export const createFolder = (parts: FolderParts): Folder => {
  const { log, scheduler, metrics, report, limits, ending } = parts;
  /** Rooms whose log could not be folded; they are forwarded as before. */
  const unfoldable = createRests(scheduler.elapsed);

  const isRipe = ({ tailRows, tailBytes, baselineSize, foldedAt }: Room): boolean => {
    if (tailBytes > limits.bytesAtOnce + baselineSize / 2) return true;
    const isLong = tailRows > limits.rows || tailBytes > limits.bytes + baselineSize / 8;
    return isLong && scheduler.elapsed() - foldedAt >= limits.pause;
  };
  const isLeftLong = ({ tailRows, tailBytes }: Room): boolean =>
    tailRows > limits.rowsLeft || tailBytes > limits.bytesLeft;

  /** The audit log has it, by the transaction that took it out; everybody comes back to a document without it. */
  const putApart = (room: Room, quarantined: readonly QuarantinedRow[]): void => {
    for (const { seq, reason } of quarantined) {
      report({ type: 'Quarantined', address: loggedAddress(room.parts, room.id), seq, cause: reason });
    }
    if (quarantined.length > 0) parts.drop(room, closeCode.overloaded, 'rebuilt');
  };

  const fold = (room: Room): void => {
    if (room.isCompacting || ending.isClosing || unfoldable.isResting(room.id)) return;
    room.isCompacting = true;
    const address = loggedAddress(room.parts, room.id);
    const begun = scheduler.elapsed();
    room.foldedAt = begun;
    const seconds = (): number => (scheduler.elapsed() - begun) / 1000;
    let isLeft = false;
    parts.background
      .compact(room.id)
      .then(async (result) => {
        if (result.type === 'Unsound') {
          unfoldable.begin(room.id);
          report({ type: 'CompactionUnsound', address, cause: result.detail });
        } else unfoldable.end(room.id);
        metrics.compacted(seconds(), outcomes[result.type]);
        if (result.type === 'Compacted') putApart(room, result.quarantined);
        const loaded = await log.load(room.id);
        if (!loaded) return;
        if (room.isClosed) {
          // The last line left meanwhile: what came while this one was made is folded too.
          room.rebase(loaded);
          isLeft = result.type === 'Compacted' && isLeftLong(room);
          return;
        }
        parts.folded(room);
        if ((loaded.baseline?.seq ?? 0) <= room.seq) room.rebase(loaded);
        else await parts.takeFolded(room);
      })
      .catch((cause: unknown) => {
        if (isOver(ending)) return;
        unfoldable.begin(room.id);
        metrics.compacted(seconds(), failures[cutShortOf(cause) ?? 'FAILED']);
        if (parts.isDiskFailure(cause)) parts.failed(cause);
        else report({ type: 'CompactionFailed', address, cause: faultOf(cause) });
      })
      .finally(() => {
        room.isCompacting = false;
        if (isLeft) fold(room);
      });
  };

  return {
    foldIfRipe: (room) => {
      if (isRipe(room)) fold(room);
    },
    left: (room) => {
      if (isLeftLong(room)) fold(room);
    },
  };
};

const outcomes = { Compacted: 'compacted', Unchanged: 'unchanged', Unsound: 'unsound' } as const;
const failures = { TASK_OVERDUE: 'overdue', TASK_OUT_OF_MEMORY: 'out-of-memory', FAILED: 'failed' } as const;
