import type { ToWorker } from '../lib/lock/handover.ts';

/**
 * Keys that a window on its way out has left for the one that comes after it. They are in this variable and nowhere else; the
 * browser ends a worker that has nothing to do, and the keys with it.
 *
 * Invariant: a key is given out once, within a minute, and only to the same person's window.
 */
interface Left {
  readonly key: Uint8Array;
  readonly activeAt: number;
  readonly until: number;
}

const patience = 60_000;
const left = new Map<string, Left>();

/** A message of a page, as far as it matters here. */
interface Message {
  readonly data: unknown;
  readonly ports: readonly { postMessage(answer: unknown): void }[];
}

/** True where the message was about keys. */
export const takeKeyMessage = (event: Message): boolean => {
  const message = event.data as ToWorker | string | null;
  if (typeof message !== 'object' || message === null) return false;
  switch (message.type) {
    case 'keep-key': {
      const { member, key, activeAt } = message;
      left.set(member, { key, activeAt, until: Date.now() + patience });
      // Not to be held longer than it is given out.
      setTimeout(() => {
        if ((left.get(member)?.until ?? 0) <= Date.now()) left.delete(member);
      }, patience + 1_000);
      return true;
    }
    case 'take-key': {
      const found = left.get(message.member);
      left.delete(message.member);
      const isFresh = found !== undefined && Date.now() < found.until;
      event.ports[0]?.postMessage(isFresh ? { key: found.key, activeAt: found.activeAt } : null);
      return true;
    }
    case 'drop-key':
      left.delete(message.member);
      return true;
  }
};
