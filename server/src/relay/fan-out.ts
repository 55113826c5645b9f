import type { AwarenessEntry } from '@lianxi/protocol';
import type { Claim } from '../store/index.ts';

/**
 * The fan-out port: what one process of the relay tells the others. The log is the truth and news are only hints, so an
 * adapter may deliver late, twice or out of order. Every adapter keeps these (`tests/contract/fan-out.ts`):
 *
 * 1. Whoever subscribed before something was published hears of it, or of `anything`, which stands for whatever an
 *    adapter cannot tell or has lost.
 * 2. Nobody hears its own news as news; at the most as `anything`.
 * 3. `publish` neither throws nor waits. Listeners are called in turns of their own, never inside `publish`.
 * 4. After `close` nothing is heard and publishing does nothing.
 * 5. News about presence (`presence`, `asked`, `claimed`) are no hints to anything in the log. An adapter hands them on as
 *    it was given them, or none of them, and says which (`carriesPresence`).
 */
export interface FanOut {
  /** Where it is not carried, people see each other, and have the ids that they show (GD5), within one process only. */
  readonly carriesPresence: boolean;
  publish(news: News): void;
  /** One listener a process; the answer ends it. */
  subscribe(listener: (news: News) => void): () => void;
  close(): void;
}

export type News =
  /** Rows up to `seq` are durable. Published only after their commit. */
  | { readonly type: 'committed'; readonly room: number; readonly seq: number }
  /** Sealed, removed or rebuilt: the room's head tells. */
  | { readonly type: 'changed'; readonly room: number }
  /** Somebody's grants or sessions have changed (null: anybody's). */
  | { readonly type: 'access'; readonly member: string | null }
  /** States of sockets elsewhere; they are told anew at least every 15 s and forgotten after 30. */
  | { readonly type: 'presence'; readonly room: number; readonly entries: readonly Shown[] }
  /** Somebody has opened the room and would like to hear of presence there, and of claims by it. */
  | { readonly type: 'asked'; readonly room: number }
  /** Client ids that were shown there, also by sockets that have gone, and never written under. */
  | { readonly type: 'claimed'; readonly room: number; readonly claims: readonly Claim[] }
  /** Something has happened, nobody knows where: every open room's head tells. */
  | { readonly type: 'anything' };

/** A socket's state, and whose socket it is. */
export interface Shown extends AwarenessEntry {
  readonly member: string;
}
