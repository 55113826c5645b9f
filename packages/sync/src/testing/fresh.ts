import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach } from 'vitest';
import type { Device } from '../device.ts';
import { startTestRelay, type TestRelay } from './relay.ts';

/** For each test of a file: an empty disk, a relay, and devices that are closed afterwards. */
export interface Fresh {
  readonly relay: TestRelay;
  /** Whoever opens one puts it here. */
  readonly devices: Device[];
}

export const freshForEachTest = (): Fresh => {
  const devices: Device[] = [];
  let relay: TestRelay;
  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    relay = await startTestRelay();
  });
  afterEach(async () => {
    for (const device of devices.splice(0)) await device.close();
    await relay.stop();
  });
  return {
    devices,
    get relay() {
      return relay;
    },
  };
};
