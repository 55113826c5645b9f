import type { Clock } from '@lianxi/base';
import type { RowName } from '@lianxi/documents';
import { rebuilding } from '@lianxi/protocol';
import type { Database } from 'better-sqlite3';
import { atOnce, type InTurn } from '../turn-taking.ts';
import { audit } from './audit.ts';
import { areOpen, bury, fulfil } from './erasures.ts';
import { createArchive } from './history/index.ts';
import type { HistoryEntry } from './history/join.ts';
import {
  type Baseline,
  type BaselineRenewal,
  type Claim,
  type LoadedRoom,
  type LogRow,
  nobody,
  type RoomHead,
  type RoomLog,
} from './room-log.ts';

const headColumns = 'room, address, kind, seq, sealed_at AS sealedAt, epoch';

/**
 * All of the log but the appending, over a connection that `openConnection` has made; what it writes it writes in its turn. SQLite
 * shows a commit to others only after it was synced, so whatever is read here stands.
 */
export const createLogReader = (sqlite: Database, clock: Clock, inTurn: InTurn = atOnce): Omit<RoomLog, 'append'> => {
  const byAddress = sqlite.prepare(`SELECT ${headColumns} FROM documents WHERE address = ?`);
  const byRoom = sqlite.prepare(`SELECT ${headColumns} FROM documents WHERE room = ?`);
  const byRooms = sqlite.prepare(`SELECT ${headColumns} FROM documents WHERE room IN (SELECT value FROM json_each(?))`);
  const epochOf = sqlite.prepare('SELECT epoch FROM documents WHERE room = ?').pluck();
  const rows = sqlite.prepare('SELECT seq, author, bytes FROM updates WHERE room = ? AND seq > ? ORDER BY seq');
  const baseline = sqlite.prepare(
    'SELECT seq, state_vector AS stateVector, deletions, length(state) AS size FROM baselines WHERE room = ?',
  );
  const baselineSeq = sqlite.prepare('SELECT seq FROM baselines WHERE room = ?').pluck();
  const state = sqlite.prepare('SELECT state FROM baselines WHERE room = ? AND seq = ?').pluck();
  const putBaseline = sqlite.prepare(
    'INSERT OR REPLACE INTO baselines (room, seq, time, state_vector, deletions, state) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const dropRows = sqlite.prepare('DELETE FROM updates WHERE room = ? AND seq <= ?');
  const quarantined = sqlite.prepare('SELECT bytes FROM quarantine WHERE room = ? ORDER BY seq').pluck();
  const quarantine = sqlite.prepare(
    `INSERT OR IGNORE INTO quarantine (room, seq, author, time, bytes, reason)
     SELECT room, seq, author, time, bytes, ? FROM updates WHERE room = ? AND seq = ?`,
  );
  const erased = sqlite.prepare(
    'SELECT "table", row FROM erasures WHERE address = ? AND done_at IS NOT NULL ORDER BY "table", row',
  );
  const owners = sqlite.prepare('SELECT client, member FROM clients WHERE room = ? ORDER BY client');
  const seqOfBaseline = (room: number): number => (baselineSeq.get(room) as number | undefined) ?? 0;

  const load = sqlite.transaction((room: number): LoadedRoom | null => {
    const head = byRoom.get(room) as RoomHead | undefined;
    if (!head) return null;
    const standing = (baseline.get(room) as Baseline | undefined) ?? null;
    return {
      head,
      baseline: standing,
      tail: rows.all(room, standing?.seq ?? 0) as LogRow[],
      owners: owners.all(room) as Claim[],
      quarantined: quarantined.all(room) as Uint8Array[],
      erased: erased.all(head.address) as RowName[],
    };
  });
  const rowsAfter = sqlite.transaction((room: number, seq: number): readonly LogRow[] | null =>
    seqOfBaseline(room) > seq ? null : (rows.all(room, seq) as LogRow[]),
  );
  const archive = createArchive(sqlite);
  const replaceBaseline = sqlite.transaction((renewal: BaselineRenewal, kept: readonly HistoryEntry[]): boolean => {
    const { room, from, epoch, seq } = renewal;
    if (seqOfBaseline(room) !== from || epochOf.get(room) !== epoch) return false;
    const time = clock();
    archive.put(room, kept);
    putBaseline.run(room, seq, time, renewal.stateVector, renewal.deletions, renewal.state);
    for (const row of renewal.quarantined) quarantine.run(row.reason, room, row.seq);
    audit(
      { sqlite },
      renewal.quarantined.map((row) => ({
        type: 'quarantined',
        time,
        member: row.author === '' ? null : row.author,
        room,
        detail: { seq: row.seq },
      })),
    );
    dropRows.run(room, seq);
    return true;
  });
  const dropAll = ['updates', 'quarantine', 'history'].map((table) =>
    sqlite.prepare(`DELETE FROM ${table} WHERE room = ?`),
  );
  const disown = sqlite.prepare('UPDATE clients SET member = ? WHERE room = ?');
  const retire = sqlite.prepare('INSERT OR REPLACE INTO clients (room, client, member) VALUES (?, ?, ?)');
  const moveOn = sqlite.prepare('UPDATE documents SET seq = ?, epoch = ?, updated_at = ? WHERE room = ?');
  const rebuild = sqlite.transaction(({ documents, erasures, by }: Parameters<RoomLog['rebuild']>[0]): boolean => {
    const isCurrent = documents.every(({ room, from, epoch }) => {
      const head = byRoom.get(room) as RoomHead | undefined;
      return head?.seq === from && head.epoch === epoch;
    });
    if (!isCurrent || !areOpen(sqlite, erasures)) return false;
    const time = clock();
    for (const { room, from, epoch, stateVector, deletions, state: whole, retired, erased: rowsGone } of documents) {
      for (const drop of dropAll) drop.run(room);
      putBaseline.run(room, from + 1, time, stateVector, deletions, whole);
      disown.run(nobody, room);
      for (const client of retired) retire.run(room, client, nobody);
      moveOn.run(from + 1, epoch + rebuilding, time, room);
      bury(sqlite, room, rowsGone, erasures[0], time);
    }
    fulfil(sqlite, erasures, by, time);
    return true;
  });

  return {
    find: async (address) => (byAddress.get(address) as RoomHead | undefined) ?? null,
    heads: async (rooms) => byRooms.all(JSON.stringify(rooms)) as RoomHead[],
    load: async (room) => load.deferred(room),
    baselineState: async (room, seq) => (state.get(room, seq) as Uint8Array | undefined) ?? null,
    rowsAfter: async (room, seq) => rowsAfter.deferred(room, seq),
    replaceBaseline: async (renewal) => {
      const kept = archive.gather(renewal);
      return inTurn(async () => replaceBaseline.immediate(renewal, kept));
    },
    rebuild: (each) => inTurn(async () => rebuild.immediate(each)),
  };
};
