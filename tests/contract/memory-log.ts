import type { Address } from '@lianxi/access';
import { rebuilding } from '@lianxi/protocol';
import type { Appended, Batch, Claim, LoadedRoom, LogRow, RoomHead, RoomLog } from '@lianxi/server';

/** A `RoomLog` that keeps everything in memory: the contract in its plainest form, and the simulation's disk when all is well. */
export interface MemoryLog extends RoomLog {
  create(address: Address): number;
  seal(room: number, at: number): void;
  remove(room: number): void;
}

type Kept = {
  head: RoomHead;
  rows: LogRow[];
  owners: Claim[];
  quarantined: Uint8Array[];
  erased: LoadedRoom['erased'];
  baseline: Pick<Parameters<RoomLog['replaceBaseline']>[0], 'seq' | 'stateVector' | 'deletions' | 'state'> | null;
};

export const createMemoryLog = (
  consequencesOf: (head: RoomHead, entries: Batch['entries']) => readonly Uint8Array[] = () => [],
): MemoryLog => {
  const rooms = new Map<number, Kept>();
  let lastRoom = 0;

  const appendOne = ({ room, after, rows, entries, claims = [] }: Batch): Appended => {
    const kept = rooms.get(room);
    if (!kept) return { type: 'gone' };
    if (kept.head.sealedAt !== null) return { type: 'sealed', at: kept.head.sealedAt };
    if (kept.head.seq !== after) return { type: 'behind', seq: kept.head.seq };
    let seq = after;
    const put = (author: string, bytes: Uint8Array): LogRow => {
      const row = { seq: ++seq, author, bytes: bytes.slice() };
      kept.rows.push(row);
      return row;
    };
    for (const { author, bytes } of rows) put(author, bytes);
    kept.owners = [...kept.owners, ...claims];
    const consequences = entries.length === 0 ? [] : consequencesOf(kept.head, entries).map((bytes) => put('', bytes));
    kept.head = { ...kept.head, seq };
    return { type: 'stored', seq, consequences };
  };

  return {
    create: (address) => {
      const room = ++lastRoom;
      const head = { room, address, kind: address.split('/')[0] ?? '', seq: 0, sealedAt: null, epoch: 1 };
      rooms.set(room, { head, rows: [], owners: [], quarantined: [], erased: [], baseline: null });
      return room;
    },
    seal: (room, at) => {
      const kept = rooms.get(room);
      if (kept) kept.head = { ...kept.head, sealedAt: at };
    },
    remove: (room) => rooms.delete(room),
    find: async (address) => [...rooms.values()].find(({ head }) => head.address === address)?.head ?? null,
    heads: async (wanted) =>
      wanted.flatMap((room) => {
        const kept = rooms.get(room);
        return kept ? [kept.head] : [];
      }),
    load: async (room) => {
      const kept = rooms.get(room);
      if (!kept) return null;
      const { head, baseline, rows, owners } = kept;
      return {
        head,
        baseline: baseline && { ...baseline, size: baseline.state.length },
        tail: [...rows],
        owners,
        quarantined: kept.quarantined,
        erased: kept.erased,
      };
    },
    baselineState: async (room, seq) => {
      const baseline = rooms.get(room)?.baseline;
      return baseline?.seq === seq ? baseline.state : null;
    },
    rowsAfter: async (room, seq) => {
      const kept = rooms.get(room);
      if (!kept) return [];
      return (kept.baseline?.seq ?? 0) > seq ? null : kept.rows.filter((row) => row.seq > seq);
    },
    append: async (batches) => {
      const before = batches.flatMap(({ room }) => {
        const kept = rooms.get(room);
        return kept ? [{ kept, ...kept, count: kept.rows.length }] : [];
      });
      try {
        return batches.map(appendOne);
      } catch (cause) {
        // All of a call or nothing.
        for (const { kept, head, owners, count } of before) {
          kept.rows.length = count;
          Object.assign(kept, { head, owners });
        }
        throw cause;
      }
    },
    replaceBaseline: async (renewal) => {
      const kept = rooms.get(renewal.room);
      if (!kept || (kept.baseline?.seq ?? 0) !== renewal.from || kept.head.epoch !== renewal.epoch) return false;
      kept.baseline = renewal;
      const out = new Set(renewal.quarantined.map(({ seq }) => seq));
      kept.quarantined.push(...kept.rows.filter(({ seq }) => out.has(seq)).map(({ bytes }) => bytes));
      kept.rows = kept.rows.filter((row) => row.seq > renewal.seq);
      return true;
    },
    rebuild: async ({ documents }) => {
      const isCurrent = documents.every(({ room, from, epoch }) => {
        const head = rooms.get(room)?.head;
        return head?.seq === from && head.epoch === epoch;
      });
      if (!isCurrent) return false;
      for (const { room, from, epoch, stateVector, deletions, state, retired, erased } of documents) {
        const kept = rooms.get(room);
        if (!kept) continue;
        const ids = new Set([...kept.owners.map(({ client }) => client), ...retired]);
        Object.assign(kept, {
          head: { ...kept.head, seq: from + 1, epoch: epoch + rebuilding },
          rows: [],
          erased: [...kept.erased, ...erased],
          quarantined: [],
          owners: [...ids].map((client) => ({ client, member: '' })),
          baseline: { seq: from + 1, stateVector, deletions, state },
        } satisfies Partial<Kept>);
      }
      return true;
    },
  };
};
