import type { Clock } from '@lianxi/base';

/** Requests of one member: so many at once, and then so many each second. An app asks a few dozen when it begins. */
const mostAtOnce = 2_000;
const perSecond = 20;

/** Whole seconds to wait; 0: go on. */
export type Pace = (member: string) => number;

/** So that nobody copies, fills or holds up the server by asking; what each kind of asking costs has limits of its own. */
export const createPace = (clock: Clock): Pace => {
  const levels = new Map<string, { readonly count: number; readonly at: number }>();
  return (member) => {
    const now = clock();
    const { count, at } = levels.get(member) ?? { count: 0, at: now };
    const level = Math.max(0, count - (Math.max(0, now - at) / 1000) * perSecond) + 1;
    if (level > mostAtOnce) return Math.ceil((level - mostAtOnce) / perSecond);
    levels.set(member, { count: level, at: now });
    return 0;
  };
};
