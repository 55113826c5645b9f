import { isJsonObject } from '@lianxi/base';
import type { Change } from '@lianxi/documents';
import type { ShelfKey } from '@lianxi/sync';
import type { Workspace } from '#lib/workspace';
import { isOverdue, shelfDays, shelfId, shelfTime } from '#lib/workspace/shelf-time.ts';

/**
 * The ways back of imports, on this device's shelf: a head and, piece by piece as it is written, what takes it back. So an import
 * that a killed tab cut off can be taken back as far as it had come. A piece goes when it has been taken back, and with its
 * register; so nothing is taken back twice.
 *
 *   [id, 0, '']            the head
 *   [id, 1…, register]     a piece, in the order of writing
 */
export interface RecentImport {
  readonly id: string;
  /** By this device's clock (ms). */
  readonly time: number;
  readonly fileName: string;
  /** People written, and people that were to be; `written` is null where it was cut off. */
  readonly written: number | null;
  readonly of: number;
  /** Registers that were begun for it. */
  readonly begun: readonly string[];
  /** In the order of writing. */
  readonly pieces: readonly ShelfKey[];
}

export interface Piece {
  readonly changes: readonly Change[];
}

type Head = Omit<RecentImport, 'id' | 'time' | 'pieces'>;

/** How long an import can be taken back (days). */
export const wayBackDays = shelfDays;

export interface WayBack {
  readonly id: string;
  /** In the turn in which the changes were written; the next are written once these are on the disk. */
  keep(address: string, changes: readonly Change[]): Promise<void>;
  /** All of it is on the disk; false where this window alone knows the way back. */
  finish(written: number): Promise<boolean>;
}

export const beginWayBack = async (workspace: Workspace, head: Omit<Head, 'written'>): Promise<WayBack> => {
  const { shelf } = workspace;
  const id = shelfId(Date.now());
  const putHead = (written: number | null) => shelf.put(headKey(id), encode({ ...head, written }));
  // Before anything is written, and the disk open for the pieces.
  const puts: Promise<boolean>[] = [putHead(null)];
  await puts[0];
  let number = 0;
  return {
    id,
    keep: async (address, changes) => {
      if (changes.length === 0) return;
      const put = shelf.put({ id, number: ++number, address }, encode({ changes }));
      puts.push(put);
      await put;
    },
    finish: async (written) => {
      puts.push(putHead(written));
      return (await Promise.all(puts)).every((isKept) => isKept);
    },
  };
};

/** The newest first; none that is too old, or has nothing left to take back. */
export const listWaysBack = async (workspace: Workspace): Promise<readonly RecentImport[]> => {
  const { shelf } = workspace;
  const byId = Map.groupBy(await shelf.keys(), ({ id }) => id);
  const found: RecentImport[] = [];
  for (const [id, keys] of byId) {
    const head = readHead(await shelf.get(headKey(id)));
    const pieces = keys.filter(({ number }) => number > 0);
    if (head && pieces.length > 0 && !isOverdue(id, Date.now()))
      found.push({ ...head, id, time: shelfTime(id), pieces });
  }
  return found.sort((one, other) => other.time - one.time);
};

/** Null where it does not open. */
export const readPiece = async (workspace: Workspace, key: ShelfKey): Promise<Piece | null> => {
  const piece = decode(await workspace.shelf.get(key));
  return isJsonObject(piece) && Array.isArray(piece.changes) ? (piece as unknown as Piece) : null;
};

export const dropPiece = (workspace: Workspace, key: ShelfKey): Promise<void> =>
  workspace.shelf.remove(({ id, number }) => id === key.id && number === key.number);

export const dropWayBack = (workspace: Workspace, import_: string): Promise<void> =>
  workspace.shelf.remove(({ id }) => id === import_);

/**
 * One window at a time writes an import or takes it back. Null, and nothing is done, where another is at it. A browser without
 * locks has the one window.
 */
export const holding = async <T>(workspace: Workspace, id: string, work: () => Promise<T>): Promise<T | null> => {
  if (!navigator.locks) return work();
  return navigator.locks.request(`lianxi/${workspace.member.id}/import/${id}`, { ifAvailable: true }, (lock) =>
    lock ? work() : null,
  );
};

const headKey = (id: string): ShelfKey => ({ id, number: 0, address: '' });

const encode = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array | null): unknown => {
  try {
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
};

const readHead = (bytes: Uint8Array | null): Head | null => {
  const head = decode(bytes);
  const isHead = isJsonObject(head) && typeof head.fileName === 'string' && Array.isArray(head.begun);
  return isHead ? (head as unknown as Head) : null;
};
