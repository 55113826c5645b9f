import type { DeviceDisk } from './device-disk.ts';
import {
  applyOperation,
  cloneValue,
  compareKeys,
  everything,
  findRecords,
  type Key,
  type NewStore,
  type Operation,
  only,
  type Range,
  type StoredStore,
} from './indexed-db-store.ts';
import type { Process, World } from './world.ts';

/**
 * IndexedDB as far as this house and y-indexeddb use it, over a device's simulated disk: requests are answered one by one,
 * a transaction commits by itself when a turn ends without a new request, transactions on one database follow one
 * another, and `complete` comes when the commit is durable (`strict`) or before (`relaxed`, the browser's default).
 */
export interface Browser {
  readonly disk: DeviceDisk;
  /** The `indexedDB` of one window. */
  open(process: Process): object;
}

type Handler = ((event: { readonly target: unknown }) => void) | null;
interface Request {
  result: unknown;
  error: Error | null;
  onsuccess: Handler;
  onerror: Handler;
}
interface OpenRequest extends Request {
  onupgradeneeded: Handler;
  onblocked: Handler;
}
interface Connection {
  readonly name: string;
  readonly process: Process;
  isClosed: boolean;
  forceClose(): void;
  changeVersion(): void;
}
interface Transaction {
  readonly process: Process;
  /** Answers the next request or commits. */
  advance(): void;
}

