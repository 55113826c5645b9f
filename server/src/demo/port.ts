import { setImmediate as breathe } from 'node:timers/promises';
import { err, ok } from '@lianxi/base';
import type { DemoPort } from '../demo-port.ts';
import { demoExists, removeDemo, type Store } from '../store/index.ts';
import { createDemo, demoMember } from './demo.ts';

/** What the HTTP routes ask of the demo; `rightsChanged` shows out whoever is connected as one of its people. */
export const createDemoPort = (store: Store, rightsChanged: (member: string | null) => void): DemoPort => ({
  exists: () => demoExists(store),
  create: async () => {
    const made = await createDemo(store, { pause: breathe });
    return !made.ok && made.error.type === 'CommunityInUse' ? err(made.error) : ok(undefined);
  },
  remove: async () => {
    removeDemo(store);
    rightsChanged(null);
  },
  memberFor: (role) => demoMember(store, role),
});
