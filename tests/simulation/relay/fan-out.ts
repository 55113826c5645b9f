import type { FanOut, News } from '@lianxi/server';
import type { Process, World } from '../world/world.ts';

/** What relays tell one another: late, out of order, now and then twice, as the port allows. */
export interface Exchange {
  join(process: Process): FanOut;
}

export const createExchange = (world: World): Exchange => {
  const luck = world.luckOf('exchange');
  const members = new Set<{ readonly process: Process; hear: ((news: News) => void) | null }>();
  return {
    join: (process) => {
      const self: { readonly process: Process; hear: ((news: News) => void) | null } = { process, hear: null };
      members.add(self);
      process.onDeath(() => members.delete(self));
      return {
        carriesPresence: true,
        publish: (news) => {
          if (!process.mayAct(`publish ${news.type}`)) return;
          for (const member of members) {
            if (member === self) continue;
            for (let times = luck() < 0.1 ? 2 : 1; times > 0; times--) {
              const heard = member.process.awaits('hear');
              member.process.after(luck() ** 3 * 4_000, () => {
                heard();
                member.hear?.(news);
              });
            }
          }
        },
        subscribe: (listener) => {
          self.hear = listener;
          return () => {
            if (self.hear === listener) self.hear = null;
          };
        },
        close: () => void members.delete(self),
      };
    },
  };
};
