import { type ChangeRecord, type Codec, clientsIn, type RefusalRecord, type StoredChange } from './journal-codec.ts';
import type { JournalDisk } from './journal-disk.ts';
import { type Access, stores } from './records.ts';
import type { Refusal } from './types.ts';

/**
 * What this device remembers of its changes: those on their way with their bytes, those refused with their text, and how
 * many have arrived. One small database a person; every write is one strict transaction.
 *
 * Invariant: a change is either waiting, received or refused, and goes from one to the next in one transaction, so that
 * two windows of one person never count it twice.
 */
export interface Journal {
  load(address: string): Promise<Remembered>;
  /** Of every document with a history here. */
  all(): Promise<readonly Summary[]>;
  /** Handed to the disk, commit and all, before the task in which it is called ends: a page that goes then loses nothing. */
  putChanges(address: string, changes: readonly StoredChange[]): Promise<void>;
  /** Puts changes anew, as they are now; what was taken over stays away where another window has delivered it or put it aside. */
  rewriteChanges(address: string, changes: readonly StoredChange[]): Promise<void>;
  /** Takes waiting changes away as received; says how many were still waiting here. */
  receive(address: string, ids: readonly string[], at: number): Promise<number>;
  /** Takes waiting changes away without counting them (the machine's own notes). */
  drop(address: string, ids: readonly string[]): Promise<void>;
  refuse(address: string, refusals: readonly Refusal[]): Promise<void>;
  putAway(address: string, refusalId: string): Promise<void>;
  /** The copy on disk holds what was refused and must be fetched anew; `toCarry`: what is then to be written again. */
  taint(address: string, toCarry: readonly StoredChange[]): Promise<void>;
  /** It has been fetched anew, in this epoch. */
  cleanse(address: string, epoch: number | null): Promise<void>;
  keepEpoch(address: string, epoch: number): Promise<void>;
  /** It was taken away while the device was locked: what waits is put aside once it can be read. Null: that has been done. */
  markWithdrawn(address: string, withdrawn: Withdrawn | null): Promise<void>;
  /** As if there had never been anything of it here. */
  forget(address: string): Promise<void>;
  /** What lies in the clear and belongs to sealed documents is sealed; what it replaces is gone in the same transaction. */
  sealOld(): Promise<void>;
  /** Everything of sealed documents is taken away: nobody has their key any more. */
  discardSealed(): Promise<void>;
  /** The disk has been reached, however late: what `load` and `all` say from then on is what lies there. */
  readonly whenReached: Promise<void>;
  /** Something that was written is in memory only. It is so before the promise of that writing is kept. */
  readonly isBehind: boolean;
  onBehind(listener: () => void): () => void;
  /** The browser has closed it under the app: what lay there may be gone. */
  onLost(listener: () => void): () => void;
  /** Another window of the same person has written, or the disk has taken what it had missed. */
  onForeignChange(listener: (address: string) => void): () => void;
  close(): void;
}

export interface Remembered {
  readonly address: string;
  readonly changes: readonly StoredChange[];
  /** Ids of changes that are sealed and do not open, though the device is unlocked. */
  readonly unreadable: readonly string[];
  readonly refusals: readonly Refusal[];
  /** Received on the day of `receivedAt`. */
  readonly received: number;
  readonly receivedAt: number | null;
  readonly isTainted: boolean;
  /** Of the copy on this disk, as the relay counts; null: it has not said. */
  readonly epoch: number | null;
  /** The Yjs client ids under which this member has written here and been received. */
  readonly clients: readonly number[];
}

/** What a receipt says; opens no change. */
export interface Summary {
  readonly address: string;
  /** The person's own changes. */
  readonly waiting: number;
  readonly refusals: readonly Refusal[];
  readonly received: number;
  readonly receivedAt: number | null;
  readonly withdrawn: Withdrawn | null;
}

/** `why`: it will never be anywhere else, so all of it is kept as one text. */
export interface Withdrawn {
  readonly why: Withdrawal | null;
}

export interface Withdrawal {
  readonly reason: string;
  readonly detail: string;
}

