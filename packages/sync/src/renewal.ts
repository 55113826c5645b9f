import { mayBringBack, wasRebuilt } from '@lianxi/protocol';
import type { WaitingChange } from './changes.ts';
import type { Journal, Remembered } from './journal.ts';
import type { Life, Lives } from './lives.ts';
import { reasonOf } from './read-only.ts';
import type { Standing } from './standing.ts';
import type { Tally } from './tally.ts';

/**
 * A refusal never repairs in place: what was refused has been put aside as text, a fresh document is fetched under a new
 * client id while the old one is still shown, and what was not refused is carried over, change by change.
 *
 * Each renewal puts at least one change aside or tells the changes of one message apart, so renewals end.
 */
export interface Renewal {
  begin(reason?: string): void;
  /** Both sides have everything: what was left to carry is carried over, and the next renewal is the first again. */
  settle(): void;
}

export interface RenewalParts {
  readonly address: string;
  readonly journal: Journal;
  readonly tally: Tally;
  readonly lives: Lives;
  readonly standing: Standing;
  /** Opens the wire of a life; `onSynced` is called when the relay's state is in it. */
  openWire(life: Life, onSynced: () => void): void;
  /** The epoch of what has been fetched. */
  epoch(): number | null;
  /** Of the copy that is shown. */
  formerEpoch(): number | null;
  readonly clock: () => number;
  /** What the journal says as of now, and whose changes another living window sends itself. */
  recall(): Promise<{ readonly remembered: Remembered; isForeign(changeId: string): boolean }>;
  /** What is shown is no longer gone on with. */
  onBegin(): void;
  /** The fresh document is the one that is shown. */
  onRenewed(): void;
  /** Both sides have everything. */
  onSynced(): void;
}

const mostRenewals = 12;

/** An update that says nothing. */
const nothing = new Uint8Array([0, 0]);
/** Before it is asked for again (ms), where it did not come. */
const loadPause = 1_000;

/** How long what leans on other people's changes waits for their devices after a backup was put back (ms). */
const returnPatience = 7 * 86_400_000;

