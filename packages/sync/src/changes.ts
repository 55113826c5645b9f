import type { StoredChange } from './journal-codec.ts';
import type { OriginKind } from './types.ts';

/**
 * The changes of one document that are not with the relay yet, oldest first, and which frame of the present socket holds
 * each. What is typed without a pause is one change.
 *
 * Invariant: a change leaves only when a frame that holds all of it was acknowledged, or when it is refused or carried over.
 */
export interface Changes {
  readonly waiting: readonly WaitingChange[];
  /** Takes a local transaction in; `isReopened`: it was added to a change that had been received. */
  add(
    kind: OriginKind,
    update: Uint8Array,
    at: number,
  ): { readonly change: WaitingChange; readonly isReopened: boolean };
  /** What a backup that was put back lacks, before everything that waits already. */
  addReturned(updates: readonly Uint8Array[], at: number): readonly WaitingChange[];
  adopt(stored: readonly StoredChange[]): void;
  /** A new socket knows nothing of earlier frames. */
  forgetFrames(): void;
  /** An answer holds everything that waits; an update holds what was added or carried last. */
  markSent(frame: number, isAnswer: boolean): void;
  markCarried(change: WaitingChange, update: Uint8Array): void;
  acknowledge(frames: number): readonly WaitingChange[];
  /** What the refused frame held. */
  inFrame(frame: number): readonly WaitingChange[];
  remove(changes: readonly WaitingChange[]): void;
}

export interface WaitingChange {
  readonly id: string;
  at: number;
  readonly kind: OriginKind;
  update: Uint8Array;
  isToCarry: boolean;
  /** It had been received before it was added to. */
  isReopened: boolean;
  /** It had been received and is no longer there: a backup was put back. */
  isReturned?: boolean;
  /** It was made in a document that has been rebuilt since, and leans on nothing any more. */
  isReplayed?: boolean;
  readonly isAdopted?: boolean;
}

/** A pause that ends a change of typing, and the size that does (ms, bytes). */
const pause = 2_000;
const longest = 4_096;

export const createChanges = (merge: (updates: Uint8Array[]) => Uint8Array, window: string): Changes => {
  let waiting: WaitingChange[] = [];
  let last: WaitingChange | undefined;
  let unsent: WaitingChange | undefined;
  let count = 0;
  const held = new Map<number, readonly WaitingChange[]>();

  /** The order of ids is the order of making, also when the clock is put back. */
  let latest = 0;
  const nextId = (now: number) => {
    latest = Math.max(latest, now);
    return idOf(latest);
  };
  const idOf = (at: number) => `${String(at).padStart(14, '0')}-${String(count++).padStart(6, '0')}-${window}`;

  return {
    get waiting() {
      return waiting;
    },
    add: (kind, update, at) => {
      const before = last;
      const isSameTyping =
        before !== undefined &&
        kind === 'typing' &&
        before.kind === 'typing' &&
        !before.isToCarry &&
        at - before.at < pause &&
        before.update.length + update.length < longest;
      if (isSameTyping) {
        const isReopened = !waiting.includes(before);
        // What was received stands with the relay already; only the rest is on its way.
        before.update = isReopened ? update : merge([before.update, update]);
        before.at = at;
        if (isReopened) {
          before.isReopened = true;
          waiting = [...waiting, before];
        }
        unsent = before;
        return { change: before, isReopened };
      }
      const change: WaitingChange = { id: nextId(at), at, kind, update, isToCarry: false, isReopened: false };
      waiting = [...waiting, change];
      last = change;
      unsent = change;
      return { change, isReopened: false };
    },
    addReturned: (updates, at) => {
      const returned = updates.map(
        (update): WaitingChange => ({
          id: nextId(at),
          at,
          kind: 'act',
          update,
          isToCarry: true,
          isReopened: false,
          isReturned: true,
        }),
      );
      waiting = [...returned, ...waiting];
      return returned;
    },
    adopt: (stored) => {
      for (const { at } of stored) latest = Math.max(latest, at);
      const known = new Set(waiting.map(({ id }) => id));
      waiting = [
        ...stored.filter(({ id }) => !known.has(id)).map((each) => ({ ...each, isAdopted: true })),
        ...waiting,
      ];
    },
    forgetFrames: () => {
      held.clear();
      unsent = undefined;
    },
    markSent: (frame, isAnswer) => {
      if (isAnswer)
        held.set(
          frame,
          waiting.filter(({ isToCarry }) => !isToCarry),
        );
      else if (unsent) held.set(frame, [unsent]);
      unsent = undefined;
    },
    markCarried: (change, update) => {
      change.update = update;
      change.isToCarry = false;
      unsent = change;
    },
    acknowledge: (frames) => {
      const settled = new Set<WaitingChange>();
      for (const [frame, changes] of [...held]) {
        if (frame > frames) continue;
        held.delete(frame);
        for (const change of changes) settled.add(change);
      }
      // A change that a later frame goes on with is not there yet.
      for (const changes of held.values()) for (const change of changes) settled.delete(change);
      const arrived = waiting.filter((change) => settled.has(change));
      waiting = waiting.filter((change) => !settled.has(change));
      return arrived;
    },
    inFrame: (frame) => (held.get(frame) ?? []).filter((change) => waiting.includes(change)),
    remove: (changes) => {
      waiting = waiting.filter((change) => !changes.includes(change));
      for (const [frame, each] of [...held])
        held.set(
          frame,
          each.filter((change) => !changes.includes(change)),
        );
      if (last && changes.includes(last)) last = undefined;
    },
  };
};
