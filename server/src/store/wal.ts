import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

/** Twice what the relay writes between two foldings (`file-log.ts`). */
const room = 8 * 1024 * 1024;
const zeros = new Uint8Array(64 * 1024);

/**
 * Lengthens the write-ahead log with zeros. A commit that lies inside the file is synced in two thirds of the time of one
 * that makes the file longer, for the file's length need not be written with it. SQLite reads a log up to the first frame
 * that is none. Done under the write lock, so that nobody is writing there; left undone where the disk has no room for it or
 * somebody else is writing.
 */
export const growWal = (sqlite: Database, file: string): boolean => {
  try {
    sqlite.exec('BEGIN IMMEDIATE');
  } catch {
    return false;
  }
  try {
    const descriptor = openSync(`${file}-wal`, 'r+');
    try {
      const { size } = fstatSync(descriptor);
      if (size < room) {
        for (let at = size; at < room; at += zeros.length)
          writeSync(descriptor, zeros, 0, Math.min(zeros.length, room - at), at);
        fsyncSync(descriptor);
      }
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch {
    return false;
  } finally {
    sqlite.exec('ROLLBACK');
  }
};
