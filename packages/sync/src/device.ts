import { openBeside } from './beside.ts';
import { plainCopy } from './copy.ts';
import { deleteDatabase } from './database.ts';
import { openDisk } from './disk.ts';
import { createEntry, type Entry } from './entry.ts';
import { createJournal, journalName, type Summary, type Withdrawal } from './journal.ts';
import { createCodec } from './journal-codec.ts';
import { createMemoryJournalDisk, openJournalDisk } from './journal-disk.ts';
import { lateShelf } from './late-shelf.ts';
import { lockedSession } from './locked.ts';
import { createMemoryDisks } from './memory-disk.ts';
import { copyNamed, listCopies, picturesName, plainName, sealedName, shelfName } from './names.ts';
import type { Unlocked } from './seal/unlocked.ts';
import { openSession, type Session } from './session.ts';
import type { Shelf } from './shelf.ts';
import { createSocket } from './socket.ts';
import type { DeviceOptions, DeviceReceipt, OpenDocument, Receipt } from './types.ts';
import { openWindows } from './windows.ts';

/** The documents that one person has open on one device, each once however many pages show it, and what became of the changes. */
export interface Device {
  /**
   * `isBegunHere`: it was created on this device, so it may be written before the relay has been reached.
   * `isBrief`: it is only looked into, and closes with its last holder, without lingering.
   */
  open(address: string, options?: { readonly isBegunHere?: boolean; readonly isBrief?: boolean }): OpenDocument;
  readonly receipt: DeviceReceipt;
  /** Calls back after any change of any receipt. */
  subscribe(listener: () => void): () => void;
  goOnline(): void;
  goOffline(): void;
  /**
   * Opens what is sealed, for whoever holds it already too. `known`: sealed documents that the app knows of, for browsers that do
   * not say what lies on the disk.
   */
  unlock(key: Uint8Array, known?: readonly string[]): Promise<void>;
  /** Closes what is sealed, in memory and for everybody who holds it, at once; settles when the disk is at rest. */
  lock(): Promise<void>;
  readonly isLocked: boolean;
  /** The person may no longer see the document: it leaves this device, open or not; unsent words are kept as refused. */
  withdraw(address: string, why?: Withdrawal): Promise<void>;
  /** The person has taken the document away themselves: nothing of it stays on this device. */
  discard(address: string): Promise<void>;
  /** What the app keeps of documents beside their copies. */
  readonly shelf: Shelf;
  /** The same for pictures, of documents that are not sealed: they open while the device is locked. */
  readonly pictures: Shelf;
  /** The journal has been read: `receipt` knows of every document with a history here. */
  readonly whenKnown: Promise<void>;
  /** Which documents have a copy on this disk; null where the browser does not tell. */
  copies(): Promise<ReadonlySet<string> | null>;
  close(): Promise<void>;
}