interface Counts {
  readonly received: number;
  readonly receivedAt: number | null;
  readonly isTainted: boolean;
  /** Absent where it was written by an earlier version. */
  readonly epoch?: number | null;
  readonly clients?: readonly number[];
  readonly withdrawn?: Withdrawn | null;
}

/** An opening in which something is written takes one; the oldest are forgotten. */
const mostClients = 1_000;

const noCounts: Counts = { received: 0, receivedAt: null, isTainted: false, epoch: null };

export const journalName = (member: string): string => `lianxi/${member}`;

/** `codec`: how what a person wrote lies on the disk. Several journals may work on one disk. */
export const createJournal = (disk: JournalDisk, codec: Codec): Journal => {
  const changesOf = (access: Access, address: string) =>
    access.list('changes', address) as Promise<readonly ChangeRecord[]>;
  const refusalsOf = (access: Access, address: string) =>
    access.list('refusals', address) as Promise<readonly RefusalRecord[]>;
  const read = async (access: Access, address: string): Promise<Remembered> => {
    const counts = await countsOf(access, address);
    const records = await changesOf(access, address);
    const refusals = await refusalsOf(access, address);
    const changes = records.map((record) => codec.readChange(address, record));
    return {
      address,
      changes: changes.filter((change) => change !== null),
      unreadable: records.filter((_, at) => changes[at] === null).map(({ change }) => change.id),
      refusals: refusals.map((record) => codec.readRefusal(address, record)),
      received: receivedOf(counts, records),
      receivedAt: counts.receivedAt,
      isTainted: counts.isTainted,
      epoch: counts.epoch ?? null,
      clients: counts.clients ?? [],
    };
  };
  const sumUp = async (access: Access, address: string): Promise<Summary> => {
    const counts = await countsOf(access, address);
    const records = await changesOf(access, address);
    const refusals = await refusalsOf(access, address);
    return {
      address,
      waiting: records.filter(({ change }) => change.kind !== 'note').length,
      refusals: refusals.map((record) => codec.readRefusal(address, record)),
      received: receivedOf(counts, records),
      receivedAt: counts.receivedAt,
      withdrawn: counts.withdrawn ?? null,
    };
  };
  const removeAll = async (access: Access, address: string) => {
    for (const { change } of await changesOf(access, address)) access.remove('changes', [address, change.id]);
    for (const { refusal } of await refusalsOf(access, address)) access.remove('refusals', [address, refusal.id]);
    access.remove('counts', address);
  };
  const addressesIn = async (access: Access): Promise<readonly string[]> => {
    const addresses = new Set<string>();
    for (const store of stores) for (const each of await access.addresses(store)) addresses.add(each);
    return [...addresses].sort();
  };
  const sealedIn = async (access: Access) => (await addressesIn(access)).filter(codec.seals);
  // Packed before anything is waited for, so that a change lies on the disk as it is now.
  const pack = (address: string, changes: readonly StoredChange[]) =>
    changes.map((change) => codec.packChange(address, change));
  const put = (access: Access, address: string, records: readonly ChangeRecord[]) => {
    for (const record of records) access.put('changes', [address, record.change.id], record);
  };
  const putAgain = async (access: Access, address: string, records: readonly ChangeRecord[]) => {
    for (const record of records) {
      const { id, isAdopted } = record.change;
      if (!isAdopted || (await access.get('changes', [address, id]))) put(access, address, [record]);
    }
  };

  return {
    load: (address) => disk.ask((access) => read(access, address)),
    all: () =>
      disk.ask(async (access) => {
        const all: Summary[] = [];
        for (const address of await addressesIn(access)) all.push(await sumUp(access, address));
        return all;
      }),
    putChanges: (address, changes) => {
      const records = pack(address, changes);
      const replaces = JSON.stringify([address, ...changes.map(({ id }) => id)]);
      return disk.write(address, async (access) => put(access, address, records), replaces);
    },
    rewriteChanges: (address, changes) => {
      const records = pack(address, changes);
      return disk.write(address, (access) => putAgain(access, address, records));
    },
    receive: (address, ids, at) =>
      disk.write(address, async (access) => {
        const { found, reopened, clients } = await take(access, address, ids);
        await amend(access, address, (counts) => {
          const isSameDay = counts.receivedAt !== null && dayOf(counts.receivedAt) === dayOf(at);
          const before = isSameDay ? Math.max(0, counts.received - reopened) : 0;
          return { received: before + found, receivedAt: at, clients: addClients(counts.clients, clients) };
        });
        return found;
      }),
    drop: (address, ids) =>
      disk.write(address, async (access) => {
        const { clients } = await take(access, address, ids);
        await amend(access, address, (counts) => ({ clients: addClients(counts.clients, clients) }));
      }),
    refuse: (address, refusals) => {
      const records = refusals.map((refusal) => codec.packRefusal(address, refusal));
      return disk.write(address, async (access) => {
        const { reopened } = await take(
          access,
          address,
          refusals.map(({ id }) => id),
        );
        for (const record of records) access.put('refusals', [address, record.refusal.id], record);
        // The copy holds what was refused, from this moment on: a window that goes now leaves that to the next.
        await amend(access, address, ({ received }) => ({
          received: Math.max(0, received - reopened),
          isTainted: true,
        }));
      });
    },
    putAway: (address, id) => disk.write(address, async (access) => access.remove('refusals', [address, id])),
    taint: (address, toCarry) => {
      const records = pack(address, toCarry);
      return disk.write(address, async (access) => {
        await putAgain(access, address, records);
        await amend(access, address, () => ({ isTainted: true }));
      });
    },
    cleanse: (address, epoch) =>
      disk.write(address, (access) => amend(access, address, () => ({ isTainted: false, epoch }))),
    keepEpoch: (address, epoch) => disk.write(address, (access) => amend(access, address, () => ({ epoch }))),
    markWithdrawn: (address, withdrawn) =>
      disk.write(address, (access) => amend(access, address, () => ({ withdrawn }))),
    forget: (address) => disk.write(address, (access) => removeAll(access, address)),
    sealOld: () =>
      disk.write('', async (access) => {
        for (const address of await sealedIn(access)) {
          for (const record of await changesOf(access, address))
            if (!('sealed' in record)) put(access, address, pack(address, [record.change]));
          for (const record of await refusalsOf(access, address)) {
            if ('sealed' in record) continue;
            access.put('refusals', [address, record.refusal.id], codec.packRefusal(address, record.refusal));
          }
        }
      }),
    discardSealed: () =>
      disk.write('', async (access) => {
        for (const address of await sealedIn(access)) await removeAll(access, address);
      }),
    whenReached: disk.whenReached,
    get isBehind() {
      return disk.isBehind;
    },
    onBehind: disk.onBehind,
    onLost: disk.onLost,
    onForeignChange: disk.onForeignChange,
    close: disk.close,
  };
};

