import { closeCode } from '@lianxi/protocol';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type Changes, createChanges, type WaitingChange } from './changes.ts';
import { type Disk, openDisk } from './disk.ts';
import type { Incoming } from './frame.ts';
import type { Journal } from './journal.ts';
import { readableText } from './readable.ts';
import { createCarrier } from './rebase.ts';
import type { DeviceOptions, DocumentState, OpenDocument, ReadOnlyReason, Receipt, Refusal, Rights } from './types.ts';
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
  goOnline(): void;
  goOffline(): void;
  /** The person may no longer see it: nothing of it stays, but their own unsent words. */
  withdraw(): Promise<void>;
  close(): Promise<void>;
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
const carryOrigin = Symbol('lianxi.carry');
const healOrigin = Symbol('lianxi.heal');
const windowId = () => Math.random().toString(36).slice(2, 8);

export const documentName = (member: string, address: string): string => `lianxi/${member}/${address}`;

export const openSession = (
  address: string,
  options: DeviceOptions,
  journal: Journal,
  start: { readonly isOnline: boolean; readonly isBegunHere: boolean },
): Session => {
  const clock = options.clock ?? Date.now;
  const changes: Changes = createChanges((updates) => Y.mergeUpdates(updates), windowId());
  const listeners = new Set<() => void>();
  const signals = { loaded: signal(), synced: signal() };
  let { isOnline } = start;
  let isClosed = false;
  let isRenewing = false;
  let isGone = false;
  let isSignedOut = false;
  let renewals = 0;
  let rights: Rights = options.rights?.(address) ?? 'write';
  let received = 0;
  let receivedAt: number | null = null;
  let refusals: readonly Refusal[] = [];
  let lastAnswer: Uint8Array | null = null;
  let state: DocumentState = {
    generation: 0,
    disk: 'loading',
    connection: 'offline',
    isSynced: false,
    hasCopy: start.isBegunHere,
    readOnly: 'loading',
    sealedAt: null,
  };

  const findReadOnly = (): ReadOnlyReason | null => {
    if (isGone || rights === 'none') return 'gone';
    if (state.disk === 'loading') return 'loading';
    if (isSignedOut) return 'signed-out';
    if (isRenewing) return 'renewing';
    if (!state.hasCopy) return 'absent';
    const version = life.doc.getMap('meta').get('version');
    if (typeof version === 'number' && version > options.supportedVersion(address)) return 'newer-version';
    if (state.sealedAt !== null) return 'sealed';
    return rights === 'read' ? 'rights' : null;
  };
  const change = (next: Partial<DocumentState> = {}) => {
    if (isClosed) return;
    state = { ...state, ...next };
    state = { ...state, readOnly: findReadOnly() };
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
    const { change: made, isReopened } = changes.add(options.originKind(origin), update, clock());
    if (isRenewing) made.isToCarry = true;
    if (isReopened) received = Math.max(0, received - 1);
    void journal.putChanges(address, [made], isReopened ? 1 : 0);
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
      maySend: () => !['newer-version', 'rights', 'sealed', 'gone'].includes(findReadOnly() ?? ''),
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
      onNothingToSay: () => arrive(changes.waiting.filter(({ isToCarry }) => !isToCarry)),
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
    const counted = arrived.filter(({ kind }) => kind !== 'note');
    if (arrived.length > counted.length) {
      void journal.drop(address, idsOf(arrived.filter(({ kind }) => kind === 'note')));
    }
    if (counted.length > 0) {
      const now = clock();
      const isSameDay = receivedAt !== null && new Date(receivedAt).toDateString() === new Date(now).toDateString();
      received = (isSameDay ? received : 0) + counted.length;
      receivedAt = now;
      // Another window of this person may have counted some of them.
      void journal.receive(address, idsOf(counted), now).then((count) => {
        if (count !== counted.length) void recount();
      });
    }
    if (arrived.length > 0) change();
  };

  const arrive = (list: readonly WaitingChange[]) => {
    changes.remove(list);
    receive(list);
  };

  const putAside = (list: readonly WaitingChange[], reason: string, detail: string) => {
    const time = clock();
    const mine = list.filter(({ kind }) => kind !== 'note');
    const notes = list.filter(({ kind }) => kind === 'note');
    const made = mine.map(({ id, update }) => ({ id, reason, detail, time, text: readableText(update) }));
    changes.remove(list);
    refusals = [...refusals, ...made];
    if (made.length > 0) void journal.refuse(address, made);
    if (notes.length > 0) void journal.drop(address, idsOf(notes));
  };

  const putAsideAll = (reason: string) => {
    if (changes.waiting.length === 0) return change();
    putAside(changes.waiting, reason, '');
    void renew();
  };

  const refuse = (frame: number, reason: string, detail: string) => {
    const held = changes.inFrame(frame);
    if (held.length === 1 || reason === 'sealed' || reason === 'read-only') putAside(held, reason, detail);
    else if (held.length === 0 && lastAnswer) {
      // Nothing that the journal knows: what came from the disk is put aside as a whole.
      const made: Refusal = {
        id: `${clock()}-${windowId()}`,
        reason,
        detail,
        time: clock(),
        text: readableText(lastAnswer),
      };
      refusals = [...refusals, made];
      void journal.refuse(address, [made]);
    }
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
        putAside(changes.waiting, code === closeCode.tooLarge ? 'too-large' : 'malformed', '');
      void renew('malformed');
    }
  };

  /** The person may no longer see the document: nothing of it stays, but what they wrote is kept as their own text. */
  const vanish = async () => {
    if (isGone) return;
    isGone = true;
    putAside(changes.waiting, 'read-only', '');
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
    if (renewals > mostRenewals) putAside(changes.waiting, reason, '');
    for (const each of changes.waiting) each.isToCarry = true;
    void journal.putChanges(address, changes.waiting);
    void journal.mark(address, true);
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
    void journal.mark(address, false);
    life = fresh;
    isRenewing = false;
    endLife(old);
    change({ generation: state.generation + 1, isSynced: true, hasCopy: true });
    signals.synced.resolve();
    carryOver();
  };

  const carryOver = () => {
    const list = changes.waiting.filter(({ isToCarry }) => isToCarry);
    if (list.length === 0) return;
    const { doc } = life;
    const carrier = createCarrier(doc, new Y.Doc().clientID);
    for (const each of list) {
      const carried = carrier.carry(each.update);
      if (carried.type === 'stranded') putAside([each], 'gap', '');
      else if (carried.type === 'there') {
        arrive([each]);
      } else {
        let hasSpoken = false;
        const hear = () => {
          hasSpoken = true;
        };
        changes.markCarried(each, carried.update);
        void journal.putChanges(address, [each]);
        doc.once('update', hear);
        Y.applyUpdate(doc, carried.update, carryOrigin);
        doc.off('update', hear);
        // It only deleted what is deleted already.
        if (!hasSpoken) arrive([each]);
      }
    }
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
    changes.adopt(remembered.changes);
    received = remembered.received;
    receivedAt = remembered.receivedAt;
    refusals = remembered.refusals;
    for (const each of remembered.changes) if (!each.isToCarry) Y.applyUpdate(of.doc, each.update, healOrigin);
    const hasContent = Y.encodeStateVector(of.doc).length > 1;
    change({ disk: state.disk === 'loading' ? 'loaded' : state.disk, hasCopy: state.hasCopy || hasContent });
    signals.loaded.resolve();
    if (remembered.isTainted) void renew();
    else openLifeWire(of, settle);
  };
  const opened = open();

  const recount = async () => {
    const remembered = await journal.load(address);
    received = remembered.received;
    receivedAt = remembered.receivedAt;
    refusals = remembered.refusals;
    change();
  };
  const stopListening = journal.onForeignChange((changed) => {
    if (changed === address) void recount();
  });

  const receiptNow = (): Receipt => {
    const waiting = changes.waiting.filter(({ kind }) => kind !== 'note').length;
    return { address, made: received + waiting + refusals.length, received, waiting, refused: refusals, receivedAt };
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
          return receiptNow();
        },
        putAway: (id) => {
          refusals = refusals.filter((refusal) => refusal.id !== id);
          void journal.putAway(address, id);
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
      return receiptNow();
    },
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
    withdraw: async () => {
      await opened;
      await vanish();
    },
    close: async () => {
      isClosed = true;
      stopListening();
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

const idsOf = (changes: readonly WaitingChange[]): readonly string[] => changes.map(({ id }) => id);

const signal = () => {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};
