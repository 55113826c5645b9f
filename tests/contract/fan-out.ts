import type { FanOut, News } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Two processes' ends of one fan-out. */
export interface FanOutWorld {
  readonly one: FanOut;
  readonly two: FanOut;
  /** Does what the news tells of, as the process of `one`, and publishes it there. */
  happen(news: News): Promise<void>;
  stop(): Promise<void>;
}

const until = async (what: string, condition: () => boolean): Promise<void> => {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

/** The contract of `FanOut` (server/src/relay/fan-out.ts), for every adapter. */
export const describeFanOut = (name: string, makeWorld: () => Promise<FanOutWorld>): void => {
  describe(`the fan-out: ${name}`, () => {
    let world: FanOutWorld;
    const heard: { one: News[]; two: News[] } = { one: [], two: [] };
    let leaveTwo: () => void;
    beforeEach(async () => {
      heard.one = [];
      heard.two = [];
      world = await makeWorld();
      world.one.subscribe((news) => heard.one.push(news));
      leaveTwo = world.two.subscribe((news) => heard.two.push(news));
    });
    afterEach(() => world.stop());
    const tells = (news: News): boolean =>
      heard.two.some((each) => each.type === 'anything' || JSON.stringify(each) === JSON.stringify(news));

    it('[PT10] what one has published the other hears of, later and not inside the call', async () => {
      for (const news of [
        { type: 'committed', room: 1, seq: 1 },
        { type: 'changed', room: 1 },
      ] as const) {
        heard.two = [];
        await world.happen(news);
        await until(news.type, () => tells(news));
      }
    });

    it('[PT10] changed rights are told as such', async () => {
      await world.happen({ type: 'access', member: null });
      await until('access', () => heard.two.some(({ type }) => type === 'access'));
    });

    it('[PT13] presence is handed on as it was given, or not at all, as the adapter says', async () => {
      const shown = { client: 2 ** 40, clock: 7, state: '{"user":{"name":"甲"}}', member: 'm1' };
      const presence = [
        { type: 'presence', room: 1, entries: [shown, { ...shown, client: 8, state: 'null' }] },
        { type: 'asked', room: 1 },
        { type: 'claimed', room: 1, claims: [{ client: 2 ** 40, member: 'm1' }] },
      ] as const;
      expect(world.one.carriesPresence).toBe(world.two.carriesPresence);
      for (const news of presence) world.one.publish(news);
      // What is published afterwards is heard; nothing of the others comes after it.
      await world.happen({ type: 'committed', room: 1, seq: 1 });
      await until('committed', () => tells({ type: 'committed', room: 1, seq: 1 }));
      const ofPresence = ({ type }: News) => type === 'presence' || type === 'asked' || type === 'claimed';
      if (world.one.carriesPresence) await until('all of it', () => heard.two.filter(ofPresence).length >= 3);
      const told = heard.two.filter(ofPresence);
      expect(told).toEqual(world.one.carriesPresence ? expect.arrayContaining([...presence]) : []);
      expect(heard.one.filter(ofPresence)).toEqual([]);
    });

    it('[PT11] nobody hears its own news', async () => {
      await world.happen({ type: 'committed', room: 1, seq: 1 });
      await until('the other has heard', () => heard.two.length > 0);
      expect(heard.one.filter(({ type }) => type !== 'anything')).toEqual([]);
    });

    it('[PT12] who has left or closed hears nothing, and publishing then does no harm', async () => {
      leaveTwo();
      await world.happen({ type: 'committed', room: 1, seq: 1 });
      world.two.close();
      world.two.publish({ type: 'anything' });
      world.one.close();
      world.one.publish({ type: 'anything' });
      await new Promise((resolve) => setImmediate(resolve));
      expect(heard).toEqual({ one: [], two: [] });
    });
  });
};