/**
 * Takes waiting changes away; `found`: how many there were, `reopened`: how many of those had been counted as received,
 * `clients`: under which ids they were written.
 */
const take = async (access: Access, address: string, ids: readonly string[]) => {
  let found = 0;
  let reopened = 0;
  const clients = new Set<number>();
  for (const id of ids) {
    const stored = (await access.get('changes', [address, id])) as ChangeRecord | undefined;
    if (!stored) continue;
    access.remove('changes', [address, id]);
    found++;
    if (stored.change.isReopened) reopened++;
    for (const client of clientsIn(stored)) clients.add(client);
  }
  return { found, reopened, clients };
};

const countsOf = async (access: Access, address: string): Promise<Counts> =>
  ((await access.get('counts', address)) as Counts | undefined) ?? noCounts;

const amend = async (access: Access, address: string, change: (counts: Counts) => Partial<Counts>) => {
  const counts = await countsOf(access, address);
  access.put('counts', address, { ...counts, ...change(counts) });
};

/** What had been received and is being added to counts as waiting. */
const receivedOf = (counts: Counts, records: readonly ChangeRecord[]): number =>
  Math.max(0, counts.received - records.filter(({ change }) => change.isReopened).length);

const dayOf = (time: number): string => new Date(time).toDateString();

const addClients = (before: readonly number[] = [], more: Iterable<number>): readonly number[] =>
  [...new Set([...before, ...more])].slice(-mostClients);
