import { type Address, parseAddress } from '@lianxi/access';
import { kindDefinitions, residentsTable } from '@lianxi/documents';
import { rebuilding } from '@lianxi/protocol';
import type { Database } from 'better-sqlite3';
import { rebuildState } from '../erasure/rebuild.ts';
import { nobody } from './room-log.ts';

/** A resident's record that was erased: ids alone. */
export interface Tombstone {
  /** The register's address, and the row in it. */
  readonly address: string;
  readonly row: string;
}

/** Of a file of ours, older ones included; none where it cannot say. */
export const tombstonesOf = (sqlite: Database): readonly Tombstone[] =>
  hasTable(sqlite, 'erasures')
    ? (sqlite
        .prepare('SELECT address, row FROM erasures WHERE done_at IS NOT NULL AND "table" = ?')
        .all(residentsTable.name) as Tombstone[])
    : [];

/** Where what is told of a register's residents stands: there, and among the labels of the same grid. */
export const addressesAbout = (register: string): readonly Address[] => {
  const parts = parseAddress(register);
  if (!parts.ok) return [];
  const care = parseAddress(`care/${parts.value.scope}/main`);
  return [parts.value.address, ...(care.ok ? [care.value.address] : [])];
};

/**
 * Takes out of an older copy what was erased since it was made: each document that still tells of somebody is rebuilt without
 * them. For a file that nobody else has open; schemas of before are met as they are. Returns how many were rebuilt.
 */
export const applyTombstones = (sqlite: Database, tombstones: readonly Tombstone[], now: number): number => {
  const residentsByAddress = new Map<string, string[]>();
  for (const { address, row } of tombstones) {
    for (const each of addressesAbout(address)) {
      residentsByAddress.set(each, [...(residentsByAddress.get(each) ?? []), row]);
    }
  }
  const find = sqlite.prepare('SELECT room, kind, seq, epoch FROM documents WHERE address = ?');
  const state = sqlite.prepare('SELECT state FROM baselines WHERE room = ?').pluck();
  const rows = sqlite.prepare('SELECT bytes FROM updates WHERE room = ? ORDER BY seq').pluck();
  const put = sqlite.prepare(
    'INSERT OR REPLACE INTO baselines (room, seq, time, state_vector, deletions, state) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const moveOn = sqlite.prepare('UPDATE documents SET seq = ?, epoch = ?, updated_at = ? WHERE room = ?');
  const tables = ['updates', 'quarantine', 'history'].filter((table) => hasTable(sqlite, table));
  const drops = tables.map((table) => sqlite.prepare(`DELETE FROM ${table} WHERE room = ?`));
  const own = hasTable(sqlite, 'clients')
    ? {
        disown: sqlite.prepare('UPDATE clients SET member = ? WHERE room = ?'),
        retire: sqlite.prepare('INSERT OR REPLACE INTO clients (room, client, member) VALUES (?, ?, ?)'),
      }
    : null;
  return sqlite.transaction(() => {
    let count = 0;
    for (const [address, residents] of residentsByAddress) {
      const head = find.get(address) as Head | undefined;
      const definition = head && kindDefinitions[head.kind];
      if (!head || !definition) continue;
      const { room, seq, epoch } = head;
      const stored = [...state.all(room), ...rows.all(room)] as Uint8Array[];
      const rebuilt = rebuildState(stored, definition, residents);
      if (!rebuilt) continue;
      for (const drop of drops) drop.run(room);
      put.run(room, seq + 1, now, rebuilt.stateVector, rebuilt.deletions, rebuilt.state);
      own?.disown.run(nobody, room);
      for (const client of rebuilt.retired) own?.retire.run(room, client, nobody);
      moveOn.run(seq + 1, epoch + rebuilding, now, room);
      count++;
    }
    return count;
  })();
};

interface Head {
  readonly room: number;
  readonly kind: string;
  readonly seq: number;
  readonly epoch: number;
}

const hasTable = (sqlite: Database, name: string): boolean =>
  sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
