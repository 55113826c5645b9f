import type { Device, DocumentState, OpenDocument } from '@lianxi/sync';
import { afterEach, expect, test, vi } from 'vitest';
import { createPrefetch } from './prefetch.ts';
import type { Stored } from './stored.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A document that has arrived whole, on a disk that answers or does not. */
const openDocument = (disk: DocumentState['disk']) => {
  const listeners = new Set<() => void>();
  const state = { isSynced: true, readOnly: null, disk };
  const document = {
    state,
    receipt: { waiting: 0 },
    whenLoaded: Promise.resolve(),
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    release: () => {},
  } as unknown as OpenDocument;
  const becomes = (next: DocumentState['disk']) => {
    state.disk = next;
    for (const listener of listeners) listener();
  };
  return { document, becomes };
};

const keep = () => {
  const values = new Map<string, unknown>();
  const stored = {
    read: (name: string) => values.get(name) ?? null,
    write: (name: string, value: unknown) => values.set(name, structuredClone(value)),
  } as unknown as Stored;
  return { stored, fetched: () => values.get('fetched') };
};

const deviceOf = (documents: Readonly<Record<string, OpenDocument>>) =>
  ({
    open: (address: string) => documents[address],
    copies: async () => null,
    receipt: { documents: [] },
  }) as unknown as Device;

test('a document counts as fetched when it is on the disk, and not before', async () => {
  const [good, late] = [openDocument('loaded'), openDocument('failing')];
  const { stored, fetched } = keep();
  const device = deviceOf({ 'minutes/joint/a': good.document, 'minutes/joint/b': late.document });
  const running = createPrefetch(
    device,
    stored,
    () => true,
    () => {},
  ).run([
    { address: 'minutes/joint/a', updatedAt: 1 },
    { address: 'minutes/joint/b', updatedAt: 2 },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(fetched()).toEqual({ 'minutes/joint/a': 1 });
  late.becomes('loaded');
  await running;
  expect(fetched()).toEqual({ 'minutes/joint/a': 1, 'minutes/joint/b': 2 });
});

test('what did not come in time is asked for once more, soon', async () => {
  vi.useFakeTimers();
  const late = openDocument('failing');
  const { stored, fetched } = keep();
  let opened = 0;
  const device = {
    ...deviceOf({}),
    open: () => {
      opened++;
      return late.document;
    },
  };
  const prefetch = createPrefetch(
    device,
    stored,
    () => true,
    () => {},
  );
  const running = prefetch.run([{ address: 'minutes/joint/a', updatedAt: 1 }]);
  await vi.advanceTimersByTimeAsync(20_000);
  await running;
  late.becomes('loaded');
  expect(fetched()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(3_500);
  expect(fetched()).toEqual({ 'minutes/joint/a': 1 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(opened).toBe(2);
});

test('[AP37] what lacks is counted down as it comes; without a network it is counted too, and nothing is opened', async () => {
  const wanted = ['minutes/joint/a', 'minutes/joint/b', 'minutes/joint/c'].map((address) => ({
    address,
    updatedAt: 1,
  }));
  const { stored } = keep();
  const documents = Object.fromEntries(wanted.map(({ address }) => [address, openDocument('loaded').document]));
  const said: (readonly string[])[] = [];
  let isOnline = false;
  const prefetch = createPrefetch(
    deviceOf(documents),
    stored,
    () => isOnline,
    (addresses) => said.push(addresses),
  );
  await prefetch.run(wanted);
  expect(said).toEqual([wanted.map(({ address }) => address)]);
  isOnline = true;
  await prefetch.run(wanted);
  expect(said.map(({ length }) => length)).toEqual([3, 3, 2, 1, 0]);
  await prefetch.run(wanted.map(({ address }) => ({ address, updatedAt: address.endsWith('b') ? 2 : 1 })));
  expect(said.slice(-2)).toEqual([['minutes/joint/b'], []]);
});
