import type { Duplex } from 'node:stream';

/**
 * The frames of many channels on one socket, taken in turns, so that a large document on its way to one does not hold up
 * what is said on the others. While the socket takes everything at once nothing is queued here.
 *
 * Invariant: frames of one lane keep their order.
 */
export interface Turns {
  lane(onEmpty: () => void): Lane;
  /** Bytes that wait here or in the socket. */
  readonly waiting: number;
  /** Of those, what nobody asked for: the measure of a reader that does not keep up. */
  readonly unasked: number;
  /** The socket has taken everything that it was given. */
  drained(): void;
}

export interface Lane {
  /** Bytes of this lane that wait for their turn. */
  readonly waiting: number;
  push(frame: readonly Uint8Array[], kind: FrameKind): void;
  /** Nobody listens any more: what waits is not sent, but for the words. */
  drop(): void;
}

/** A word about the channel itself; what the reader has asked for, however large it is; anything else. */
export type FrameKind = 'word' | 'owed' | 'other';

interface Queued {
  readonly frame: readonly Uint8Array[];
  readonly size: number;
  readonly kind: FrameKind;
}

/** So much may wait in the socket: enough to keep it busy, little enough that a turn comes soon. */
const most = 128 * 1024;

export const createTurns = (socket: Duplex): Turns => {
  /** Lanes with something to say; the first is next. */
  const ring: { readonly queue: readonly Queued[]; take(): Queued | undefined }[] = [];
  let queued = 0;
  let owed = 0;

  const write = (frame: readonly Uint8Array[]) => {
    for (const piece of frame) socket.write(piece);
  };

  const pump = () => {
    socket.cork();
    while (ring.length > 0 && socket.writableLength < most) {
      const lane = ring.shift();
      const next = lane?.take();
      if (!lane || !next) continue;
      if (lane.queue.length > 0) ring.push(lane);
      write(next.frame);
    }
    socket.uncork();
  };

  return {
    lane: (onEmpty) => {
      let waiting = 0;
      const queue: Queued[] = [];
      const count = ({ size, kind }: Queued, sign: 1 | -1) => {
        waiting += sign * size;
        queued += sign * size;
        if (kind === 'owed') owed += sign * size;
      };
      const take = () => {
        const next = queue.shift();
        if (!next) return undefined;
        count(next, -1);
        if (queue.length === 0) onEmpty();
        return next;
      };
      const lane = { queue, take };
      return {
        get waiting() {
          return waiting;
        },
        push: (frame, kind) => {
          if (ring.length === 0 && socket.writableLength < most) {
            write(frame);
            return;
          }
          const each = { frame, kind, size: frame.reduce((sum, piece) => sum + piece.length, 0) };
          if (queue.length === 0) ring.push(lane);
          queue.push(each);
          count(each, 1);
        },
        drop: () => {
          const words = queue.filter(({ kind }) => kind === 'word');
          for (const each of queue) if (each.kind !== 'word') count(each, -1);
          queue.splice(0, queue.length, ...words);
        },
      };
    },
    get waiting() {
      return queued + socket.writableLength;
    },
    get unasked() {
      return queued - owed;
    },
    drained: pump,
  };
};
