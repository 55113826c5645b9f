import { mayBringBack } from '@lianxi/protocol';
import * as Y from 'yjs';
import type { Beside, Joined } from './beside.ts';
import type { OpenCopy } from './copy.ts';
import { deleteDatabase } from './database.ts';
import type { Disk, openDisk } from './disk.ts';
import type { Journal, Remembered, Withdrawal } from './journal.ts';
import type { StoredChange } from './journal-codec.ts';
import { createLives, type Life } from './lives.ts';
import { mayNeverSend } from './read-only.ts';
import { createRenewal } from './renewal.ts';
import type { Cipher } from './seal/cipher.ts';
import type { Socket } from './socket.ts';
import { createStanding } from './standing.ts';
import { createTally } from './tally.ts';
import type { DeviceOptions, OpenDocument, Receipt } from './types.ts';
import { createVerdicts } from './verdicts.ts';
import type { Windows } from './windows.ts';
import { openWire } from './wire.ts';

/**
 * One document while it is open: its Y.Doc, its copy on disk, its wire and its receipt.
 *
 * Order: disk and journal are read, what the disk lost is put back from the journal, and only then the wire opens.
 */
export interface Session {
  readonly view: DocumentFace;
  readonly receipt: Receipt;
  /** Withdrawn from this person, or never there; opening it anew begins afresh. */
  readonly isGone: boolean;
  /** Takes over what a window that has gone left waiting. */
  inherit(): Promise<void>;
  /**
   * The person may no longer see it: nothing of it stays, but their own unsent words. `why`: it will never be anywhere
   * else, so all of it is kept as one text.
   */
  withdraw(why?: Withdrawal): Promise<void>;
  /** The person has taken it away themselves: nothing of it stays, unsent words included. */
  discard(): Promise<void>;
  close(): Promise<void>;
}

/** What whoever holds the document sees of it. */
export type DocumentFace = Omit<OpenDocument, 'release'>;

export interface SessionParts {
  readonly options: DeviceOptions;
  /** Reads and writes what belongs to this document in the form that it has on disk. */
  readonly journal: Journal;
  readonly copy: { readonly name: string; readonly open: OpenCopy };
  readonly windows: Windows;
  readonly socket: Socket;
  readonly openDisk: typeof openDisk;
  readonly beside: Beside;
  /** Null where the document is not sealed. */
  readonly cipher: Cipher | null;
  /** The document leaves the device, or was rebuilt without its history: what is kept beside it goes. */
  forgetBeside(): void;
}

/** How often the journal is read in one go while another window writes into it. */
const mostReadings = 4;

const healOrigin = Symbol('lianxi.heal');

