import { err, type Result } from '@lianxi/base';
import type { Writer } from '@lianxi/documents';
import * as Y from 'yjs';
import { createClients } from '../clients.ts';
import { findFork } from '../forks.ts';
import { readFresh } from '../fresh.ts';
import { findExcess, judge, type Policy, type Refused, type StateVector } from '../guard.ts';
import { guardLimits } from '../limits.ts';
import { createPlaces } from '../places.ts';

/** The guard in the order in which a room asks it, without sockets, rows and turns. */
export interface GuardedRoom {
  /** What was taken of the update; null: it held nothing that is not here. */
  offer(bytes: Uint8Array, writer: Writer): Result<Uint8Array | null, Refused>;
  readonly accepted: readonly Uint8Array[];
  /** As after a compaction and a restart: known only from one collected state. */
  reopen(): void;
}

export const createGuardedRoom = (policy: Policy, seed: Uint8Array | null): GuardedRoom => {
  const vector: StateVector = new Map();
  const accepted: Uint8Array[] = [];
  const clients = createClients([], guardLimits.clients);
  let places = createPlaces();

  const take = (bytes: Uint8Array): void => {
    const read = readFresh(bytes, vector);
    const traced = read.ok ? places.trace(read.value.update) : null;
    if (!read.ok || !traced || read.value.fits.type !== 'next') throw new Error('what was accepted cannot be read');
    places.accept(traced);
    for (const [client, clock] of read.value.fits.after) vector.set(client, clock);
  };
  if (seed) {
    take(seed);
    accepted.push(seed);
  }

  const refused = (reason: Refused['reason'], detail: string) => err({ reason, detail } as Refused);
  return {
    accepted,
    offer: (bytes, writer) => {
      const read = readFresh(bytes, vector, guardLimits);
      if (!read.ok) return refused('malformed', read.error.detail);
      const { update, fits, told } = read.value;
      if (told && findFork(told, vector, accepted).client !== null) return refused('client-id', 'fork');
      if (fits.type === 'gap') return refused('gap', '');
      if (fits.type !== 'next') return refused('malformed', fits.type);
      if (update.structs.length === 0 && update.deletes.length === 0) return { ok: true, value: null };
      const checked = clients.check(fits.after.keys(), vector, writer.member);
      if (!checked.ok) return checked;
      const traced = places.trace(update);
      if (!traced) return refused('malformed', 'parts of different containers');
      const excess = findExcess(places.measure(traced), guardLimits);
      if (excess) return err(excess);
      const judged = policy.type === 'rules' ? judge(update, traced, places, policy.rules, writer) : null;
      if (judged && !judged.ok) return judged;
      places.accept(traced);
      for (const client of checked.value) clients.take({ client, member: writer.member });
      for (const [client, clock] of fits.after) vector.set(client, clock);
      accepted.push(read.value.bytes);
      return { ok: true, value: read.value.bytes };
    },
    reopen: () => {
      const doc = new Y.Doc();
      for (const bytes of accepted) Y.applyUpdate(doc, bytes);
      const state = Y.encodeStateAsUpdate(doc);
      doc.destroy();
      accepted.splice(0, accepted.length, state);
      places = createPlaces();
      vector.clear();
      take(state);
    },
  };
};
