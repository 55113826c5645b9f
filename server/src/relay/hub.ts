import type { FanOut, News } from './fan-out.ts';
import { type Scheduler, systemScheduler } from './scheduler.ts';

/** The fan-out between relays of one process: each joins the hub and hears the others. */
export interface Hub {
  join(): FanOut;
}

export const createHub = (scheduler: Pick<Scheduler, 'soon'> = systemScheduler): Hub => {
  const members = new Set<{ hear: ((news: News) => void) | null }>();
  return {
    join: () => {
      const self: { hear: ((news: News) => void) | null } = { hear: null };
      members.add(self);
      return {
        carriesPresence: true,
        publish: (news) => {
          if (!members.has(self)) return;
          for (const member of members) {
            if (member !== self && member.hear) scheduler.soon(() => member.hear?.(news));
          }
        },
        subscribe: (listener) => {
          if (members.has(self)) self.hear = listener;
          return () => {
            if (self.hear === listener) self.hear = null;
          };
        },
        close: () => {
          self.hear = null;
          members.delete(self);
        },
      };
    },
  };
};
