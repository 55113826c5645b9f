import { parseAddress } from '@lianxi/access';
import { assert, ok, type Result } from '@lianxi/base';
import type { Writer } from '@lianxi/documents';
import * as Y from 'yjs';
import type { Claim, LoadedRoom, LogRow, NewRow } from '../../store/index.ts';
import type { Connection } from '../connection.ts';
import type { Policy, Refused, StateVector } from '../guard.ts';
import { type GuardLimits, guardLimits } from '../limits.ts';
import { Room } from '../room.ts';

/** A room over a list of rows: everything but sockets, turns and the disk. */
export interface GuardedRoom {
  /** What was stored of the update; null: it held nothing that is not here. */
  offer(bytes: Uint8Array, writer: Writer): Result<Uint8Array | null, Refused>;
  /** Says it on one of several sockets; what was taken is stored by the next `commit`, together with what others say. */
  say(bytes: Uint8Array, writer: Writer, socket: string): Result<'queued' | 'nothing', Refused>;
  commit(): { readonly rows: readonly NewRow[]; readonly told: readonly Uint8Array[] };
  /** As a newcomer is told it. */
  stateVector(): StateVector;
  /** Everything that is stored, oldest first. */
  stored(): readonly Uint8Array[];
  /** As after a restart: known only from the rows as they stand. */
  restart(): void;
  /** As after a compaction and a restart: known only from one collected state. */
  reopen(): void;
}

export const createGuardedRoom = (
  policy: Policy,
  seed: Uint8Array | null,
  limits: GuardLimits = guardLimits,
): GuardedRoom => {
  const owners: Claim[] = [];
  const rows: LogRow[] = seed ? [{ seq: 1, author: '', bytes: seed }] : [];
  let state: Uint8Array | null = null;
  let stateSeq = 0;
  const parsed = parseAddress('open/joint/guarded');
  assert(parsed.ok, 'an address');
  const parts = parsed.value;
  const elapsed = () => 0;
  const seqNow = () => rows.at(-1)?.seq ?? stateSeq;
  const load = (): LoadedRoom => ({
    head: { room: 1, address: parts.address, kind: parts.kind, seq: seqNow(), sealedAt: null, epoch: 1 },
    baseline: state && {
      seq: stateSeq,
      stateVector: Y.encodeStateVectorFromUpdate(state),
      deletions: Y.diffUpdate(state, Y.encodeStateVectorFromUpdate(state)),
      size: state.length,
    },
    tail: [...rows],
    owners: [...owners],
    quarantined: [],
    erased: [],
  });
  const onUnfit = (seq: number) => assert(false, `row ${seq} builds on those before it`);
  const open = () => new Room({ parts, policy, channel: 1, elapsed, limits, onUnfit }, load());
  let room = open();
  const storedRows = () => [...(state ? [{ seq: stateSeq, bytes: state }] : []), ...rows];
  const stored = () => storedRows().map(({ bytes }) => bytes);
  const sockets = new Map<string, Connection>();
  const socketOf = (name: string): Connection => {
    // A room asks its connections for nothing else.
    const socket = sockets.get(name) ?? ({ charge: () => {} } as unknown as Connection);
    sockets.set(name, socket);
    return socket;
  };

  const say: GuardedRoom['say'] = (bytes, writer, socket) => {
    for (;;) {
      const offered = room.offer(bytes, writer, { from: socketOf(socket), frame: 1, isStep2: false }, true);
      if (offered === 'contents') room.knowContents(storedRows());
      else if (offered === 'deletions') room.knowDeletions(stored(), []);
      else if (offered === 'history') room.knowHistory(stored());
      else {
        room.forgetHistory();
        return offered;
      }
    }
  };
  const commit: GuardedRoom['commit'] = () => {
    const taken = room.takeQueue();
    owners.push(...taken.queue.flatMap(({ claims }) => claims));
    for (const row of taken.rows) rows.push({ seq: seqNow() + 1, ...row });
    room.seq = seqNow();
    return taken;
  };

  return {
    stored,
    say,
    commit,
    stateVector: () => room.stateVector,
    offer: (bytes, writer) => {
      const said = say(bytes, writer, 'the only one');
      if (!said.ok) return said;
      if (said.value === 'nothing') return ok(null);
      const { rows: taken } = commit();
      const [row] = taken;
      assert(row !== undefined && taken.length === 1, 'one update is one row');
      return ok(row.bytes);
    },
    restart: () => {
      room = open();
    },
    reopen: () => {
      const doc = new Y.Doc();
      for (const bytes of stored()) Y.applyUpdate(doc, bytes);
      state = Y.encodeStateAsUpdate(doc);
      stateSeq = seqNow();
      rows.length = 0;
      doc.destroy();
      room = open();
    },
  };
};
