import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createJournal, type Journal, journalName } from './journal.ts';
import { createCodec, type StoredChange } from './journal-codec.ts';
import { openJournalDisk } from './journal-disk.ts';
import { fillDisk, noteDatabases } from './testing/disk.ts';
import { until } from './testing/until.ts';

let journals: Journal[] = [];
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  for (const journal of journals) journal.close();
  journals = [];
});
const open = (): Journal => {
  const disk = openJournalDisk(journalName('m1'));
  const journal = createJournal(disk, createCodec({ member: 'm1', seals: () => false, cipher: null }));
  journals.push(journal);
  return journal;
};
const change = (id: string): StoredChange => ({
  id,
  at: 1,
  kind: 'act',
  update: new Uint8Array([0, 0]),
  isToCarry: false,
  isReopened: false,
});
const idsIn = async (journal: Journal, address: string) => (await journal.load(address)).changes.map(({ id }) => id);

test('[SY22] of a full disk what it holds is read, with what it has missed on top', async () => {
  const [here, there] = ['minutes/joint/a', 'minutes/joint/b'];
  const before = open();
  await before.putChanges(here, [change('1'), change('2')]);
  await before.receive(here, ['1'], Date.now());
  before.close();

  const journal = open();
  const empty = fillDisk();
  try {
    await journal.putChanges(there, [change('4')]);
    expect(journal.isBehind).toBe(true);
    expect(await idsIn(journal, here)).toEqual(['2']);
    expect((await journal.load(here)).received).toBe(1);
    await journal.putChanges(here, [change('3')]);
    await journal.drop(here, ['2']);
    expect(await idsIn(journal, here)).toEqual(['3']);
    expect((await journal.all()).map(({ address, waiting }) => [address, waiting])).toEqual([
      [here, 1],
      [there, 1],
    ]);
  } finally {
    empty();
  }
  // With room again, all of it stands there.
  await journal.keepEpoch(here, 7);
  expect(journal.isBehind).toBe(false);
  journal.close();
  const again = open();
  expect(await idsIn(again, here)).toEqual(['3']);
  expect(await again.load(here)).toMatchObject({ received: 1, epoch: 7 });
  expect(await idsIn(again, there)).toEqual(['4']);
});

test('[SY8] what two windows took over and one has delivered is not put back by the other', async () => {
  const address = 'minutes/joint/a';
  const [one, other] = [open(), open()];
  await one.putChanges(address, [change('left'), change('own')]);
  await one.receive(address, ['left'], Date.now());
  const left = { ...change('left'), isAdopted: true, isToCarry: true };
  await other.taint(address, [left, { ...change('own'), isToCarry: true }]);
  await other.rewriteChanges(address, [left]);
  expect(await one.load(address)).toMatchObject({ received: 1, isTainted: true });
  expect(await idsIn(one, address)).toEqual(['own']);
  // What is still there is put as it is now.
  await other.putChanges(address, [change('left')]);
  await other.rewriteChanges(address, [left]);
  expect((await one.load(address)).changes.find(({ id }) => id === 'left')).toMatchObject({ isToCarry: true });
});

test('[SY22] a disk that several found full at once, and that then opens slowly, is found again by one connection', async () => {
  const address = 'minutes/joint/a';
  const opened = noteDatabases();
  const closing = vi.spyOn(IDBDatabase.prototype, 'close');
  const journal = open();
  await journal.putChanges(address, [change('1')]);
  const emptyDisk = fillDisk();
  const openAtOnce = slowNextOpening();
  // Each asks again as soon as it has failed, while the other is still failing.
  const again = () => journal.load(address);
  await Promise.all([
    journal.putChanges(address, [change('2')]).then(again),
    journal.receive(address, ['1'], Date.now()).then(again),
  ]);
  openAtOnce();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await journal.putChanges(address, [change('3')]);
  emptyDisk();
  await until('it has taken what it missed', () => !journal.isBehind);
  // Whoever works on another than the one that is opened next would never come back from it.
  expect(opened.filter((each) => !closing.mock.contexts.includes(each))).toHaveLength(1);
  closing.mockRestore();
  expect(await idsIn(open(), address)).toEqual(['2', '3']);
});

/** Of the databases that are opened from now on the first takes longer than those after it. */
const slowNextOpening = () => {
  const { open: openNow } = indexedDB;
  let count = 0;
  indexedDB.open = (...parameters) => {
    const request = openNow.apply(indexedDB, parameters);
    if (count++ > 0) return request;
    return new Proxy(request, {
      get: (target, key) => Reflect.get(target, key) as unknown,
      set: (target, key, listener: () => void) =>
        Reflect.set(target, key, key === 'onsuccess' ? () => setTimeout(listener, 50) : listener),
    });
  };
  return () => {
    indexedDB.open = openNow;
  };
};
