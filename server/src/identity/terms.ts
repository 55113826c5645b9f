import type { Clock } from '@lianxi/base';
import type { MemberId } from './member.ts';
import type { IdentityStore } from './store.ts';

/**
 * Roles begin and end by time, and so do sessions, without anybody doing anything. Asked every now and then, this says whose
 * have begun or ended since it was asked before, so that their open sockets hear of it. It reads the clock and the file anew
 * each time: a clock that jumps and a command in another process change nothing about it.
 */
export const createTermWatch = (
  store: IdentityStore,
  clock: Clock,
  changed: (member: MemberId | null) => void,
): (() => void) => {
  let reached = clock();
  return () => {
    const now = clock();
    // Set back, a clock brings back to life what had ended: nobody knows whose.
    if (now < reached) changed(null);
    else if (now > reached) for (const member of store.membersDue(reached, now)) changed(member);
    reached = now;
  };
};