export const createRenewal = (parts: RenewalParts): Renewal => {
  const { address, journal, tally, lives, standing, clock } = parts;
  const { changes } = tally;
  let count = 0;
  /** What carries changes over: loaded with the first renewal, for there is hardly ever one. */
  let carrier: typeof import('./carry.ts') | undefined;
  const loadCarrier = async (): Promise<void> => {
    while (!carrier && !standing.isClosed) {
      carrier = await import('./carry.ts').catch(() => undefined);
      if (!carrier) await new Promise((resolve) => setTimeout(resolve, loadPause));
    }
  };

  let isListening = false;
  /** What leans on something that is not there is tried again when something has come. */
  const tryAgain = () => {
    if (isListening || !changes.waiting.some(({ isToCarry, isReturned }) => isToCarry && isReturned)) return;
    isListening = true;
    lives.current.doc.once('update', () =>
      queueMicrotask(() => {
        isListening = false;
        if (standing.state.isSynced && !standing.isClosed) carryOver();
      }),
    );
  };

  const carryOver = () => {
    const late = clock() - returnPatience;
    const given = changes.waiting.filter(({ isToCarry, isReturned, at }) => isToCarry && isReturned && at < late);
    if (given.length > 0) tally.putAside(given, 'gap', '');
    const list = changes.waiting.filter(({ isToCarry }) => isToCarry);
    if (list.length === 0) return;
    if (!carrier) {
      void loadCarrier().then(() => {
        if (carrier && !standing.isRenewing && !standing.isClosed) carryOver();
      });
      return;
    }
    const reason = reasonOf(standing.readOnly());
    // What was written while the fresh document was on its way, by somebody who may only read.
    if (reason !== null) tally.putAside(list, reason, '');
    else {
      const store = (each: WaitingChange) => void journal.rewriteChanges(address, [each]);
      const doubtful = carrier.carryChanges(lives.current.doc, list, tally, store);
      if (doubtful.length > 0) void resolve(doubtful);
    }
    tryAgain();
    standing.change();
  };

  /** The journal knows: what another window has carried over is sent as that window carried it, by both. */
  const resolve = async (doubtful: readonly WaitingChange[]) => {
    const { changes: recorded } = await journal.load(address);
    let isToSend = false;
    for (const each of doubtful) {
      if (!each.isToCarry || !changes.waiting.includes(each)) continue;
      const record = recorded.find(({ id }) => id === each.id);
      if (!record) changes.remove([each]);
      else if (record.isToCarry) tally.arrive([each]);
      else {
        each.update = record.update;
        each.isToCarry = false;
        isToSend = true;
      }
    }
    if (standing.isClosed) return;
    if (isToSend) lives.current.wire?.restart();
    standing.change();
  };

  const settle = () => {
    count = 0;
    standing.change({ isSynced: true, hasCopy: true });
    parts.onSynced();
    // Also what a restart in the middle of a renewal left to carry.
    carryOver();
  };

  /**
   * Somebody was erased: of what waits, and of what was put aside, nothing that is about them stays on this device, and the
   * rest leans on the former document no longer. In the journal before that goes.
   */
  const replayWaiting = async (old: Life, fresh: Life, all: readonly Uint8Array[]) => {
    const { createReplayer } = await import('./replay.ts');
    const { replay, words } = createReplayer(old.doc, fresh.doc, all);
    tally.putAwayAbout(words);
    const [erased, kept]: [WaitingChange[], WaitingChange[]] = [[], []];
    for (const each of changes.waiting) {
      const { update, isErased } = replay(each.update);
      if (update === undefined) continue;
      each.isReplayed = true;
      each.update = update ?? nothing;
      (update === null && isErased ? erased : kept).push(each);
    }
    // Only that there was something is said: what it said is gone.
    if (erased.length > 0) tally.putAside(erased, 'erased', '');
    if (kept.length > 0) await journal.rewriteChanges(address, kept);
  };

  /** Before the former copy goes: what its member wrote there and a backup that was put back lacks, in the journal. */
  const keepReturned = async (old: Life, fresh: Life) => {
    const { remembered, isForeign } = await parts.recall();
    const [from, to] = [parts.formerEpoch(), parts.epoch()];
    if (from === null || to === null) return;
    // In the journal is also what other windows have waiting.
    const waiting = [...remembered.changes, ...changes.waiting].map(({ update }) => update);
    // It brings both with it, and is asked for until it comes.
    await loadCarrier();
    if (wasRebuilt(from, to)) {
      // What windows that have gone left here leans on the former document too: afterwards nobody could say about whom it is.
      tally.adopt(remembered, isForeign);
      for (const each of changes.waiting) each.isToCarry = true;
      return replayWaiting(old, fresh, waiting);
    }
    if (!mayBringBack(from, to)) return;
    const { findReturned } = await import('./returned.ts');
    const returned = findReturned(old.doc, fresh.doc, remembered.clients, waiting);
    const list = tally.takeReturned(returned);
    if (list.length > 0) await journal.putChanges(address, list);
  };

  /** The fresh document is complete: it takes the place of the old one, on the screen and on disk. */
  const finish = async (old: Life, fresh: Life) => {
    if (lives.pending !== fresh) return;
    lives.pending = undefined;
    await keepReturned(old, fresh);
    await loadCarrier();
    if (standing.isClosed) return;
    await old.disk?.erase();
    if (standing.isClosed) return;
    await lives.openDisk(fresh).whenLoaded;
    if (standing.isClosed) return;
    void journal.cleanse(address, parts.epoch());
    lives.current = fresh;
    standing.isRenewing = false;
    lives.end(old);
    parts.onRenewed();
    standing.change({ generation: standing.state.generation + 1, isSynced: true, hasCopy: true });
    parts.onSynced();
    carryOver();
  };

  return {
    settle,
    begin: (reason = 'gap') => {
      if (standing.isRenewing || standing.isClosed || standing.isGone) return;
      standing.isRenewing = true;
      parts.onBegin();
      count++;
      if (count > mostRenewals) tally.putAside(changes.waiting, reason, '');
      for (const each of changes.waiting) {
        // Its own ids did not do.
        if (!each.isToCarry) {
          each.isReturned = false;
          each.isReplayed = false;
        }
        each.isToCarry = true;
      }
      void journal.taint(address, changes.waiting);
      const old = lives.current;
      old.wire?.destroy();
      old.wire = undefined;
      standing.change({ isSynced: false });
      const fresh = lives.begin();
      lives.pending = fresh;
      parts.openWire(fresh, () => {
        if (standing.isRenewing) void finish(old, fresh);
        else settle();
      });
    },
  };
};