export const createBrowser = (world: World, name: string, disk: DeviceDisk): Browser => {
  const luck = world.luckOf(`browser ${name}`);
  const connections = new Set<Connection>();
  /** Transactions on each database, the first of them running. */
  const lines = new Map<string, Transaction[]>();
  const latency = () => 0.05 + luck() * luck() * 2;

  disk.onEvicted.add(() => {
    for (const connection of [...connections]) connection.forceClose();
    lines.clear();
  });

  const enqueue = (database: string, transaction: Transaction) => {
    const line = lines.get(database) ?? [];
    lines.set(database, line);
    line.push(transaction);
    if (line.length === 1) transaction.process.after(latency(), transaction.advance);
  };
  const leave = (database: string, transaction: Transaction) => {
    const line = lines.get(database);
    const at = line?.indexOf(transaction) ?? -1;
    if (!line || at < 0) return;
    line.splice(at, 1);
    const next = line[0];
    if (at === 0 && next) next.process.after(latency(), next.advance);
  };

  const open = (process: Process): object => {
    const fire = (handler: Handler, target: unknown) => handler?.({ target });
    const newRequest = (): OpenRequest => ({
      result: undefined,
      error: null,
      onsuccess: null,
      onerror: null,
      onupgradeneeded: null,
      onblocked: null,
    });

    const connect = (database: string) => {
      const transactions = new Set<{ abort(cause: Error): void }>();
      const onClose = new Set<() => void>();
      const db = {
        name: database,
        onclose: null as Handler,
        addEventListener: (type: string, listener: () => void) => {
          if (type === 'close') onClose.add(listener);
        },
        removeEventListener: (_type: string, listener: () => void) => void onClose.delete(listener),
        onversionchange: null as Handler,
        close: () => {
          connection.isClosed = true;
          connections.delete(connection);
        },
        transaction: (
          stores: string | readonly string[],
          mode: 'readonly' | 'readwrite' = 'readonly',
          options: { readonly durability?: string } = {},
        ) => {
          if (connection.isClosed) throw new Error('InvalidStateError: the connection is closed');
          if (!disk.present.has(database)) throw new Error('InvalidStateError: the database has gone');
          const names = typeof stores === 'string' ? [stores] : stores;
          return begin(names, mode, options.durability === 'strict');
        },
      };
      const connection: Connection = {
        name: database,
        process,
        isClosed: false,
        forceClose: () => {
          if (connection.isClosed) return;
          db.close();
          process.after(latency(), () => {
            for (const each of [...transactions]) each.abort(new Error('AbortError: the database was closed'));
            fire(db.onclose, db);
            for (const tell of [...onClose]) tell();
          });
        },
        changeVersion: () => process.after(latency(), () => !connection.isClosed && fire(db.onversionchange, db)),
      };
      connections.add(connection);
      process.onDeath(db.close);

      const begin = (names: readonly string[], mode: 'readonly' | 'readwrite', isStrict: boolean) => {
        const queue: { readonly request: OpenRequest; answer(): unknown }[] = [];
        const operations: Operation[] = [];
        /** `commit` was called: the browser goes on with it whatever becomes of the window. */
        let isSealed = false;
        /** The stores as this transaction has changed them; nobody else sees that until it commits. */
        const own = new Map<string, StoredStore>();
        let state: 'active' | 'committing' | 'done' = 'active';

        const storeOf = (storeName: string): StoredStore => {
          const changed = own.get(storeName);
          if (changed) return changed;
          const stored = disk.present.get(database)?.stores.get(storeName);
          if (!stored) throw new Error(`NotFoundError: no store ${storeName}`);
          if (mode === 'readonly') return stored;
          const copy = { ...stored, records: [...stored.records] };
          own.set(storeName, copy);
          return copy;
        };
        const ask = (answer: () => unknown): OpenRequest => {
          if (state !== 'active' || isSealed) throw new Error('TransactionInactiveError');
          const request = newRequest();
          queue.push({ request, answer });
          return request;
        };
        const write = (storeName: string, operation: Operation) => {
          if (mode === 'readonly') throw new Error('ReadOnlyError');
          applyOperation(storeOf(storeName), operation);
          operations.push(operation);
        };
        const end = () => {
          state = 'done';
          transactions.delete(handle);
          leave(database, transaction);
        };
        const handle = {
          abort: (cause: Error) => {
            if (state === 'done') return;
            end();
            tx.error = cause;
            for (const { request } of queue.splice(0)) {
              request.error = cause;
              fire(request.onerror, request);
            }
            fire(tx.onabort, tx);
          },
        };
        const transaction: Transaction = {
          process,
          advance: () => {
            if (state !== 'active') return;
            if (!disk.present.has(database)) return handle.abort(new Error('AbortError: the database has gone'));
            if (disk.isFull && mode === 'readwrite') return handle.abort(new Error('QuotaExceededError'));
            const next = queue.shift();
            if (next) {
              next.request.result = next.answer();
              fire(next.request.onsuccess, next.request);
              process.after(queue.length > 0 ? latency() : 0, transaction.advance);
              return;
            }
            if (operations.length === 0) {
              end();
              fire(tx.oncomplete, tx);
              return;
            }
            if (!process.mayAct()) return;
            state = 'committing';
            // Others may go on from here; this one hears of it when it is durable.
            leave(database, transaction);
            disk.commit({ type: 'write', database, operations }, isStrict, (isThere) =>
              process.after(0, () => {
                if (!isThere) return handle.abort(new Error('AbortError: the storage was cleared'));
                if (state === 'done') return;
                end();
                fire(tx.oncomplete, tx);
              }),
            );
          },
        };
        const objectStore = (storeName: string) => {
          if (!names.includes(storeName)) throw new Error(`NotFoundError: ${storeName} is not in this transaction`);
          const toRange = (query: unknown): Range =>
            query === undefined || query === null ? everything : isRange(query) ? query : only(query as Key);
          const list = (query: unknown) => findRecords(storeOf(storeName), toRange(query));
          const put = (value: unknown, key?: Key, isNew = false) => {
            const kept = cloneValue(value);
            return ask(() => {
              const store = storeOf(storeName);
              const place = key ?? store.nextKey;
              if (key === undefined && !store.autoIncrement) throw new Error('DataError: no key');
              if (isNew && key !== undefined && findRecords(store, only(key)).length > 0)
                throw new Error('ConstraintError');
              write(storeName, { type: 'put', store: storeName, key: place, value: kept });
              return place;
            });
          };
          const iterate = (query: unknown, direction: string, withValue: boolean): OpenRequest => {
            let at = 0;
            const request = ask(() => {
              const records = [...list(query)];
              if (direction.startsWith('prev')) records.reverse();
              const record = records[at];
              if (!record) return null;
              const cursor = {
                key: record.key,
                primaryKey: record.key,
                ...(withValue ? { value: cloneValue(record.value) } : {}),
                continue: () => {
                  at++;
                  queue.push({ request, answer });
                },
              };
              return cursor;
            });
            const { answer } = queue.at(-1) as (typeof queue)[number];
            return request;
          };
          return {
            put: (value: unknown, key?: Key) => put(value, key),
            add: (value: unknown, key?: Key) => put(value, key, true),
            get: (query: unknown) => ask(() => cloneValue(list(query)[0]?.value)),
            getAll: (query?: unknown) => ask(() => list(query).map(({ value }) => cloneValue(value))),
            getAllKeys: (query?: unknown) => ask(() => list(query).map(({ key }) => key)),
            count: (query?: unknown) => ask(() => list(query).length),
            delete: (query: unknown) =>
              ask(() => {
                write(storeName, { type: 'delete', store: storeName, range: toRange(query) });
              }),
            clear: () =>
              ask(() => {
                write(storeName, { type: 'delete', store: storeName, range: everything });
              }),
            openCursor: (query?: unknown, direction = 'next') => iterate(query, direction, true),
            openKeyCursor: (query?: unknown, direction = 'next') => iterate(query, direction, false),
          };
        };
        const tx = {
          error: null as Error | null,
          mode,
          oncomplete: null as Handler,
          onabort: null as Handler,
          onerror: null as Handler,
          objectStore,
          abort: () => handle.abort(new Error('AbortError')),
          commit: () => {
            if (process.mayAct()) isSealed = true;
          },
        };
        transactions.add(handle);
        enqueue(database, transaction);
        process.onDeath(() => {
          if (state === 'active' && isSealed && !disk.isFull) {
            for (const { answer } of queue.splice(0)) answer();
            if (operations.length > 0) disk.commit({ type: 'write', database, operations }, isStrict, () => {});
          }
          state = 'done';
          leave(database, transaction);
        });
        return tx;
      };
      return db;
    };

    const create = (database: string, request: OpenRequest): void => {
      const stores: NewStore[] = [];
      request.result = {
        createObjectStore: (store: string, options: { readonly autoIncrement?: boolean } = {}) => {
          stores.push({ name: store, autoIncrement: options.autoIncrement ?? false });
        },
      };
      fire(request.onupgradeneeded, request);
      disk.commit({ type: 'create', database, stores }, true, (isThere) =>
        process.after(0, () => (isThere ? succeed(database, request) : failWith(request, 'AbortError'))),
      );
    };
    const succeed = (database: string, request: OpenRequest) => {
      request.result = connect(database);
      fire(request.onsuccess, request);
    };
    const failWith = (request: OpenRequest, message: string) => {
      request.error = new Error(message);
      fire(request.onerror, request);
    };

    return {
      open: (database: string) => {
        const request = newRequest();
        process.after(latency(), () => {
          if (disk.present.has(database)) succeed(database, request);
          else if (disk.isFull) failWith(request, 'QuotaExceededError');
          else create(database, request);
        });
        return request;
      },
      deleteDatabase: (database: string) => {
        const request = newRequest();
        const others = () => [...connections].filter((each) => each.name === database && !each.isClosed);
        let isBlocked = false;
        const attempt = () => {
          if (others().length > 0) {
            if (!isBlocked) fire(request.onblocked, request);
            isBlocked = true;
            process.after(5, attempt);
            return;
          }
          if (!process.mayAct()) return;
          disk.commit({ type: 'drop', database }, true, () => process.after(0, () => fire(request.onsuccess, request)));
        };
        process.after(latency(), () => {
          if (!disk.present.has(database)) {
            fire(request.onsuccess, request);
            return;
          }
          for (const each of others()) each.changeVersion();
          process.after(3, attempt);
        });
        return request;
      },
      databases: () =>
        new Promise((resolve) => {
          process.after(latency(), () => resolve([...disk.present.keys()].map((each) => ({ name: each, version: 1 }))));
        }),
      cmp: compareKeys,
    };
  };

  return { disk, open };
};

const ranges = new WeakSet<object>();
const isRange = (value: unknown): value is Range => typeof value === 'object' && value !== null && ranges.has(value);
const range = (lower: Key | undefined, upper: Key | undefined, lowerOpen = false, upperOpen = false): Range => {
  const made = { lower, upper, lowerOpen, upperOpen };
  ranges.add(made);
  return made;
};

/** The global `IDBKeyRange`. */
export const keyRanges = {
  bound: range,
  lowerBound: (key: Key, isOpen = false) => range(key, undefined, isOpen),
  upperBound: (key: Key, isOpen = false) => range(undefined, key, false, isOpen),
  only: (key: Key) => range(key, key),
};
