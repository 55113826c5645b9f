import { parseAddress } from '@lianxi/access';
import { assert, type Result } from '@lianxi/base';
import type { Writer } from '@lianxi/documents';
import * as Y from 'yjs';
import type { Claim, LoadedRoom, LogRow } from '../../store/index.ts';
import type { Connection } from '../connection.ts';
import type { Policy, Refused } from '../guard.ts';
import { type GuardLimits, guardLimits } from '../limits.ts';
import { Room } from '../room.ts';

/** A room over a list of rows: everything but sockets, turns and the disk. */
export interface GuardedRoom {
  /** What was stored of the update; null: it held nothing that is not here. */
  offer(bytes: Uint8Array, writer: Writer): Result<Uint8Array | null, Refused>;
  /** Everything that is stored, oldest first. */
  stored(): readonly Uint8Array[];
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
  });
  const open = () => new Room({ parts, policy, channel: 1, elapsed, limits }, load());
  let room = open();
  const stored = () => [...(state ? [state] : []), ...rows.map(({ bytes }) => bytes)];
  // A room asks its connections for nothing else.
  const from = { charge: () => {} } as unknown as Connection;

  return {
    stored,
    offer: (bytes, writer) => {
      for (;;) {
        const offered = room.offer(bytes, writer, { from, frame: 1, isStep2: false }, true);
        if (offered === 'contents') room.knowContents(stored());
        else if (offered === 'deletions') room.knowDeletions(stored(), []);
        else if (offered === 'history') room.knowHistory(stored());
        else {
          room.forgetHistory();
          if (!offered.ok) return offered;
          if (offered.value === 'nothing') return { ok: true, value: null };
          const taken = room.takeQueue();
          const [row] = taken.rows;
          assert(row !== undefined && taken.rows.length === 1, 'one update is one row');
          owners.push(...taken.queue.flatMap(({ claims }) => claims));
          rows.push({ seq: seqNow() + 1, ...row });
          room.seq = seqNow();
          return { ok: true, value: row.bytes };
        }
      }
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
