import type { CloseCode } from '@lianxi/protocol';
import type { Message } from './message.ts';

/**
 * The line port: one client's view of one room. A plain WebSocket on `/sync/<address>` is a line, and so is a channel of a
 * socket that carries many. The engine knows nothing of sockets; whoever makes a line hands what comes in to
 * `Connection.receive`, says `drained` when nothing waits any more, and `left` once, when the line has ended by whatever
 * means, its own `close` included.
 *
 * Nothing throws. After `close` or `end` everything but `left` is without effect.
 */
export interface Line {
  /** `own` speaks `lianxi.v1`; `stock` knows y-websocket's messages only. */
  readonly dialect: 'own' | 'stock';
  readonly isOpen: boolean;
  /** Whoever has made the line keeps the other side from hanging up on silence. */
  readonly isKept: boolean;
  /** Bytes that were written and that the network has not taken yet; of the whole socket where lines share one. */
  readonly waiting: number;
  /**
   * Writes a message in this line's own framing: bytes that were made once for all lines of that framing. `isOwed`: the
   * reader has asked for it, however large it is.
   */
  write(message: Message, isOwed?: boolean): void;
  /** What is written in between leaves in one piece. */
  cork(): void;
  uncork(): void;
  /** Says why, and ends. A peer that does not answer is not waited for. */
  close(code: CloseCode, reason: string): void;
  /** Ends at once and says nothing: for whoever does not listen. */
  end(): void;
  /** Reads no more until `resume`; what has been read may still come. */
  pause(): void;
  resume(): void;
}