export const openDevice = (options: DeviceOptions): Device => {
  const { member, isMemoryOnly = false } = options;
  const memory = isMemoryOnly ? createMemoryDisks() : null;
  // What never reaches a disk needs no seal.
  const seals = (address: string) => memory === null && (options.isSealed?.(address) ?? false);
  const disk = isMemoryOnly ? createMemoryJournalDisk() : openJournalDisk(journalName(member));
  const journal = createJournal(disk, createCodec({ member, seals, cipher: null }));
  let unlocked: Unlocked | null = null;
  /** Rises with every locking and unlocking. */
  let turn = 0;
  const shelf = lateShelf({
    member,
    name: shelfName(member),
    isMemoryOnly,
    seals: memory === null && options.isSealed !== undefined,
    cipher: () => unlocked?.cipher ?? null,
  });
  const pictures = lateShelf({
    member,
    name: picturesName(member),
    isMemoryOnly,
    seals: false,
    cipher: () => null,
  });
  const windows = openWindows(member, isMemoryOnly);
  // What is kept in this window alone other windows do not hear of either.
  const beside = openBeside(member, isMemoryOnly);
  const sessions = new Map<string, Entry>();
  /** Documents with a history here, as far as they are not open now. */
  const rest = new Map<string, Receipt>();
  const closings = new Set<Promise<void>>();
  const listeners = new Set<() => void>();
  const linger = options.linger ?? 10_000;
  const socket = createSocket({
    server: options.server,
    bearer: options.bearer,
    WebSocket: options.WebSocket ?? WebSocket,
    onFailed: (attempts) => options.onUnreachable?.(attempts),
    onEnded: () => options.onSignedOut?.(),
  });
  let isClosed = false;

  const isShut = (address: string) => unlocked === null && seals(address);
  const notify = () => {
    if (!isClosed) for (const listener of [...listeners]) listener();
  };
  const readJournal = async (): Promise<readonly Summary[]> => {
    const asked = unlocked;
    const all = await (asked?.journal ?? journal).all();
    // What was read with a key is not shown without it.
    if (asked !== null && asked !== unlocked) return [];
    const known = new Set(all.map(({ address }) => address));
    for (const address of [...rest.keys()]) if (!known.has(address)) rest.delete(address);
    for (const { address, waiting, refusals, received, receivedAt } of all) {
      const made = received + waiting + refusals.length;
      rest.set(address, { address, made, received, waiting, refused: refusals, receivedAt });
    }
    notify();
    return all;
  };
  let isKnown = false;
  const whenKnown = journal.whenReached.then(async () => {
    await readJournal();
    isKnown = true;
    notify();
  });
  const stopListening = journal.onForeignChange((address) => {
    void readJournal();
    // Whoever wrote may be a window that was not here before: its end is to be noticed too, and it may have gone by now.
    void windows.foreign().then(() => {
      if (windows.areTold) void sessions.get(address)?.session.inherit();
    });
  });

  windows.onGone(() => {
    void readJournal();
    for (const { session } of sessions.values()) void session.inherit();
  });

  const close = (session: Session) => {
    const closing: Promise<void> = session.close().finally(() => closings.delete(closing));
    closings.add(closing);
  };

  /** What was taken away may have been given back: then it is opened afresh. */
  const present = (address: string): Entry | undefined => {
    const entry = sessions.get(address);
    if (!entry?.session.isGone || options.rights?.(address) === 'none') return entry;
    entry.holders = 0;
    leave(address, entry);
    return undefined;
  };

  const leave = (address: string, entry: Entry) => {
    if (sessions.get(address) !== entry || entry.holders > 0) return;
    sessions.delete(address);
    rest.set(address, entry.session.receipt);
    entry.stop();
    close(entry.session);
  };

  const begin = (address: string, isBegunHere: boolean, generation = 0): Session => {
    if (isShut(address))
      return lockedSession(address, {
        generation,
        rights: options.rights?.(address) ?? 'write',
        receipt: () => rest.get(address) ?? blankReceipt(address),
        putAway: (id) => void journal.putAway(address, id).then(readJournal),
      });
    const name = plainName(member, address);
    const sealed = seals(address) ? unlocked : null;
    const copy = sealed?.copyOf(address) ?? { name, open: plainCopy(name) };
    const parts = {
      options,
      journal: sealed?.journal ?? journal,
      copy,
      windows,
      socket,
      openDisk: memory?.open ?? openDisk,
      beside,
      cipher: sealed?.cipher ?? null,
      forgetBeside: () => void forgetBeside(address),
    };
    return openSession(address, parts, { isBegunHere, generation });
  };

  const enter = (address: string, isBegunHere: boolean): Entry => {
    const entry = createEntry(begin(address, isBegunHere), isBegunHere, notify);
    sessions.set(address, entry);
    return entry;
  };

  /** Every sealed document that is open goes on as what it is now. */
  const replaceSealed = () => {
    for (const [address, entry] of [...sessions]) {
      if (!seals(address)) continue;
      const { generation } = entry.session.view.state;
      close(entry.replace(begin(address, entry.isBegunHere, generation + 1)));
    }
  };

  const forgetBeside = (address: string) =>
    Promise.all([shelf, pictures].map((each) => each.remove((key) => key.address === address)));
  const withdraw = async (address: string, why?: Withdrawal) => {
    const forgetting = forgetBeside(address);
    if (isShut(address)) {
      await forgetting;
      for (const name of [sealedName(member, address), plainName(member, address)]) await deleteDatabase(name);
      // Its words are sealed: they are put aside when they can be read.
      await journal.markWithdrawn(address, { why: why ?? null });
      return;
    }
    const entry = sessions.get(address) ?? enter(address, false);
    await Promise.all([forgetting, entry.session.withdraw(why)]);
    if (entry.holders === 0) leave(address, entry);
  };

  return {
    open: (address, { isBegunHere = false, isBrief = false } = {}) => {
      const entry = present(address) ?? enter(address, isBegunHere);
      entry.holders++;
      clearTimeout(entry.leaving);
      return entry.hold(() => {
        entry.holders--;
        if (entry.holders > 0) return;
        entry.leaving = setTimeout(() => leave(address, entry), isBrief ? 0 : linger);
      });
    },
    get receipt() {
      const all = new Map(rest);
      for (const [address, { session }] of sessions) all.set(address, session.receipt);
      return sumUp(
        [...all.values()].filter(({ made }) => made > 0),
        isShut,
        isKnown,
      );
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    goOnline: socket.goOnline,
    goOffline: socket.goOffline,
    unlock: async (key, known = []) => {
      const begun = ++turn;
      const { unlock } = await import('./seal/unlocked.ts');
      // What is still being closed is written to the end before it is opened again.
      await Promise.all(closings);
      const ready = await unlock({ member, key, seals, disk, known });
      if (isClosed || begun !== turn) return;
      unlocked = ready;
      replaceSealed();
      for (const { address, withdrawn } of await readJournal()) {
        if (!withdrawn || !seals(address)) continue;
        await withdraw(address, withdrawn.why ?? undefined);
        await ready.journal.markWithdrawn(address, null);
      }
    },
    lock: async () => {
      turn++;
      unlocked = null;
      shelf.lock();
      for (const [address, receipt] of rest)
        if (seals(address)) rest.set(address, { ...receipt, refused: receipt.refused.map(blankRefusal) });
      for (const [address, { session }] of sessions)
        if (seals(address))
          rest.set(address, { ...session.receipt, refused: session.receipt.refused.map(blankRefusal) });
      replaceSealed();
      notify();
      await Promise.all(closings);
      await readJournal();
    },
    get isLocked() {
      return unlocked === null;
    },
    whenKnown,
    shelf,
    pictures,
    copies: async () => {
      const copies = memory
        ? memory.names().flatMap((name) => copyNamed(member, name) ?? [])
        : await listCopies(member);
      return copies && new Set(copies.map(({ address }) => address));
    },
    withdraw,
    discard: async (address) => {
      await forgetBeside(address);
      const entry = isShut(address) ? undefined : (sessions.get(address) ?? enter(address, false));
      if (entry) await entry.session.discard();
      else {
        for (const name of [sealedName(member, address), plainName(member, address)]) await deleteDatabase(name);
        await journal.forget(address);
      }
      if (entry?.holders === 0) leave(address, entry);
      rest.delete(address);
      notify();
    },
    close: async () => {
      isClosed = true;
      stopListening();
      for (const [address, entry] of [...sessions]) {
        clearTimeout(entry.leaving);
        entry.holders = 0;
        leave(address, entry);
      }
      socket.close();
      await Promise.all(closings);
      journal.close();
      shelf.close();
      pictures.close();
      beside.close();
      windows.close();
    },
  };
};

const blankReceipt = (address: string): Receipt => ({
  address,
  made: 0,
  received: 0,
  waiting: 0,
  refused: [],
  receivedAt: null,
});

const blankRefusal = (refusal: Receipt['refused'][number]) => ({ ...refusal, text: '', detail: '', isLocked: true });

const sumUp = (
  documents: readonly Receipt[],
  isShut: (address: string) => boolean,
  isKnown: boolean,
): DeviceReceipt => {
  let made = 0;
  let received = 0;
  let waiting = 0;
  let refused = 0;
  let locked = 0;
  let receivedAt: number | null = null;
  for (const each of documents) {
    made += each.made;
    received += each.received;
    waiting += each.waiting;
    refused += each.refused.length;
    if (isShut(each.address)) locked += each.waiting;
    if (each.receivedAt !== null) receivedAt = Math.max(receivedAt ?? 0, each.receivedAt);
  }
  const weight = (each: Receipt) => (each.refused.length > 0 ? 2 : each.waiting > 0 ? 1 : 0);
  const sorted = [...documents].sort(
    (one, other) =>
      weight(other) - weight(one) ||
      (other.receivedAt ?? 0) - (one.receivedAt ?? 0) ||
      (one.address < other.address ? -1 : 1),
  );
  return { isKnown, made, received, waiting, refused, locked, receivedAt, documents: sorted };
};
