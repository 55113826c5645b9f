import { closeCode } from '@lianxi/protocol';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { carryChanges } from './carry.ts';
import type { WaitingChange } from './changes.ts';
import { type Disk, openDisk } from './disk.ts';
import type { Incoming } from './frame.ts';
import type { Journal, StoredChange } from './journal.ts';
import { findReadOnly, mayNeverSend } from './read-only.ts';
import { createTally } from './tally.ts';
import type { DeviceOptions, DocumentState, OpenDocument, Receipt, Rights } from './types.ts';
import type { Windows } from './windows.ts';
import { openWire, type Wire } from './wire.ts';

/**
 * One document while it is open: its Y.Doc, its copy on disk, its wire and its receipt.
 *
 * Order: disk and journal are read, what the disk lost is put back from the journal, and only then the wire opens.
 * A refusal never repairs in place: what was refused is put aside as text, a fresh document is fetched under a new client
 * id while the old one is still shown, and what was not refused is carried over, change by change. Each renewal puts at
 * least one change aside or tells the changes of one frame apart, so renewals end.
 */
export interface Session {
  handle(release: () => void): OpenDocument;
  readonly receipt: Receipt;
  /** Withdrawn from this person, or never there; opening it anew begins afresh. */
  readonly isGone: boolean;
  goOnline(): void;
  /** Takes over what a window that has gone left waiting. */
  inherit(): Promise<void>;
  goOffline(): void;
  /**
   * The person may no longer see it: nothing of it stays, but their own unsent words. `why`: it will never be anywhere
   * else, so all of it is kept as one text.
   */
  withdraw(why?: Withdrawal): Promise<void>;
  close(): Promise<void>;
}

export interface Withdrawal {
  readonly reason: string;
  readonly detail: string;
}

/** One life of the document: another one begins after a refusal. */
interface Life {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly detach: () => void;
  disk: Disk | undefined;
  wire: Wire | undefined;
}

const mostRenewals = 12;
const healOrigin = Symbol('lianxi.heal');

export const documentName = (member: string, address: string): string => `lianxi/${member}/${address}`;

