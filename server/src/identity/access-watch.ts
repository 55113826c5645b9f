import { type Grant, isInForce } from '@lianxi/access';
import type { Clock } from '@lianxi/base';
import type { MemberId } from './member.ts';
import type { IdentityStore } from './store.ts';

/**
 * Finds out whose access has changed: by this process, by the command line in another one, or because a grant or a session
 * ran out. Open sockets are told by whoever subscribes. What is compared is each member's grants in force and live sessions.
 */
export interface AccessWatch {
  subscribe(listener: (member: MemberId) => void): () => void;
  /** Looks now; otherwise it looks several times a second. */
  check(): void;
  stop(): void;
}

const versionInterval = 250;
/** How late the end of a grant or session may be noticed. */
const periodInterval = 5_000;

export const createAccessWatch = (store: IdentityStore, clock: Clock): AccessWatch => {
  const listeners = new Set<(member: MemberId) => void>();
  let version = store.accessVersion();
  let access = readAccess(store, clock());
  let comparedAt = clock();
  const compare = () => {
    const next = readAccess(store, clock());
    const changed = [...new Set([...access.keys(), ...next.keys()])].filter((id) => access.get(id) !== next.get(id));
    access = next;
    comparedAt = clock();
    for (const member of changed) for (const listener of listeners) listener(member);
  };
  const check = () => {
    const current = store.accessVersion();
    if (current === version && clock() - comparedAt < periodInterval) return;
    version = current;
    compare();
  };
  const timer = setInterval(check, versionInterval);
  timer.unref();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    check: () => {
      version = store.accessVersion();
      compare();
    },
    stop: () => clearInterval(timer),
  };
};

const readAccess = (store: IdentityStore, now: number): Map<MemberId, string> => {
  const parts = new Map<MemberId, string[]>();
  for (const { id } of store.listAccounts()) {
    const inForce = store.grantsOf(id).filter((grant: Grant) => isInForce(grant, now));
    parts.set(id, [...inForce.map(({ role, on }) => `${role}@${on}`).sort()]);
  }
  for (const { hash, member, expiresAt } of store.listSessions()) {
    if (expiresAt === null || now < expiresAt) parts.get(member)?.push(hash);
  }
  return new Map([...parts].map(([id, each]) => [id, each.join('\n')]));
};
