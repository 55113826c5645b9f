import type { Address } from '@lianxi/access';
import type { Appended, Batch, LedgerRecords, LoadedRoom, LogRow, RoomHead, RoomLog } from '@lianxi/server';
import { createMemoryLog, type MemoryLog } from '../../contract/memory-log.ts';
import type { Faults } from '../faults.ts';
import type { Process, World } from '../world/world.ts';

/**
 * The disk under the relay's log: the plain log of the contract, behind a medium. A transaction takes a while to reach it
 * and is there as a whole or not at all; a power cut comes before or after that, and keeps some beginning of what was on
 * its way. Whoever asked hears nothing then.
 */
export interface RelayDisk {
  create(address: Address, seed: Uint8Array | null): void;
  seal(address: Address, at: number): void;
  /** The log of one life of the relay. */
  openLog(process: Process): RoomLog;
  /** The machine loses its power; the relay must be dead by now. */
  losePower(): void;
  /** Transactions fail while it is set. */
  isFailing: boolean;
  /** Called with every row as it becomes durable. */
  onStored(listener: (address: Address, row: LogRow) => void): void;
  /** Called with a document's whole state as it becomes durable that it was rebuilt. */
  onRebuilt(listener: (address: Address, state: Uint8Array) => void): void;
  /** What the books durably hold of a ledger. */
  booksOf(ledger: string): LedgerBooks;
}

/** What follows from entries, and the books in which that is kept. */
export interface Consequences {
  readonly follow: NonNullable<Parameters<typeof createMemoryLog>[0]>;
  booksOf(ledger: string): LedgerBooks;
}

export type LedgerBooks = Pick<LedgerRecords, 'rows' | 'refusals' | 'waiting' | 'totals'>;

interface Transaction {
  run(log: MemoryLog): void;
  /** It is durable. */
  done(): void;
}

