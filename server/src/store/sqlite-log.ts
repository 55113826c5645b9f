import type { Clock } from '@lianxi/base';
import type { Database } from 'better-sqlite3';
import { createAppend } from './append.ts';
import { postInBooks } from './ledger/follow.ts';
import { createLogReader } from './log-reader.ts';
import type { RoomLog } from './room-log.ts';

/** The log over one connection, on which everything is done where it is asked for: for tests and simple tools. */
export const createSqliteLog = (sqlite: Database, clock: Clock): RoomLog => {
  const append = createAppend(sqlite, clock, postInBooks(sqlite));
  return { ...createLogReader(sqlite, clock), append: async (batches) => append(batches) };
};
