import { erasedRule } from '@lianxi/protocol';
import * as Y from 'yjs';
import { type Changes, createChanges, type WaitingChange } from './changes.ts';
import type { Journal, Remembered } from './journal.ts';
import { readableText } from './readable.ts';
import type { OriginKind, Receipt, Refusal } from './types.ts';

/**
 * What became of one document's changes, in memory and in the journal at once.
 *
 * Invariant: made = received + waiting + refused. `isStoring` is true until everything taken so far is durable here.
 */
export interface Tally {
  readonly changes: Changes;
  readonly receipt: Receipt;
  readonly isStoring: boolean;
  /** Once everything taken so far has been answered for: whether all of it is on the disk. */
  whenKept(): Promise<boolean>;
  /** `isForeign`: it is waiting in another window, which sends it itself. Says whether there are such. */
  adopt(remembered: Remembered, isForeign: (changeId: string) => boolean): boolean;
  /** Takes a change in; `onStored` is called when nothing is on its way to the journal any more. */
  take(kind: OriginKind, update: Uint8Array, isToCarry: boolean, onStored: () => void): WaitingChange;
  /** Takes what is to be written again because a backup was put back: changes made anew. */
  takeReturned(updates: readonly Uint8Array[]): readonly WaitingChange[];
  receive(arrived: readonly WaitingChange[]): void;
  /** The relay has them although no frame of ours was acknowledged for them. */
  arrive(list: readonly WaitingChange[]): void;
  putAside(list: readonly WaitingChange[], reason: string, detail: string): void;
  /** One refusal with the whole text, for a document that will never be anywhere else. */
  putAsideAsOne(reason: string, detail: string): void;
  /** Changes that the journal has and nobody can open: of them only that they were made is known. */
  putUnreadableAside(ids: readonly string[]): void;
  /** What no change here accounts for. */
  putAsideBytes(update: Uint8Array, reason: string, detail: string): void;
  putAway(refusalId: string): void;
  /** Puts away every refusal whose text says one of these. */
  putAwayAbout(words: readonly string[]): void;
  /** Nobody wants any of it any more, what waits and what was refused included. */
  forget(): Promise<void>;
}

export interface TallyOptions {
  readonly address: string;
  readonly journal: Journal;
  readonly clock: () => number;
  readonly window: string;
  /** Counts were put right by what another window did. */
  onRecount(): void;
}