export const createRelayDisk = (world: World, faults: Faults, newConsequences: () => Consequences): RelayDisk => {
  const luck = world.luckOf('relay disk');
  const listeners: ((address: Address, row: LogRow) => void)[] = [];
  const rebuiltListeners: ((address: Address, state: Uint8Array) => void)[] = [];
  const rooms = new Map<Address, number>();
  const addresses = new Map<number, Address>();
  const consequences = newConsequences();
  const durable = createMemoryLog(consequences.follow);
  const forget = () => createMemoryLog(newConsequences().follow);
  /** Everything that has become durable, for the disk that shows more than it has. */
  const history: ((log: MemoryLog) => void)[] = [];
  let shown = faults.answersEarly ? forget() : durable;
  let pending: Transaction[] = [];
  let isSyncing = false;
  let isFailing = false;
  /** A round of syncing that began before a power cut means nothing after it. */
  let age = 0;

  const store = (run: (log: MemoryLog) => void) => {
    run(durable);
    if (faults.answersEarly) history.push(run);
  };
  const tell = (batches: readonly Batch[], answers: readonly Appended[]) => {
    for (const [index, answer] of answers.entries()) {
      const batch = batches[index];
      const address = batch && addresses.get(batch.room);
      if (!batch || !address || answer.type !== 'stored') continue;
      const own = batch.rows.map((row, at) => ({ ...row, seq: batch.after + at + 1 }));
      for (const row of [...own, ...answer.consequences]) {
        world.trace(
          'relay disk',
          `has row ${row.seq} of ${address}, ${row.bytes.length} bytes by ${row.author || 'itself'}`,
        );
        for (const listener of listeners) listener(address, row);
      }
    }
  };

  const tellRebuilt = (documents: Parameters<RoomLog['rebuild']>[0]['documents']) => {
    for (const { room, state } of documents) {
      const address = addresses.get(room);
      if (!address) continue;
      world.trace('relay disk', `has ${address} rebuilt`);
      for (const listener of rebuiltListeners) listener(address, state);
    }
  };
  /** The fault: as if nothing had been rebuilt. */
  const seenHead = <H extends RoomHead | null>(head: H): H =>
    faults.hidesRebuildings && head ? { ...head, epoch: 1 } : head;
  const seen = (loaded: LoadedRoom | null): LoadedRoom | null =>
    faults.hidesRebuildings && loaded
      ? {
          ...loaded,
          head: seenHead(loaded.head),
          owners: loaded.owners.filter(({ member }) => member !== ''),
          erased: [],
        }
      : loaded;

  const sync = () => {
    if (isSyncing || pending.length === 0) return;
    isSyncing = true;
    const begun = age;
    const count = pending.length;
    world.after(faults.answersEarly ? luck() * 3_000 : 0.1 + luck() ** 4 * 60, () => {
      if (begun !== age) return;
      isSyncing = false;
      for (const { run, done } of pending.splice(0, count)) {
        store(run);
        done();
      }
      sync();
    });
  };

  /** One transaction of a process: its answer comes when it is durable. */
  const transact = <T>(
    process: Process,
    verb: string,
    run: (log: MemoryLog, isReal: boolean) => Promise<T>,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!process.mayAct(verb)) return;
      const answered = process.awaits(verb);
      if (isFailing) {
        process.after(luck() * 5, () => {
          answered();
          reject(new Error('SQLITE_FULL: database or disk is full'));
        });
        return;
      }
      if (faults.answersEarly) {
        const answer = run(shown, false);
        process.after(0, () => resolve(answer));
      }
      let answer: Promise<T> | undefined;
      pending.push({
        run: (log) => {
          const given = run(log, log === durable);
          answer ??= given;
        },
        done: () =>
          process.after(0, () => {
            answered();
            if (answer) resolve(answer);
          }),
      });
      sync();
    });
  const read = <T>(process: Process, verb: string, look: (log: MemoryLog) => Promise<T>): Promise<T> =>
    new Promise((resolve) => {
      if (!process.mayAct(verb)) return;
      const answered = process.awaits(verb);
      process.after(luck() * 0.5, () => {
        answered();
        resolve(look(shown));
      });
    });

  return {
    create: (address, seed) => {
      const room = durable.create(address);
      rooms.set(address, room);
      addresses.set(room, address);
      if (faults.answersEarly) {
        history.push((log) => log.create(address));
        shown.create(address);
      }
      if (!seed) return;
      const batch = { room, after: 0, rows: [{ author: '', bytes: seed }], entries: [] };
      store((log) => void log.append([batch]));
      if (shown !== durable) void shown.append([batch]);
      tell([batch], [{ type: 'stored', seq: 1, consequences: [] }]);
    },
    seal: (address, at) => {
      const seal = (log: MemoryLog) => log.seal(rooms.get(address) ?? 0, at);
      store(seal);
      if (shown !== durable) seal(shown);
    },
    openLog: (process) => ({
      find: (address) => read(process, 'find', async (log) => seenHead(await log.find(address))),
      heads: (wanted) => read(process, 'heads', async (log) => (await log.heads(wanted)).map(seenHead)),
      load: (room) => read(process, 'load', async (log) => seen(await log.load(room))),
      baselineState: (room, seq) => read(process, 'baselineState', (log) => log.baselineState(room, seq)),
      rowsAfter: (room, seq) => read(process, 'rowsAfter', (log) => log.rowsAfter(room, seq)),
      append: (batches) =>
        transact(process, 'append', async (log, isReal) => {
          const answers = await log.append(batches);
          if (isReal) tell(batches, answers);
          return answers;
        }),
      replaceBaseline: (renewal) =>
        transact(process, 'replaceBaseline', (log) =>
          log.replaceBaseline(faults.foldsTooMuch ? { ...renewal, seq: renewal.seq + 1 } : renewal),
        ),
      rebuild: (rebuilding) =>
        transact(process, 'rebuild', async (log, isReal) => {
          const isDone = await log.rebuild(rebuilding);
          if (isDone && isReal) tellRebuilt(rebuilding.documents);
          return isDone;
        }),
    }),
    losePower: () => {
      const kept = Math.floor(luck() * (pending.length + 1));
      world.trace('relay disk', `power cut: ${pending.length - kept} of ${pending.length} transactions are lost`);
      for (const { run } of pending.slice(0, kept)) store(run);
      pending = [];
      isSyncing = false;
      age++;
      if (!faults.answersEarly) return;
      shown = forget();
      for (const run of history) run(shown);
    },
    get isFailing() {
      return isFailing;
    },
    set isFailing(next) {
      isFailing = next;
    },
    onStored: (listener) => void listeners.push(listener),
    onRebuilt: (listener) => void rebuiltListeners.push(listener),
    booksOf: consequences.booksOf,
  };
};
