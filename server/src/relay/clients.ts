import { err, ok, type Result } from '@lianxi/base';
import { type Claim, nobody } from '../store/index.ts';
import type { Refused, StateVector } from './guard.ts';
import type { GuardLimits } from './limits.ts';

/**
 * Whose the Yjs client ids of one document are. Whoever writes under somebody else's id could put contents in places that
 * the other has filled otherwise, and nobody would ever notice: equal state vectors, different documents.
 *
 * An id belongs to a member, not to a session: what was written offline in an earlier page life comes back under a new
 * session. It is taken by the first write, for good (the table `clients`), or by showing presence under it, for as long as
 * the room is open; before either nobody else can know it. An id that stands in the document and belongs to no member
 * (the server's own, or from before this was kept) is continued by nobody.
 */
export interface Clients {
  /** Whether the member may write under these ids, and which of them are new. Takes nothing. */
  check(ids: Iterable<number>, here: StateVector, member: string): Result<readonly number[], Refused>;
  take(claim: Claim): void;
  /** What is stored is other than was taken: claims that were not stored are as good as shown, and those of others stand. */
  restore(owners: Iterable<Claim>): void;
  /** False where the id is another's. */
  show(client: number, member: string): boolean;
  /** What is claimed by presence alone. */
  shown(): readonly Claim[];
  /** Two who wrote under one id apart: this socket's contents are not the document's. It must begin anew. */
  bar(socket: object, client: number): void;
  isBarred(socket: object, ids: Iterable<number>): boolean;
}

/** Ids that were shown and never written under; whoever comes with ever new ones forgets their own. */
const mostShown = 10_000;

export const createClients = (
  owners: Iterable<Claim>,
  limits: GuardLimits['clients'],
  now: () => number = () => performance.now(),
): Clients => {
  const memberByClient = new Map<number, string>();
  const shownByClient = new Map<number, string>();
  const barred = new WeakMap<object, Set<number>>();
  const counts = new Map<string, { ever: number; recent: number; since: number }>();

  const countOf = (member: string) => {
    const time = now();
    let count = counts.get(member);
    if (!count) {
      count = { ever: 0, recent: 0, since: time };
      counts.set(member, count);
    }
    count.recent = Math.max(0, count.recent - ((time - count.since) * limits.perMinute) / 60_000);
    count.since = time;
    return count;
  };
  const take = ({ client, member }: Claim): void => {
    if (memberByClient.has(client)) return;
    memberByClient.set(client, member);
    shownByClient.delete(client);
    const count = countOf(member);
    count.ever++;
    count.recent++;
  };
  const keepShown = (client: number, member: string): void => {
    if (shownByClient.size >= mostShown) forgetOldest(member);
    if (shownByClient.size < mostShown) shownByClient.set(client, member);
  };
  const forgetOldest = (member: string): void => {
    for (const [client, owner] of shownByClient) {
      if (owner !== member) continue;
      shownByClient.delete(client);
      return;
    }
  };
  const foreign = (detail: string) => err({ reason: 'client-id', detail } as Refused);

  const clients: Clients = {
    check: (ids, here, member) => {
      const fresh: number[] = [];
      for (const client of ids) {
        const owner = memberByClient.get(client);
        if (owner === member) continue;
        if (owner === nobody) return foreign('rebuilt');
        const shown = shownByClient.get(client) ?? member;
        if (owner !== undefined || here.has(client) || shown !== member) return foreign('another-member');
        fresh.push(client);
      }
      if (fresh.length === 0) return ok(fresh);
      const { ever, recent } = countOf(member);
      if (ever + fresh.length > limits.ever) return err({ reason: 'rate', detail: 'client-ids-ever' } as Refused);
      if (recent + fresh.length > limits.burst) return err({ reason: 'rate', detail: 'client-ids' } as Refused);
      return ok(fresh);
    },
    take,
    restore: (stored) => {
      const memberOf = new Map<number, string>();
      for (const { client, member } of stored) memberOf.set(client, member);
      for (const [client, member] of memberByClient) {
        if (memberOf.get(client) === member) continue;
        memberByClient.delete(client);
        const count = countOf(member);
        count.ever--;
        count.recent = Math.max(0, count.recent - 1);
        if (!memberOf.has(client)) keepShown(client, member);
      }
      for (const [client, member] of memberOf) {
        if (memberByClient.has(client)) continue;
        memberByClient.set(client, member);
        shownByClient.delete(client);
        countOf(member).ever++;
      }
    },
    show: (client, member) => {
      const owner = memberByClient.get(client) ?? shownByClient.get(client);
      if (owner === undefined) keepShown(client, member);
      return owner === undefined || owner === member;
    },
    shown: () => [...shownByClient].map(([client, member]) => ({ client, member })),
    bar: (socket, client) => {
      const own = barred.get(socket);
      if (own) own.add(client);
      else barred.set(socket, new Set([client]));
    },
    isBarred: (socket, ids) => {
      const own = barred.get(socket);
      if (!own) return false;
      for (const client of ids) if (own.has(client)) return true;
      return false;
    },
  };
  clients.restore(owners);
  return clients;
};
