import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, parseAddress } from '@lianxi/access';
import {
  createDocument,
  createFileLog,
  createSqliteLog,
  type FileLog,
  findDocument,
  openStore,
  type RoomLog,
  removeDocuments,
  type Store,
} from '@lianxi/server';
import { createConsequences } from '../simulation/relay/consequences.ts';
import { createMemoryLog } from './memory-log.ts';
import { describeRoomLog, type LogWorld } from './room-log.ts';

const open = (folder: string): Store => {
  const opened = openStore(folder);
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
};

const sqliteWorld = async (makeLog: (store: Store) => RoomLog | FileLog): Promise<LogWorld> => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-log-'));
  const stores = [open(folder)];
  const [store] = stores as [Store];
  const logs: (RoomLog | FileLog)[] = [];
  const logOf = (opened: Store): RoomLog => {
    const log = makeLog(opened);
    logs.push(log);
    return log;
  };
  const another = (): RoomLog => {
    const opened = open(folder);
    stores.push(opened);
    return logOf(opened);
  };
  return {
    log: logOf(store),
    create: async (address: Address) => {
      const parts = parseAddress(address);
      if (!parts.ok) throw new Error(address);
      createDocument(store, { parts: parts.value, title: '', createdBy: null, isDemo: false, seed: null });
      return findDocument(store, address)?.room ?? 0;
    },
    seal: async (room, at) => {
      store.sqlite.prepare('UPDATE documents SET sealed_at = ? WHERE room = ?').run(at, room);
    },
    breakBooks: async (isBroken) => {
      store.sqlite.exec(
        isBroken
          ? "CREATE TRIGGER broken BEFORE INSERT ON ledger_entries BEGIN SELECT RAISE(ABORT, 'broken'); END"
          : 'DROP TRIGGER broken',
      );
    },
    remove: async (room) => {
      const address = store.sqlite.prepare('SELECT address FROM documents WHERE room = ?').pluck().get(room);
      removeDocuments(store, [address as Address]);
    },
    beside: async () => another(),
    reopen: async () => another(),
    stop: async () => {
      for (const log of logs) if ('close' in log) await log.close();
      for (const each of stores) each.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const memoryWorld = async (): Promise<LogWorld> => {
  const { follow } = createConsequences({});
  let isBroken = false;
  const log = createMemoryLog((head, entries) => {
    if (isBroken) throw new Error('broken');
    return follow(head, entries);
  });
  return {
    log,
    create: async (address) => log.create(address),
    seal: async (room, at) => log.seal(room, at),
    breakBooks: async (next) => {
      isBroken = next;
    },
    remove: async (room) => log.remove(room),
    beside: async () => log,
    reopen: async () => log,
    stop: async () => undefined,
  };
};

describeRoomLog('SQLite, one connection', () => sqliteWorld(({ sqlite, clock }) => createSqliteLog(sqlite, clock)));
describeRoomLog('SQLite, commits here and in a thread', () => sqliteWorld(createFileLog));
describeRoomLog('memory', memoryWorld);
