import { closeCode, isEmptyUpdate } from '@lianxi/protocol';
import type { WaitingChange } from './changes.ts';
import { reasonOf } from './read-only.ts';
import type { Renewal } from './renewal.ts';
import type { Standing } from './standing.ts';
import type { Tally } from './tally.ts';
import type { Rights } from './types.ts';
import type { Verdict } from './wire.ts';

/** What follows from the relay's word: changes are received or put aside, rights change, the document is renewed or goes. */
export interface Verdicts {
  take(verdict: Verdict): void;
  takeDeclining(code: number): void;
  takeClosing(code: number): void;
  /** A writing message has left; an answer that no change here accounts for may be refused as a whole. */
  markSent(message: { readonly number: number; readonly isAnswer: boolean; readonly update: Uint8Array }): void;
  /** The relay has everything that is here. */
  arriveAll(): void;
  /**
   * What stands in the copy, may never be sent and is in no journal (a window went while it was written): otherwise it would
   * look here as if it were shared.
   */
  putStrayAside(update: Uint8Array): void;
  /** What was written after writing has ended is refused here, and never sent. */
  refuseHere(made: WaitingChange): void;
  /** What another window has waiting is in this copy too: a refusal may be meant for that. */
  hasForeign: boolean;
}

export interface VerdictsParts {
  readonly tally: Tally;
  readonly standing: Standing;
  readonly renewal: Renewal;
  onRights(rights: Rights): void;
  vanish(): void;
}

export const createVerdicts = ({ tally, standing, renewal, onRights, vanish }: VerdictsParts): Verdicts => {
  const { changes } = tally;
  let lastAnswer: Uint8Array | null = null;
  /** Once is enough: a note that a reader's own device makes would stray again. */
  let hasStrayed = false;

  const putAsideAll = (reason: string) => {
    if (changes.waiting.length === 0) return standing.change();
    tally.putAside(changes.waiting, reason, '');
    renewal.begin();
  };

  const changeRights = (rights: Rights) => {
    standing.rights = rights;
    onRights(rights);
  };

  const refuse = (number: number, reason: string, detail: string) => {
    const held = changes.inFrame(number);
    // A right that went while the device was away, and was not said before.
    if (reason === 'read-only' && standing.rights === 'write') changeRights('read');
    // Under another id the same changes may be written: all of them are carried over.
    if (verdicts.hasForeign || reason === 'client-id') return renewal.begin(reason);
    if (held.length === 1 || reason === 'sealed' || reason === 'read-only') tally.putAside(held, reason, detail);
    // Nothing that the journal knows: what came from the disk is put aside as a whole.
    else if (held.length === 0 && lastAnswer) tally.putAsideBytes(lastAnswer, reason, detail);
    renewal.begin(reason);
  };

  const verdicts: Verdicts = {
    hasForeign: false,
    take: (verdict) => {
      switch (verdict.type) {
        case 'acknowledged': {
          const arrived = changes.acknowledge(verdict.frames);
          tally.receive(arrived);
          if (arrived.length > 0) standing.change();
          break;
        }
        case 'refused':
          refuse(verdict.frame, verdict.reason, verdict.detail);
          break;
        case 'rights':
          changeRights(verdict.rights);
          if (verdict.rights === 'none') vanish();
          else if (verdict.rights === 'read') putAsideAll('read-only');
          else standing.change();
          break;
        case 'sealed':
          standing.change({ sealedAt: verdict.time });
          putAsideAll('sealed');
      }
    },
    takeDeclining: (code) => {
      // The app knows of no right and the relay has no such document for this person: the window in which it was taken
      // away may have gone before the disk heard of it.
      if (code === closeCode.notFound && standing.rights === 'none') vanish();
    },
    takeClosing: (code) => {
      if (code === closeCode.unauthenticated || code === closeCode.revoked) {
        standing.isSignedOut = true;
        standing.change({ connection: 'offline', isSynced: false });
      } else if (code === closeCode.forbidden || code === closeCode.notFound) vanish();
      else {
        // The relay could make nothing of what was sent.
        const reason = code === closeCode.tooLarge ? 'too-large' : 'malformed';
        if (changes.waiting.length === 1) tally.putAside(changes.waiting, reason, '');
        renewal.begin(reason);
      }
    },
    markSent: ({ number, isAnswer, update }) => {
      changes.markSent(number, isAnswer);
      if (isAnswer) lastAnswer = isEmptyUpdate(update) ? null : update;
    },
    arriveAll: () => {
      const list = changes.waiting.filter(({ isToCarry }) => !isToCarry);
      tally.arrive(list);
      if (list.length > 0) standing.change();
    },
    putStrayAside: (update) => {
      const reason = reasonOf(standing.readOnly());
      if (hasStrayed || reason === null || standing.isRenewing) return;
      hasStrayed = true;
      // What another window has waiting that window puts aside itself.
      if (!verdicts.hasForeign) tally.putAsideBytes(update, reason, '');
      renewal.begin();
    },
    refuseHere: (made) => {
      const reason = reasonOf(standing.state.readOnly);
      if (reason === null || standing.isRenewing) return;
      tally.putAside([made], reason, '');
      // Not within the transaction that is being told of.
      queueMicrotask(() => renewal.begin());
    },
  };
  return verdicts;
};
