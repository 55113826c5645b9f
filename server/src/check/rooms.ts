import { parseAddress } from '@lianxi/access';
import type { Database } from 'better-sqlite3';
import * as Y from 'yjs';
import { hasHistory } from './history.ts';
import { hasMedia } from './pictures.ts';
import type { Problem } from './report.ts';

export interface RoomsChecked {
  readonly documents: number;
  readonly rows: number;
  readonly baselines: number;
  readonly problems: readonly Problem[];
}

interface Head {
  readonly room: number;
  readonly address: string;
  readonly seq: number;
}
interface StoredBaseline {
  readonly seq: number;
  readonly stateVector: Uint8Array;
  readonly deletions: Uint8Array;
  readonly state: Uint8Array;
}
interface Row {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** Each document by itself, at one moment of its own: people may be working on it. */
export const checkRooms = (sqlite: Database): RoomsChecked => {
  const problems: Problem[] = [];
  let [rows, baselines] = [0, 0];
  const heads = sqlite.prepare('SELECT room, address, seq FROM documents ORDER BY room').all() as Head[];
  const read = sqlite.transaction((room: number) => ({
    head: sqlite.prepare('SELECT room, address, seq FROM documents WHERE room = ?').get(room) as Head | undefined,
    baseline: sqlite
      .prepare('SELECT seq, state_vector AS stateVector, deletions, state FROM baselines WHERE room = ?')
      .get(room) as StoredBaseline | undefined,
    tail: sqlite.prepare('SELECT seq, bytes FROM updates WHERE room = ? ORDER BY seq').all(room) as Row[],
  }));
  for (const { room } of heads) {
    const { head, baseline, tail } = read.deferred(room);
    if (!head) continue;
    rows += tail.length;
    if (baseline) baselines++;
    problems.push(...checkRoom(head, baseline, tail));
  }
  problems.push(...findOrphans(sqlite));
  return { documents: heads.length, rows, baselines, problems };
};

const checkRoom = (
  { address, seq }: Head,
  baseline: StoredBaseline | undefined,
  tail: readonly Row[],
): readonly Problem[] => {
  const problems: Problem[] = [];
  if (!parseAddress(address).ok) problems.push({ type: 'AddressMalformed', address });
  const broken = findBrokenNumber(baseline?.seq ?? 0, tail, seq);
  if (broken) problems.push({ type: 'NumbersBroken', address, ...broken });

  const doc = new Y.Doc({ gc: true });
  try {
    if (baseline) {
      Y.applyUpdate(doc, baseline.state);
      const stateVector = Y.encodeStateVector(doc);
      const isAsStated =
        sameVectors(stateVector, baseline.stateVector) &&
        deletionsIn(Y.encodeStateAsUpdate(doc, stateVector)) === deletionsIn(baseline.deletions);
      if (!isAsStated) problems.push({ type: 'BaselineMisstated', address });
    }
    let early: number | null = null;
    for (const row of tail) {
      Y.applyUpdate(doc, row.bytes);
      if (isWaiting(doc)) early ??= row.seq;
    }
    if (isWaiting(doc)) {
      problems.push({ type: 'ContentUnsound', address, detail: 'something that it builds on is missing' });
    } else if (early !== null) problems.push({ type: 'RowsOutOfOrder', address, seq: early });
  } catch (cause) {
    problems.push({ type: 'ContentUnsound', address, detail: cause instanceof Error ? cause.message : String(cause) });
  } finally {
    doc.destroy();
  }
  return problems;
};

const isWaiting = ({ store }: Y.Doc): boolean => store.pendingStructs !== null || store.pendingDs !== null;

const findBrokenNumber = (base: number, tail: readonly Row[], last: number) => {
  let expected = base + 1;
  for (const { seq } of tail) {
    if (seq !== expected) return { expected, found: seq };
    expected++;
  }
  return expected - 1 === last ? null : { expected: last, found: expected - 1 };
};

/** The same clocks, in whatever order they were written. */
const sameVectors = (one: Uint8Array, other: Uint8Array): boolean => {
  const [a, b] = [Y.decodeStateVector(one), Y.decodeStateVector(other)];
  return a.size === b.size && [...a].every(([client, clock]) => b.get(client) === clock);
};

/** What an update deletes, in words that can be compared. */
const deletionsIn = (update: Uint8Array): string =>
  [...Y.decodeUpdate(update).ds.clients]
    .sort(([one], [other]) => one - other)
    .map(([client, ranges]) => `${client}:${ranges.map(({ clock, len }) => `${clock}+${len}`).join(',')}`)
    .join(' ');

const findOrphans = (sqlite: Database): readonly Problem[] =>
  [
    'updates',
    'baselines',
    ...(hasMedia(sqlite) ? ['media_uses'] : []),
    ...(hasHistory(sqlite) ? ['history'] : []),
  ].flatMap((table) =>
    (
      sqlite
        .prepare(
          `SELECT room, count(*) AS count FROM ${table} WHERE room NOT IN (SELECT room FROM documents) GROUP BY room`,
        )
        .all() as { readonly room: number; readonly count: number }[]
    ).map(({ room, count }): Problem => ({ type: 'OrphanRows', table, room, count })),
  );
