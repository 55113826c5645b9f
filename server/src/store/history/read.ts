import type { Store } from '../open.ts';
import type { Claim } from '../room-log.ts';
import { baselineEntry } from './archive.ts';
import { type HistoryEntry, joinRows, type TimedRow } from './join.ts';

export interface HistoryPage {
  readonly epoch: number;
  /** Ordered by number. Entries of one minute belong together, also over pages. */
  readonly entries: readonly HistoryEntry[];
  /** There is more behind the last of these. */
  readonly hasMore: boolean;
  readonly owners: readonly Claim[];
}

/** Bytes after which a page ends. */
const fullPage = 4 * 1024 * 1024;

/**
 * A part of a document's history, from one moment of the file; null when there is no such document. What was folded comes as it
 * is kept, what was not is joined in the same way, and comes whole with the last page.
 */
export const readHistory = ({ sqlite }: Store, room: number, after: number): HistoryPage | null =>
  sqlite
    .transaction((): HistoryPage | null => {
      const epoch = sqlite.prepare('SELECT epoch FROM documents WHERE room = ?').pluck().get(room) as
        | number
        | undefined;
      if (epoch === undefined) return null;
      const owners = sqlite.prepare('SELECT client, member FROM clients WHERE room = ?').all(room) as Claim[];
      const isBegun = sqlite.prepare('SELECT 1 FROM history WHERE room = ? LIMIT 1').get(room) !== undefined;
      const kept = isBegun
        ? 'SELECT seq, author, at, "until", bytes FROM history WHERE room = ? AND seq > ? ORDER BY seq'
        : `${baselineEntry} WHERE room = ? AND seq > ?`;
      const entries: HistoryEntry[] = [];
      let size = 0;
      for (const entry of sqlite.prepare(kept).iterate(room, after) as IterableIterator<HistoryEntry>) {
        if (size > fullPage) return { epoch, entries, hasMore: true, owners };
        entries.push(entry);
        size += entry.bytes.length;
      }
      const tail = sqlite
        .prepare('SELECT seq, author, time, bytes FROM updates WHERE room = ? AND seq > ? ORDER BY seq')
        .all(room, after) as TimedRow[];
      return { epoch, entries: [...entries, ...joinRows(tail)], hasMore: false, owners };
    })
    .deferred();