export const openSession = (
  address: string,
  { options, journal, copy, windows, socket, openDisk, beside, cipher, forgetBeside }: SessionParts,
  { isBegunHere, generation }: { readonly isBegunHere: boolean; readonly generation: number },
): Session => {
  const signals = { loaded: signal(), synced: signal() };
  /** As the relay last said it; null: never heard. */
  let epoch: number | null = null;
  /** Of the copy that is shown. */
  let shownEpoch: number | null = null;

  /** Its person wants nothing of it any more, nor what a page writes that has not been left yet. */
  let isDiscarded = false;

  const clock = options.clock ?? Date.now;
  const tally = createTally({ address, journal, clock, window: windows.id, onRecount: () => standing.change() });
  const { changes } = tally;
  const standing = createStanding({
    rights: options.rights?.(address) ?? 'write',
    isBegunHere,
    generation,
    supportedVersion: options.supportedVersion(address),
    version: () => lives.current.doc.getMap('meta').get('version'),
    isStoring: () => tally.isStoring,
    isBehind: () => journal.isBehind,
  });
  const stopHearing = journal.onBehind(() => {
    standing.change();
    if (!journal.isBehind) void waitingOnDisk().then((waiting) => waiting && joined?.tell(waiting));
  });
  const lives = createLives({
    copy,
    openDisk,
    attach: (doc) => options.attach?.(address, doc) ?? (() => {}),
    onLocal: (update, origin) => {
      if (isDiscarded) return;
      const made = tally.take(options.originKind(origin), update, standing.isRenewing, () => standing.change());
      tellBeside(update);
      verdicts.refuseHere(made);
      standing.change();
    },
    onMeta: () => standing.change(),
    onDisk: (works) => standing.change({ disk: works ? 'loaded' : 'failing' }),
    beforeRead: async () => {
      if (epoch === null) return;
      // It opens late, and the document was rebuilt meanwhile: what was erased there must not come back from here.
      const kept = (await journal.load(address)).epoch;
      if (kept !== null && kept !== epoch && !mayBringBack(kept, epoch)) await deleteDatabase(copy.name);
    },
  });

  const openLifeWire = (life: Life, onSynced: () => void) => {
    const isCurrent = () => life.wire === wire && !standing.isClosed;
    const wire = openWire(life.doc, life.awareness, {
      socket,
      address,
      maySend: () => !mayNeverSend(standing.readOnly()),
      onOpen: (told) => {
        changes.forgetFrames();
        if (isCurrent()) takeEpoch(told);
      },
      onStatus: (connection) => {
        if (!isCurrent()) return;
        if (connection !== 'connected') changes.forgetFrames();
        standing.change(connection === 'connected' ? { connection } : { connection, isSynced: false });
      },
      onSent: verdicts.markSent,
      onNothingToSay: verdicts.arriveAll,
      onStray: (update) => {
        if (isCurrent()) verdicts.putStrayAside(update);
      },
      onSynced: () => {
        life.disk?.keep();
        if (!isCurrent()) return;
        onSynced();
        if (isStale && life === lives.current) beginAnew();
      },
      onVerdict: (verdict) => {
        if (isCurrent()) verdicts.take(verdict);
      },
      onDeclined: (code) => {
        if (isCurrent()) verdicts.takeDeclining(code);
      },
      onClosed: (code) => {
        if (isCurrent()) verdicts.takeClosing(code);
      },
    });
    life.wire = wire;
    wire.open();
  };

  /** A document that was rebuilt without its history has nothing in common with a copy of before. */
  const takeEpoch = (told: number) => {
    if (told === epoch) return;
    const isOther = epoch !== null;
    if (epoch !== null && !mayBringBack(epoch, told)) forgetBeside();
    epoch = told;
    if (standing.isRenewing) return;
    if (isOther) return renewal.begin();
    shownEpoch = told;
    // Of which epoch the copy is stands in a journal that has not been read yet.
    if (!isLate) void journal.keepEpoch(address, told);
  };

  let heard: Promise<void> = Promise.resolve();
  /** One after the other as it was said: of two imports of one module the later may come first. */
  const inTurn = (hear: (applier: Awaited<ReturnType<typeof loadApplier>>) => void): void => {
    heard = heard.then(async () => hear(await loadApplier())).catch(passOver);
  };
  let joined: Joined | undefined;
  /** What another window shows and nobody else has, somebody must send: the journal's, when this window has gone. */
  const tellBeside = (update: Uint8Array): void => {
    const life = lives.current;
    void tally.whenKept().then((isKept) => {
      if (!isKept || life !== lives.current || standing.isRenewing || standing.state.readOnly !== null) return;
      joined?.tell(update);
    });
  };
  const waitingOnDisk = async (): Promise<Uint8Array | null> => {
    if (!(await tally.whenKept())) return null;
    const own = changes.waiting.filter(({ isToCarry }) => !isToCarry);
    return own.length > 0 ? Y.mergeUpdates(own.map(({ update }) => update)) : null;
  };
  /** Other windows of this person that have the document open hear of each change as it is made, and this one of theirs. */
  const join = () => {
    joined?.leave();
    joined = beside.join(address, {
      cipher,
      epoch: () => shownEpoch,
      waiting: waitingOnDisk,
      onCompany: () => void loadApplier().catch(passOver),
      onUpdate: (update) => {
        const life = lives.current;
        inTurn(({ applyBeside }) => {
          if (life !== lives.current || standing.isRenewing || standing.isGone || standing.isClosed) return;
          if (applyBeside(life.doc, update)) verdicts.hasForeign = true;
        });
      },
      onStale: () =>
        inTurn(() => {
          isStale = verdicts.hasForeign;
          if (isStale && standing.state.connection === 'connected') beginAnew();
        }),
    });
  };

  /** Something that another window made and was refused is shown here; there was no line to fetch the document anew. */
  let isStale = false;
  const beginAnew = () => {
    isStale = false;
    if (!standing.isRenewing) renewal.begin();
  };

  let isInheriting = false;
  const renewal = createRenewal({
    address,
    journal,
    tally,
    lives,
    standing,
    openWire: openLifeWire,
    epoch: () => epoch,
    formerEpoch: () => shownEpoch,
    clock,
    recall: () => recallOthers(),
    onBegin: () => {
      joined?.tellStale();
      joined?.leave();
      joined = undefined;
    },
    onRenewed: () => {
      verdicts.hasForeign = false;
      isStale = false;
      shownEpoch = epoch;
      join();
      if (isInheriting) void inherit();
    },
    onSynced: signals.synced.resolve,
  });

  /** The person may no longer see the document: nothing of it stays, but what they wrote is kept as their own text. */
  const vanish = async (why?: Withdrawal) => {
    if (standing.isGone) return;
    standing.isGone = true;
    forgetBeside();
    joined?.leave();
    joined = undefined;
    if (why) tally.putAsideAsOne(why.reason, why.detail);
    else tally.putAside(changes.waiting, 'read-only', '');
    const old = lives.current;
    old.wire?.destroy();
    if (lives.pending) lives.end(lives.pending);
    lives.pending = undefined;
    lives.current = lives.begin();
    const { generation } = standing.state;
    standing.change({ generation: generation + 1, hasCopy: false, isSynced: false, connection: 'offline' });
    await old.disk?.erase();
    lives.end(old);
  };

  const verdicts = createVerdicts({
    tally,
    standing,
    renewal,
    onRights: (rights) => options.onRights?.(address, rights),
    vanish: () => void vanish(),
  });

  /** Disk or journal had not opened when the work began: what they hold is taken in when they do. */
  let isLate = false;
  /** Takes in what the disk says; false where the copy is not to be gone on with. */
  const takeRemembered = (life: Life, remembered: Remembered, isForeign: (changeId: string) => boolean): boolean => {
    verdicts.hasForeign = tally.adopt(remembered, isForeign) || verdicts.hasForeign;
    heal(life, remembered.changes);
    tally.putUnreadableAside(remembered.unreadable);
    const hasContent = Y.encodeStateVector(life.doc).length > 1;
    standing.change({ hasCopy: standing.state.hasCopy || hasContent });
    return !remembered.isTainted && remembered.unreadable.length === 0;
  };

  /**
   * What the journal says, and which windows are there, as both are when it returns: what another window has written or delivered
   * meanwhile is read again. `after` is waited for beside it.
   */
  const recall = async (after: Promise<unknown> = Promise.resolve()) => {
    for (let readings = 1; ; readings++) {
      let isOutdated = false;
      const stop = journal.onForeignChange((changed) => {
        isOutdated ||= changed === address;
      });
      const [remembered] = await Promise.all([journal.load(address), after]);
      const isForeign = await windows.foreign();
      stop();
      // Of a neighbour that never rests the tally hears again.
      if (!isOutdated || readings === mostReadings) return { remembered, isForeign };
    }
  };

  /** The same while this window is at work: what it made itself it has in memory, and further on than the disk. */
  const recallOthers = async () => {
    const { remembered, isForeign } = await recall();
    return { remembered, isForeign: (id: string) => isForeign(id) || id.endsWith(`.${windows.id}`) };
  };

  const open = async () => {
    const life = lives.current;
    const isOver = () => standing.isClosed || life !== lives.current;
    let isReached = false;
    void journal.whenReached.then(() => {
      isReached = true;
    });
    const disk = lives.openDisk(life);
    const { remembered, isForeign } = await recall(disk.whenLoaded);
    if (isOver()) return;
    isLate = !isReached || standing.state.disk === 'failing';
    epoch = remembered.epoch;
    shownEpoch = epoch;
    const isFit = takeRemembered(life, remembered, isForeign);
    if (standing.state.disk === 'loading') standing.change({ disk: 'loaded' });
    signals.loaded.resolve();
    if (isFit) {
      join();
      openLifeWire(life, renewal.settle);
    } else renewal.begin();
    if (isLate) void catchUp(life, disk);
  };

  const catchUp = async (life: Life, disk: Disk) => {
    await Promise.all([journal.whenReached, disk.whenRead]);
    const { remembered, isForeign } = await recall();
    if (standing.isClosed || standing.isGone || standing.isRenewing || life !== lives.current) return;
    isLate = false;
    const isFit = takeRemembered(life, remembered, isForeign);
    const isOther = epoch !== null && remembered.epoch !== null && epoch !== remembered.epoch;
    shownEpoch = remembered.epoch ?? epoch;
    if (isOther && !mayBringBack(remembered.epoch ?? 0, epoch ?? 0)) forgetBeside();
    if (!isFit || isOther) return renewal.begin();
    if (epoch === null) epoch = remembered.epoch;
    else if (remembered.epoch === null) void journal.keepEpoch(address, epoch);
    // The next answer holds all of it: what waits, and what stands in the copy alone.
    life.wire?.restart();
  };
  const opened = open();

  const heal = ({ doc }: Life, list: readonly StoredChange[]) => {
    for (const each of list) if (!each.isToCarry) Y.applyUpdate(doc, each.update, healOrigin);
  };

  const inherit = async () => {
    await opened;
    const { remembered, isForeign } = await recallOthers();
    if (standing.isClosed || isDiscarded) return;
    if (standing.isGone) {
      tally.adopt(remembered, isForeign);
      tally.putAside(changes.waiting, 'read-only', '');
      standing.change();
      return;
    }
    // What is carried over is settled first; this is done when the fresh document has taken its place.
    isInheriting = standing.isRenewing;
    if (isInheriting) return;
    const before = changes.waiting.length;
    tally.adopt(remembered, isForeign);
    if (changes.waiting.length === before) return;
    heal(lives.current, remembered.changes);
    // The next answer holds all of it.
    lives.current.wire?.restart();
    standing.change();
  };

  return {
    view: {
      address,
      get doc() {
        return lives.current.doc;
      },
      get awareness() {
        return lives.current.awareness;
      },
      whenLoaded: signals.loaded.promise,
      whenSynced: signals.synced.promise,
      get state() {
        return standing.state;
      },
      get rights() {
        return standing.rights;
      },
      get receipt() {
        return tally.receipt;
      },
      putAway: (id) => {
        tally.putAway(id);
        standing.change();
      },
      subscribe: standing.subscribe,
    },
    get receipt() {
      return tally.receipt;
    },
    get isGone() {
      return standing.isGone;
    },
    inherit,
    withdraw: async (why) => {
      await opened;
      await vanish(why);
    },
    discard: async () => {
      isDiscarded = true;
      await opened;
      // First: whoever opens it anew when it has gone finds nothing put aside.
      await tally.forget();
      await vanish();
      standing.change();
    },
    close: async () => {
      standing.isClosed = true;
      joined?.leave();
      tally.stop();
      stopHearing();
      const all = lives.pending ? [lives.pending, lives.current] : [lives.current];
      // At once: the document may be opened again before this has ended.
      for (const { wire } of all) wire?.destroy();
      await opened;
      for (const life of all) {
        await life.disk?.close();
        lives.end(life);
      }
    },
  };
};

export const signal = () => {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

/**
 * With the first word of another window, for most people have one; not with its first change, when there may be no network to have it
 * by. Where it cannot be had, the relay brings what was said.
 */
const loadApplier = () => import('./apply-beside.ts');
const passOver = (): void => {};