export const openSession = (
  address: string,
  options: DeviceOptions,
  journal: Journal,
  windows: Windows,
  start: { readonly isOnline: boolean; readonly isBegunHere: boolean },
): Session => {
  const clock = options.clock ?? Date.now;
  const tally = createTally({ address, journal, clock, window: windows.id, onRecount: () => change() });
  const { changes } = tally;
  const listeners = new Set<() => void>();
  const signals = { loaded: signal(), synced: signal() };
  let { isOnline } = start;
  let isClosed = false;
  let isRenewing = false;
  let isGone = false;
  let isSignedOut = false;
  /** What another window has waiting is in this copy too: a refusal may be meant for that. */
  let hasForeign = false;
  let renewals = 0;
  let rights: Rights = options.rights?.(address) ?? 'write';
  let lastAnswer: Uint8Array | null = null;
  let state: DocumentState = {
    generation: 0,
    disk: 'loading',
    connection: 'offline',
    isSynced: false,
    hasCopy: start.isBegunHere,
    readOnly: 'loading',
    isStoring: false,
    sealedAt: null,
  };

  const readOnlyNow = () =>
    findReadOnly({
      state,
      rights,
      isGone,
      isSignedOut,
      isRenewing,
      version: life.doc.getMap('meta').get('version'),
      supportedVersion: options.supportedVersion(address),
    });
  const change = (next: Partial<DocumentState> = {}) => {
    if (isClosed) return;
    state = { ...state, ...next };
    state = { ...state, readOnly: readOnlyNow(), isStoring: tally.isStoring };
    for (const listener of [...listeners]) listener();
  };

  const beginLife = (): Life => {
    const doc = new Y.Doc();
    const detachOwn = options.attach?.(address, doc);
    const onUpdate = (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) takeLocal(update, origin);
    };
    const onMeta = () => change();
    // Before disk and wire, so that a change is known when they speak of it.
    doc.on('update', onUpdate);
    doc.getMap('meta').observe(onMeta);
    const detach = () => {
      detachOwn?.();
      doc.off('update', onUpdate);
      doc.getMap('meta').unobserve(onMeta);
    };
    return { doc, awareness: new Awareness(doc), detach, disk: undefined, wire: undefined };
  };

  const takeLocal = (update: Uint8Array, origin: unknown) => {
    const made = tally.take(options.originKind(origin), update, isRenewing, () => change());
    const reason = refusalHere[state.readOnly ?? ''];
    // A form that was open when writing ended: it will never be sent, so it must not wait.
    if (reason !== undefined && !isRenewing) {
      tally.putAside([made], reason, '');
      // Not within the transaction that is being told of.
      queueMicrotask(() => void renew());
    }
    change();
  };

  const openLifeDisk = (of: Life) =>
    openDisk(of.doc, {
      name: documentName(options.member, address),
      onWorks: (works) => {
        if (of === life) change({ disk: works ? 'loaded' : 'failing' });
      },
    });

  const openLifeWire = (of: Life, onSynced: () => void) => {
    const isCurrent = () => of.wire === wire && !isClosed;
    const wire: Wire = openWire(of.doc, of.awareness, {
      server: options.server,
      address,
      bearer: options.bearer,
      WebSocket: options.WebSocket ?? WebSocket,
      maySend: () => !mayNeverSend(readOnlyNow()),
      onOpen: () => changes.forgetFrames(),
      onStatus: (connection) => {
        if (!isCurrent()) return;
        if (connection !== 'connected') changes.forgetFrames();
        change(connection === 'connected' ? { connection } : { connection, isSynced: false });
      },
      onSent: ({ number, isAnswer, update }) => {
        changes.markSent(number, isAnswer);
        if (isAnswer) lastAnswer = update;
      },
      onNothingToSay: () => arriveAll(changes.waiting.filter(({ isToCarry }) => !isToCarry)),
      onSynced: () => {
        if (isCurrent()) onSynced();
      },
      onMessage: (message) => {
        if (isCurrent()) take(message);
      },
      onClosed: (code) => {
        if (isCurrent()) takeClosing(code);
      },
      onFailed: (attempts) => options.onUnreachable?.(address, attempts),
    });
    of.wire = wire;
    if (isOnline) wire.connect();
  };

  const settle = () => {
    renewals = 0;
    change({ isSynced: true, hasCopy: true });
    signals.synced.resolve();
    // Also what a restart in the middle of a renewal left to carry.
    carryOver();
  };

  const take = (message: Incoming) => {
    switch (message.type) {
      case 'acknowledged':
        return receive(changes.acknowledge(message.frames));
      case 'refused':
        return refuse(message.frame, message.reason, message.detail);
      case 'rights':
        rights = message.rights === 'write' || message.rights === 'read' ? message.rights : 'none';
        options.onRights?.(address, rights);
        if (rights === 'none') return void vanish();
        if (rights === 'read') return putAsideAll('read-only');
        return change();
      case 'sealed':
        state = { ...state, sealedAt: message.time };
        return putAsideAll('sealed');
    }
  };

  const receive = (arrived: readonly WaitingChange[]) => {
    tally.receive(arrived);
    if (arrived.length > 0) change();
  };

  const arriveAll = (list: readonly WaitingChange[]) => {
    tally.arrive(list);
    if (list.length > 0) change();
  };

  const putAsideAll = (reason: string) => {
    if (changes.waiting.length === 0) return change();
    tally.putAside(changes.waiting, reason, '');
    void renew();
  };

  const refuse = (frame: number, reason: string, detail: string) => {
    const held = changes.inFrame(frame);
    // A right that went while the device was away, and was not said before.
    if (reason === 'read-only' && rights === 'write') {
      rights = 'read';
      options.onRights?.(address, rights);
    }
    // Under another id the same changes may be written: all of them are carried over.
    if (hasForeign || reason === 'client-id') return void renew(reason);
    if (held.length === 1 || reason === 'sealed' || reason === 'read-only') tally.putAside(held, reason, detail);
    // Nothing that the journal knows: what came from the disk is put aside as a whole.
    else if (held.length === 0 && lastAnswer) tally.putAsideBytes(lastAnswer, reason, detail);
    void renew(reason);
  };

  const takeClosing = (code: number) => {
    if (code === closeCode.unauthenticated || code === closeCode.revoked) {
      isSignedOut = true;
      change({ connection: 'offline', isSynced: false });
      options.onSignedOut?.();
    } else if (code === closeCode.forbidden || code === closeCode.notFound) void vanish();
    else {
      // The relay could make nothing of what was sent.
      if (changes.waiting.length === 1)
        tally.putAside(changes.waiting, code === closeCode.tooLarge ? 'too-large' : 'malformed', '');
      void renew('malformed');
    }
  };

  /** The person may no longer see the document: nothing of it stays, but what they wrote is kept as their own text. */
  const vanish = async (why?: Withdrawal) => {
    if (isGone) return;
    isGone = true;
    if (why) tally.putAsideAsOne(why.reason, why.detail);
    else tally.putAside(changes.waiting, 'read-only', '');
    const old = life;
    old.wire?.destroy();
    life = beginLife();
    change({ generation: state.generation + 1, hasCopy: false, isSynced: false, connection: 'offline' });
    await old.disk?.erase();
    endLife(old);
  };

  const renew = async (reason = 'gap') => {
    if (isRenewing || isClosed || isGone) return;
    isRenewing = true;
    renewals++;
    if (renewals > mostRenewals) tally.putAside(changes.waiting, reason, '');
    for (const each of changes.waiting) each.isToCarry = true;
    void journal.taint(address, changes.waiting);
    const old = life;
    old.wire?.destroy();
    old.wire = undefined;
    change({ isSynced: false });
    const fresh = beginLife();
    openLifeWire(fresh, () => {
      if (isRenewing) void exchange(old, fresh);
      else settle();
    });
    pending = fresh;
  };
  let pending: Life | undefined;

  /** The fresh document is complete: it takes the place of the old one, on the screen and on disk. */
  const exchange = async (old: Life, fresh: Life) => {
    if (pending !== fresh) return;
    pending = undefined;
    await old.disk?.erase();
    if (isClosed) return;
    fresh.disk = openLifeDisk(fresh);
    await fresh.disk.whenLoaded;
    if (isClosed) return;
    void journal.cleanse(address);
    life = fresh;
    isRenewing = false;
    hasForeign = false;
    endLife(old);
    change({ generation: state.generation + 1, isSynced: true, hasCopy: true });
    signals.synced.resolve();
    carryOver();
  };

  const carryOver = () => {
    const list = changes.waiting.filter(({ isToCarry }) => isToCarry);
    if (list.length === 0) return;
    carryChanges(life.doc, list, tally, (each) => void journal.putChanges(address, [each]));
    change();
  };

  const endLife = (of: Life) => {
    of.detach();
    of.wire?.destroy();
    of.awareness.destroy();
    of.doc.destroy();
  };

  let life = beginLife();

  const open = async () => {
    const of = life;
    of.disk = openLifeDisk(of);
    const [remembered] = await Promise.all([journal.load(address), of.disk.whenLoaded]);
    if (isClosed || of !== life) return;
    const isForeign = await windows.foreign();
    if (isClosed || of !== life) return;
    hasForeign = tally.adopt(remembered, isForeign);
    heal(of, remembered.changes);
    const hasContent = Y.encodeStateVector(of.doc).length > 1;
    change({ disk: state.disk === 'loading' ? 'loaded' : state.disk, hasCopy: state.hasCopy || hasContent });
    signals.loaded.resolve();
    if (remembered.isTainted) void renew();
    else openLifeWire(of, settle);
  };
  const opened = open();

  const heal = (of: Life, list: readonly StoredChange[]) => {
    for (const each of list) if (!each.isToCarry) Y.applyUpdate(of.doc, each.update, healOrigin);
  };

  const inherit = async () => {
    await opened;
    const remembered = await journal.load(address);
    const isForeign = await windows.foreign();
    if (isClosed || isGone || isRenewing) return;
    const before = changes.waiting.length;
    tally.adopt(remembered, isForeign);
    if (changes.waiting.length === before) return;
    heal(life, remembered.changes);
    // The next answer holds all of it.
    life.wire?.disconnect();
    if (isOnline) life.wire?.connect();
    change();
  };

  return {
    handle: (release) => {
      let isReleased = false;
      return {
        address,
        get doc() {
          return life.doc;
        },
        get awareness() {
          return life.awareness;
        },
        whenLoaded: signals.loaded.promise,
        whenSynced: signals.synced.promise,
        get state() {
          return state;
        },
        get rights() {
          return rights;
        },
        get receipt() {
          return tally.receipt;
        },
        putAway: (id) => {
          tally.putAway(id);
          change();
        },
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        release: () => {
          if (isReleased) return;
          isReleased = true;
          release();
        },
      };
    },
    get receipt() {
      return tally.receipt;
    },
    get isGone() {
      return isGone;
    },
    inherit,
    goOnline: () => {
      isOnline = true;
      (pending ?? life).wire?.connect();
    },
    goOffline: () => {
      isOnline = false;
      (pending ?? life).wire?.disconnect();
      changes.forgetFrames();
      change({ connection: 'offline', isSynced: false });
    },
    withdraw: async (why) => {
      await opened;
      await vanish(why);
    },
    close: async () => {
      isClosed = true;
      tally.stop();
      await opened;
      const lives = pending ? [pending, life] : [life];
      for (const each of lives) {
        each.wire?.destroy();
        await each.disk?.close();
        endLife(each);
      }
    },
  };
};

/** What was written although nothing may be written any more is refused here, by the reason for which it may not. */
const refusalHere: Readonly<Record<string, string>> = { rights: 'read-only', sealed: 'sealed' };

const signal = () => {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};
