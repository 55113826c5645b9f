import { openDevice } from '@lianxi/sync';
import { IndexeddbPersistence } from 'y-indexeddb';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** What runs in the browser for sockets.ts: opens all documents at once and says how long it took until the last was in step (ms). */
const ways = {
  /** The device, all documents on one socket. */
  one: async (server: string, addresses: readonly string[], member: string) => {
    const device = openDevice({
      member,
      bearer: member,
      server,
      supportedVersion: () => 1,
      originKind: () => 'act',
    });
    await Promise.all(addresses.map((address) => device.open(address).whenSynced));
    return () => device.close();
  },
  /** What the device was made of before: y-indexeddb and y-websocket for each document, without the journal. */
  each: async (server: string, addresses: readonly string[], member: string) => {
    const providers = addresses.map(async (address) => {
      const doc = new Y.Doc();
      const disk = new IndexeddbPersistence(`each/${member}/${address}`, doc);
      await disk.whenSynced;
      const provider = new WebsocketProvider(server, address, doc, {
        protocols: ['lianxi.v1', `lianxi.bearer.${member}`],
        disableBc: true,
      });
      await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
      return { provider, disk };
    });
    const open = await Promise.all(providers);
    return async () => {
      for (const { provider, disk } of open) {
        provider.destroy();
        await disk.destroy();
      }
    };
  },
};

const measure = async (way: keyof typeof ways, server: string, addresses: readonly string[], member: string) => {
  const begun = performance.now();
  const stop = await ways[way](server, addresses, member);
  const took = performance.now() - begun;
  await stop();
  return took;
};

declare global {
  interface Window {
    measure: typeof measure;
  }
}
window.measure = measure;