export const createTally = ({
  address,
  journal,
  clock,
  window: name,
  onRecount,
}: TallyOptions): Tally & { stop(): void } => {
  const window = `${windowId()}.${name}`;
  const changes = createChanges((updates) => Y.mergeUpdates(updates), window);
  let received = 0;
  let receivedAt: number | null = null;
  let refusals: readonly Refusal[] = [];
  let storing = 0;
  /** Of what was taken last: they are stored in order. */
  let stored: Promise<unknown> = Promise.resolve();

  /** What the journal has shown once and shows no longer was put away; what it never showed has not reached the disk. */
  const shown = new Set<string>();
  /** What is read while it is forgotten must not come back. */
  let isForgotten = false;
  const remember = (remembered: Remembered) => {
    if (isForgotten) return;
    received = remembered.received;
    receivedAt = remembered.receivedAt;
    for (const id of idsOf(remembered.refusals)) shown.add(id);
    refusals = [...remembered.refusals, ...refusals.filter(({ id }) => !shown.has(id))];
  };
  /** Left by windows that have gone; another window may have taken them over as well. */
  const adopted = new Set<string>();
  const recount = async () => {
    const remembered = await journal.load(address);
    const left = new Set(idsOf(remembered.changes));
    changes.remove(changes.waiting.filter(({ id }) => adopted.has(id) && !left.has(id)));
    remember(remembered);
    onRecount();
  };
  const stopHearing = journal.onForeignChange((changed) => {
    if (changed === address) void recount();
  });
  // What waits is here still, and is put where it was.
  const stopWatching = journal.onLost(() => {
    if (changes.waiting.length > 0) void journal.putChanges(address, changes.waiting);
  });
  const stop = () => {
    stopHearing();
    stopWatching();
  };

  const receive = (arrived: readonly WaitingChange[]) => {
    const { mine, notes } = split(arrived);
    if (notes.length > 0) void journal.drop(address, idsOf(notes));
    if (mine.length === 0) return;
    const now = clock();
    const isSameDay = receivedAt !== null && new Date(receivedAt).toDateString() === new Date(now).toDateString();
    received = (isSameDay ? received : 0) + mine.length;
    receivedAt = now;
    // Another window of this person may have counted some of them.
    void journal.receive(address, idsOf(mine), now).then((count) => {
      if (count !== mine.length) void recount();
    });
  };
  const refuse = (made: readonly Refusal[]) => {
    refusals = [...refusals, ...made];
    if (made.length > 0) void journal.refuse(address, made);
  };
  const refusalOf = (id: string, update: Uint8Array, reason: string, detail: string): Refusal => {
    // About somebody who was erased: that something was written is said, and not what.
    const isErased = reason === 'erased' || detail.split(' ')[0] === erasedRule;
    return isErased
      ? { id, reason: 'erased', detail: '', time: clock(), text: '' }
      : { id, reason, detail, time: clock(), text: readableText(update) };
  };

  const putAway = (id: string): void => {
    refusals = refusals.filter((refusal) => refusal.id !== id);
    void journal.putAway(address, id);
  };

  return {
    changes,
    stop,
    get receipt() {
      const waiting = split(changes.waiting).mine.length;
      return { address, made: received + waiting + refusals.length, received, waiting, refused: refusals, receivedAt };
    },
    get isStoring() {
      return storing > 0;
    },
    whenKept: async () => {
      await stored;
      return !journal.isBehind;
    },
    adopt: (remembered, isForeign) => {
      const left = remembered.changes.filter(({ id }) => !isForeign(id));
      // Taken over once it is never taken over again: it may be with the relay by now, and the disk not know yet.
      const taken = left.filter(({ id }) => !adopted.has(id));
      changes.adopt(taken);
      for (const { id } of taken) adopted.add(id);
      remember(remembered);
      return left.length < remembered.changes.length;
    },
    take: (kind, update, isToCarry, onStored) => {
      const { change, isReopened } = changes.add(kind, update, clock());
      if (isToCarry) change.isToCarry = true;
      if (isReopened) received = Math.max(0, received - 1);
      storing++;
      stored = journal.putChanges(address, [change]).finally(() => {
        if (--storing === 0) onStored();
      });
      return change;
    },
    takeReturned: (updates) => changes.addReturned(updates, clock()),
    receive,
    arrive: (list) => {
      changes.remove(list);
      receive(list);
    },
    putAside: (list, reason, detail) => {
      const { mine, notes } = split(list);
      changes.remove(list);
      refuse(
        mine.map(({ id, update, isReturned }) =>
          isReturned ? refusalOf(id, update, 'restored', reason) : refusalOf(id, update, reason, detail),
        ),
      );
      if (notes.length > 0) void journal.drop(address, idsOf(notes));
    },
    putAsideAsOne: (reason, detail) => {
      const { mine } = split(changes.waiting);
      const all = changes.waiting;
      changes.remove(all);
      const first = mine[0];
      const whole = first && Y.mergeUpdates(mine.map(({ update }) => update));
      if (first && whole) refuse([refusalOf(first.id, whole, reason, detail)]);
      // Even an empty document that was refused is said.
      else refuse([refusalOf(`${clock()}-${window}`, emptyUpdate, reason, detail)]);
      const rest = all.filter((each) => each !== first);
      if (rest.length > 0) void journal.drop(address, idsOf(rest));
    },
    putUnreadableAside: (ids) => refuse(ids.map((id) => refusalOf(id, emptyUpdate, 'unreadable', ''))),
    putAsideBytes: (update, reason, detail) => refuse([refusalOf(`${clock()}-${windowId()}`, update, reason, detail)]),
    putAway,
    putAwayAbout: (words) => {
      for (const { id, text } of refusals) if (words.some((word) => text.includes(word))) putAway(id);
    },
    forget: () => {
      isForgotten = true;
      changes.remove(changes.waiting);
      refusals = [];
      received = 0;
      receivedAt = null;
      return journal.forget(address);
    },
  };
};

const emptyUpdate = new Uint8Array([0, 0]);

/** The person's own changes, and the machine's notes, which are counted nowhere. */
const split = (list: readonly WaitingChange[]) => ({
  mine: list.filter(({ kind }) => kind !== 'note'),
  notes: list.filter(({ kind }) => kind === 'note'),
});

const idsOf = (changes: readonly { readonly id: string }[]): readonly string[] => changes.map(({ id }) => id);

const windowId = () => Math.random().toString(36).slice(2, 8);
