import { openDisk } from './disk.ts';
import { openJournal } from './journal.ts';
import { createMemoryDisks } from './memory-disk.ts';
import { documentName, openSession, type Session, type Withdrawal } from './session.ts';
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
  /** The person may no longer see the document: it leaves this device, open or not; unsent words are kept as refused. */
  withdraw(address: string, why?: Withdrawal): Promise<void>;
  /** The journal has been read: `receipt` knows of every document with a history here. */
  readonly whenKnown: Promise<void>;
  /** Which documents have a copy on this disk; null where the browser does not tell. */
  copies(): Promise<ReadonlySet<string> | null>;
  close(): Promise<void>;
}

interface Entry {
  readonly session: Session;
  holders: number;
  leaving: ReturnType<typeof setTimeout> | undefined;
  readonly stop: () => void;
}

export const openDevice = (options: DeviceOptions): Device => {
  const { isMemoryOnly = false } = options;
  const memory = isMemoryOnly ? createMemoryDisks() : null;
  const journal = openJournal(options.member, { isMemoryOnly });
  const windows = openWindows(options.member);
  const sessions = new Map<string, Entry>();
  /** Documents with a history here that are not open now. */
  const rest = new Map<string, Receipt>();
  const closings = new Map<string, Promise<void>>();
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

  const notify = () => {
    if (!isClosed) for (const listener of [...listeners]) listener();
  };
  const readJournal = async () => {
    for (const { address, changes, refusals, received, receivedAt } of await journal.all()) {
      const waiting = changes.filter(({ kind }) => kind !== 'note').length;
      const made = received + waiting + refusals.length;
      rest.set(address, { address, made, received, waiting, refused: refusals, receivedAt });
    }
    notify();
  };
  const whenKnown = readJournal();
  const stopListening = journal.onForeignChange(() => {
    void readJournal();
    // Whoever wrote may be a window that was not here before: its end is to be noticed too.
    void windows.foreign();
  });

  windows.onGone(() => {
    void readJournal();
    for (const { session } of sessions.values()) void session.inherit();
  });

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
    const closing = entry.session.close().finally(() => {
      if (closings.get(address) === closing) closings.delete(address);
    });
    closings.set(address, closing);
  };

  const enter = (address: string, isBegunHere: boolean): Entry => {
    const session = openSession(
      address,
      { options, journal, windows, socket, openDisk: memory?.open ?? openDisk },
      isBegunHere,
    );
    const probe = session.handle(() => {});
    const entry: Entry = { session, holders: 0, leaving: undefined, stop: probe.subscribe(notify) };
    sessions.set(address, entry);
    return entry;
  };

  return {
    open: (address, { isBegunHere = false, isBrief = false } = {}) => {
      const entry = present(address) ?? enter(address, isBegunHere);
      entry.holders++;
      clearTimeout(entry.leaving);
      return entry.session.handle(() => {
        entry.holders--;
        if (entry.holders > 0) return;
        entry.leaving = setTimeout(() => leave(address, entry), isBrief ? 0 : linger);
      });
    },
    get receipt() {
      const all = new Map(rest);
      for (const [address, { session }] of sessions) all.set(address, session.receipt);
      return sumUp([...all.values()].filter(({ made }) => made > 0));
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    goOnline: socket.goOnline,
    goOffline: socket.goOffline,
    whenKnown,
    copies: async () => (memory ? addressesOf(options.member, memory.names()) : listCopies(options.member)),
    withdraw: async (address, why) => {
      const entry = sessions.get(address) ?? enter(address, false);
      await entry.session.withdraw(why);
      if (entry.holders === 0) leave(address, entry);
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
      await Promise.all(closings.values());
      journal.close();
      windows.close();
    },
  };
};

const listCopies = async (member: string): Promise<ReadonlySet<string> | null> => {
  try {
    const all = await indexedDB.databases();
    return addressesOf(
      member,
      all.map(({ name }) => name ?? ''),
    );
  } catch {
    return null;
  }
};

const addressesOf = (member: string, names: readonly string[]): ReadonlySet<string> => {
  const prefix = documentName(member, '');
  return new Set(names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
};

const sumUp = (documents: readonly Receipt[]): DeviceReceipt => {
  let made = 0;
  let received = 0;
  let waiting = 0;
  let refused = 0;
  let receivedAt: number | null = null;
  for (const each of documents) {
    made += each.made;
    received += each.received;
    waiting += each.waiting;
    refused += each.refused.length;
    if (each.receivedAt !== null) receivedAt = Math.max(receivedAt ?? 0, each.receivedAt);
  }
  const weight = (each: Receipt) => (each.refused.length > 0 ? 2 : each.waiting > 0 ? 1 : 0);
  const sorted = [...documents].sort(
    (one, other) =>
      weight(other) - weight(one) ||
      (other.receivedAt ?? 0) - (one.receivedAt ?? 0) ||
      (one.address < other.address ? -1 : 1),
  );
  return { made, received, waiting, refused, receivedAt, documents: sorted };
};
