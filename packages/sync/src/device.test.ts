import 'fake-indexeddb/auto';
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb';
import { describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { type Device, openDevice } from './device.ts';
import { signal } from './session.ts';
import { fillDisk, noteDatabases } from './testing/disk.ts';
import { freshForEachTest } from './testing/fresh.ts';
import type { DeviceOptions, OpenDocument } from './types.ts';
import { windowsPrefix } from './windows.ts';

const address = 'open/joint/page';
const typing = Symbol('typing');
const note = Symbol('note');

const fresh = freshForEachTest();
const { devices } = fresh;

const begin = (member = 'm1', more: Partial<DeviceOptions> = {}): Device => {
  const device = openDevice({
    member,
    server: fresh.relay.url,
    linger: 0,
    supportedVersion: () => 1,
    originKind: (origin) => (origin === typing ? 'typing' : origin === note ? 'note' : 'act'),
    ...more,
  });
  devices.push(device);
  return device;
};

/** The end of a window, as far as a process can have one: everything in memory is gone, the disk is as it was. */
const restart = async (device: Device, member = 'm1', more: Partial<DeviceOptions> = {}) => {
  devices.splice(devices.indexOf(device), 1);
  await device.close();
  return begin(member, more);
};

const until = async (what: string, condition: () => boolean, patience = 30_000) => {
  const end = Date.now() + patience;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const set = (document: OpenDocument, key: string, value: string, origin?: unknown) =>
  document.doc.transact(() => document.doc.getMap('rows').set(key, [value, 1, 'm1']), origin);
const type = (document: OpenDocument, text: string) => {
  const target = document.doc.getText('text');
  document.doc.transact(() => target.insert(target.length, text), typing);
};
const rows = (doc: Y.Doc) =>
  Object.fromEntries([...doc.getMap<[string]>('rows').entries()].map(([key, value]) => [key, value[0]]));
const speaksOf = (update: Uint8Array, words: string) => Buffer.from(update).toString('utf8').includes(words);
const figures = ({ receipt }: OpenDocument) => [
  receipt.made,
  receipt.received,
  receipt.waiting,
  receipt.refused.length,
];
const synced = (document: OpenDocument) =>
  until('synced', () => document.state.isSynced && document.receipt.waiting === 0);

describe('the receipt', () => {
  test('[SY1] a change is made at once and received only when the relay has said that it is durable', async () => {
    const document = begin().open(address);
    await synced(document);
    fresh.relay.holdsBack = true;
    set(document, 'a/x', '1');
    expect(figures(document)).toEqual([1, 0, 1, 0]);
    await until('written', () => fresh.relay.writes.length === 1);
    expect(figures(document)).toEqual([1, 0, 1, 0]);
    fresh.relay.acknowledge();
    await until('received', () => document.receipt.received === 1);
    set(document, 'a/y', '2');
    await until('received', () => document.receipt.waiting === 0);
    expect(figures(document)).toEqual([2, 2, 0, 0]);
    expect(document.receipt.receivedAt).not.toBeNull();
  });

  test('[SY2] what is typed without a pause is one change, however often it is received on the way', async () => {
    let now = 1_700_000_000_000;
    const document = begin('m1', { clock: () => now }).open(address);
    await synced(document);
    for (const letter of '一份纪要') {
      type(document, letter);
      await until('received', () => document.receipt.waiting === 0);
      expect(figures(document)).toEqual([1, 1, 0, 0]);
      now += 500;
    }
    now += 2_000;
    type(document, '大家');
    await until('received', () => document.receipt.waiting === 0);
    expect(figures(document)).toEqual([2, 2, 0, 0]);
    expect(fresh.relay.doc(address).getText('text').toString()).toBe('一份纪要大家');
  });

  test('[SY3] notes of the machine are sent and confirmed, but are nobody’s changes', async () => {
    const document = begin().open(address);
    await synced(document);
    set(document, 'a/x', 'kept', note);
    await until('written', () => fresh.relay.writes.length === 1);
    expect(figures(document)).toEqual([0, 0, 0, 0]);
  });

  test('[SY4] counts survive a restart, with what still waits', async () => {
    let device = begin();
    let document = device.open(address);
    await synced(document);
    set(document, 'a/x', '1');
    await until('received', () => document.receipt.received === 1);
    device.goOffline();
    set(document, 'a/y', '2');
    set(document, 'a/z', '3');
    expect(figures(document)).toEqual([3, 1, 2, 0]);
    fresh.relay.isUp = false;
    device = await restart(device);
    await until('the journal', () => device.receipt.waiting === 2);
    expect(device.receipt).toMatchObject({ made: 3, received: 1, waiting: 2, refused: 0 });
    document = device.open(address);
    await document.whenLoaded;
    expect(figures(document)).toEqual([3, 1, 2, 0]);
    expect(rows(document.doc)).toEqual({ 'a/x': '1', 'a/y': '2', 'a/z': '3' });
    fresh.relay.isUp = true;
    await until('received', () => document.receipt.waiting === 0);
    expect(figures(document)).toEqual([3, 3, 0, 0]);
    expect(rows(fresh.relay.doc(address))).toEqual({ 'a/x': '1', 'a/y': '2', 'a/z': '3' });
  });
});

describe('the network', () => {
  test('[SY5] cut at any step of a session, nothing is lost, nothing is counted that has not arrived', async () => {
    for (let step = 0; step < 14; step++) {
      const place = `open/joint/cut-${step}`;
      let frames = 0;
      fresh.relay.beforeFrame = () => {
        if (frames++ === step) fresh.relay.cut();
      };
      const device = begin(`m${step}`);
      const document = device.open(place);
      await document.whenLoaded;
      await until('a copy', () => document.state.hasCopy);
      for (let index = 0; index < 5; index++) {
        set(document, `r${index}/x`, String(index));
        type(document, String(index));
        await new Promise((resolve) => setTimeout(resolve, 2));
        // Each key and each letter is a change here; whatever was received must stand with the fresh.relay.
        const arrived =
          Object.keys(rows(fresh.relay.doc(place))).length + fresh.relay.doc(place).getText('text').length;
        expect(document.receipt.received).toBeLessThanOrEqual(arrived);
        expect(document.receipt.made).toBe(document.receipt.received + document.receipt.waiting);
      }
      await until(`all received after a cut at ${step}`, () => document.receipt.waiting === 0);
      expect(document.receipt.made).toBe(document.receipt.received);
      expect(rows(fresh.relay.doc(place))).toEqual(rows(document.doc));
      expect(fresh.relay.doc(place).getText('text').toString()).toBe('01234');
      devices.splice(devices.indexOf(device), 1);
      await device.close();
    }
  }, 60_000);

  test('[SY6] a document without a copy says so offline, and is not written; one begun here is', async () => {
    fresh.relay.isUp = false;
    const device = begin();
    const absent = device.open(address);
    await absent.whenLoaded;
    expect(absent.state).toMatchObject({ hasCopy: false, readOnly: 'absent' });
    const begun = device.open('minutes/joint/new', { isBegunHere: true });
    await begun.whenLoaded;
    expect(begun.state.readOnly).toBeNull();
    set(begun, 'a/x', '1');
    fresh.relay.isUp = true;
    await until('received', () => begun.receipt.received === 1);
    await until('fetched', () => absent.state.readOnly === null);
  });

  test('[SY7] offline is said at once, and coming back needs no reload', async () => {
    const device = begin();
    const document = device.open(address);
    await synced(document);
    device.goOffline();
    expect(document.state).toMatchObject({ connection: 'offline', isSynced: false, readOnly: null });
    set(document, 'a/x', '1');
    fresh.relay.doc(address).getMap('rows').set('b/x', ['2', 1, 'm2']);
    device.goOnline();
    await synced(document);
    expect(rows(document.doc)).toEqual({ 'a/x': '1', 'b/x': '2' });
  });

  test('[SY8] two windows of one person count a change once', async () => {
    const one = begin();
    const first = one.open(address);
    await synced(first);
    one.goOffline();
    set(first, 'a/x', '1');
    await new Promise((resolve) => setTimeout(resolve, 30));
    const two = begin();
    const second = two.open(address);
    await until('sent from there', () => rows(fresh.relay.doc(address))['a/x'] === '1');
    expect(second.receipt.made).toBe(0);
    one.goOnline();
    await until('received here', () => first.receipt.waiting === 0);
    await until('both say one', () => first.receipt.received === 1 && second.receipt.received === 1);
    const three = await restart(two);
    await until('the journal says one', () => three.receipt.received === 1 && three.receipt.made === 1);
  });
});

describe('the socket', () => {
  test('[SY32] one connection carries all documents, and comes back once for all of them', async () => {
    const device = begin();
    const documents = Array.from({ length: 30 }, (_, index) => device.open(`open/joint/n${index}`));
    for (const document of documents) await synced(document);
    expect([fresh.relay.connections, fresh.relay.sockets]).toEqual([1, 1]);
    fresh.relay.cut();
    await until('lost', () => documents.every(({ state }) => state.connection === 'connecting'));
    documents.forEach((document, index) => {
      set(document, 'a/x', String(index));
    });
    for (const document of documents) await synced(document);
    expect([fresh.relay.connections, fresh.relay.sockets]).toEqual([2, 1]);
    expect(documents.map(({ address: each }) => rows(fresh.relay.doc(each))['a/x'])).toEqual(
      documents.map((_, index) => String(index)),
    );
  });

  test('[SY32] a relay that is away is asked again with growing pauses, not once for each document', async () => {
    const failures: number[] = [];
    fresh.relay.isUp = false;
    const device = begin('m1', { onUnreachable: (attempts) => failures.push(attempts) });
    const documents = Array.from({ length: 10 }, (_, index) => device.open(`open/joint/n${index}`));
    await until('asked three times', () => failures.length >= 3);
    expect(failures).toEqual(failures.map((_, index) => index + 1));
    fresh.relay.isUp = true;
    for (const document of documents) await synced(document);
  });

  test('[WR7] a connection on which nothing is heard is given up and made anew', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    try {
      const document = begin().open(address);
      await synced(document);
      vi.advanceTimersByTime(45_000);
      expect(document.state.connection).toBe('connected');
      vi.advanceTimersByTime(15_000);
      expect(document.state.connection).toBe('connecting');
      await synced(document);
      expect(fresh.relay.connections).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test('[WR7] a document that is still on its way is waited for longer', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    try {
      fresh.relay.withholds = true;
      const document = begin().open(address);
      await until('opened', () => document.state.connection === 'connected');
      vi.advanceTimersByTime(105_000);
      expect(document.state.connection).toBe('connected');
      vi.advanceTimersByTime(30_000);
      expect(document.state.connection).toBe('connecting');
      fresh.relay.withholds = false;
      await synced(document);
    } finally {
      vi.useRealTimers();
    }
  });

  test('[SY33] a document that the relay does not know yet is asked for again, and nothing of it is lost', async () => {
    const failures: number[] = [];
    fresh.relay.declines = (each) => (each === address ? 4404 : null);
    const device = begin('m1', { onUnreachable: (attempts) => failures.push(attempts) });
    const begun = device.open(address, { isBegunHere: true });
    const other = device.open('open/joint/other');
    await synced(other);
    set(begun, 'a/x', '1');
    await until('declined twice', () => failures.includes(2));
    expect(begun.state).toMatchObject({ connection: 'connecting', readOnly: null });
    fresh.relay.declines = () => null;
    await synced(begun);
    expect(rows(fresh.relay.doc(address))).toEqual({ 'a/x': '1' });
    expect(fresh.relay.connections).toBe(1);
  });

  test('[SY33] a channel that ends for a while comes back by itself; the others are not disturbed', async () => {
    const device = begin();
    const document = device.open(address);
    await synced(document);
    fresh.relay.closeAll(4503);
    set(document, 'a/x', '1');
    await until('received', () => document.receipt.received === 1);
    expect(fresh.relay.connections).toBe(1);
    expect(fresh.relay.opens).toEqual([address, address]);
  });

  test('[SY33] a document closed and opened again at once keeps its frames apart', async () => {
    const device = begin();
    for (let count = 0; count < 12; count++) {
      const document = device.open(address, { isBrief: true });
      set(document, `r${count}/x`, String(count));
      if (count % 3 === 0) await document.whenSynced;
      if (count % 3 === 1) await document.whenLoaded;
      document.release();
      await new Promise((resolve) => setTimeout(resolve, count % 4));
    }
    const last = device.open(address);
    await synced(last);
    await until('all', () => Object.keys(rows(fresh.relay.doc(address))).length === 12);
    expect(last.receipt).toMatchObject({ made: 12, received: 12, waiting: 0, refused: [] });
  });

  test('[SY34] a change too large for any relay is put aside with its text, and the other documents go on', async () => {
    const device = begin();
    const document = device.open(address);
    const other = device.open('open/joint/other');
    await synced(document);
    await synced(other);
    type(document, '前面写的。');
    await until('received', () => document.receipt.received === 1);
    set(document, 'a/x', 'x'.repeat(17 * 1024 * 1024));
    await until('put aside', () => document.receipt.refused.length === 1 && document.state.readOnly === null);
    expect(document.receipt.refused[0]).toMatchObject({ reason: 'too-large' });
    set(document, 'b/x', '1');
    set(other, 'a/x', '1');
    await until('received', () => document.receipt.received === 2 && other.receipt.received === 1);
    expect(rows(fresh.relay.doc(address))).toEqual({ 'b/x': '1' });
    expect(fresh.relay.connections).toBe(1);
  });

  test('[SY35] [SY39] [WR17] a document that was rebuilt is fetched anew; what is waiting is carried over, what was erased stays erased', async () => {
    let device = begin();
    let document = device.open(address);
    await synced(document);
    set(document, 'a/name', 'erased');
    await until('received', () => document.receipt.received === 1);
    device.goOffline();
    set(document, 'b', 'begun');
    set(document, 'b/name', 'new');
    await until('stored', () => !document.state.isStoring);
    device = await restart(device);
    fresh.relay.rebuild(address);
    document = device.open(address);
    await until('in step', () => document.receipt.waiting === 0 && document.state.isSynced);
    await until('carried over', () => rows(fresh.relay.doc(address))['b/name'] === 'new');
    expect(rows(fresh.relay.doc(address))).toEqual({ b: 'begun', 'b/name': 'new' });
    expect(rows(document.doc)).toEqual({ b: 'begun', 'b/name': 'new' });
    device = await restart(device);
    document = device.open(address);
    await synced(document);
    expect(document.state.generation).toBe(0);
  });
});

describe('a refusal', () => {
  const refuseValue = (value: string) => {
    fresh.relay.judge = ({ update }) => {
      const text = Buffer.from(update).toString('utf8');
      return text.includes(value) ? { reason: 'rule', detail: 'not-yours' } : null;
    };
  };

  test('[SY9] the third of ten is put aside with its text and its reason; the other nine arrive', async () => {
    const device = begin();
    const document = device.open(address);
    await synced(document);
    refuseValue('forbidden');
    device.goOffline();
    for (let index = 0; index < 10; index++) set(document, `r${index}/x`, index === 2 ? 'forbidden' : `v${index}`);
    expect(figures(document)).toEqual([10, 0, 10, 0]);
    device.goOnline();
    await until('settled', () => document.receipt.waiting === 0 && document.state.readOnly === null);
    expect(figures(document)).toEqual([10, 9, 0, 1]);
    expect(document.receipt.refused[0]).toMatchObject({ reason: 'rule', detail: 'not-yours', text: 'x: forbidden' });
    expect(document.state.generation).toBeGreaterThan(0);
    expect(Object.keys(rows(fresh.relay.doc(address)))).toHaveLength(9);
    expect(rows(document.doc)).toEqual(rows(fresh.relay.doc(address)));
  });

  test('[SY10] text typed around a refused change is carried over, in its place', async () => {
    const device = begin();
    const document = device.open(address);
    await synced(document);
    type(document, '开头。');
    await until('received', () => document.receipt.waiting === 0);
    refuseValue('forbidden');
    device.goOffline();
    type(document, '离线写的，');
    set(document, 'a/x', 'forbidden');
    type(document, '还有结尾。');
    fresh.relay.doc(address).getText('text').insert(0, '【别人】');
    device.goOnline();
    await until('settled', () => document.receipt.waiting === 0 && document.state.readOnly === null);
    expect(fresh.relay.doc(address).getText('text').toString()).toBe('【别人】开头。离线写的，还有结尾。');
    expect(document.receipt.refused).toHaveLength(1);
  });

  test('[SY11] online, the keystroke before a refusal is neither lost nor doubled', async () => {
    const document = begin().open(address);
    await synced(document);
    refuseValue('forbidden');
    fresh.relay.holdsBack = true;
    type(document, '甲乙丙');
    set(document, 'a/x', 'forbidden');
    type(document, '丁');
    await until('refused', () => document.receipt.refused.length === 1);
    fresh.relay.acknowledge();
    await until('settled', () => document.receipt.waiting === 0 && document.state.readOnly === null);
    expect(fresh.relay.doc(address).getText('text').toString()).toBe('甲乙丙丁');
    expect(document.doc.getText('text').toString()).toBe('甲乙丙丁');
  });

  test('[SY12] a relay that refuses everything ends in everything put aside, not in a loop', async () => {
    const device = begin();
    const document = device.open(address);
    await synced(document);
    device.goOffline();
    fresh.relay.judge = () => ({ reason: 'rule', detail: 'closed' });
    for (let index = 0; index < 20; index++) set(document, `r${index}/x`, `v${index}`);
    device.goOnline();
    await until('settled', () => document.receipt.waiting === 0 && document.state.readOnly === null, 20_000);
    expect(figures(document)).toEqual([20, 0, 0, 20]);
    expect(document.receipt.refused.map(({ text }) => text)).toContain('x: v7');
    expect(rows(document.doc)).toEqual({});
  });

  test('[GD40] a client id that the relay does not take is changed, and everything arrives under another', async () => {
    const device = begin();
    const document = device.open(address);
    await synced(document);
    const taken = document.doc.clientID;
    fresh.relay.judge = ({ update }) =>
      Y.parseUpdateMeta(update).to.has(taken) ? { reason: 'client-id', detail: 'another-member' } : null;
    set(document, 'a/x', 'one');
    await until('received', () => document.receipt.waiting === 0 && document.state.readOnly === null);
    device.goOffline();
    for (let index = 0; index < 5; index++) set(document, `r${index}/x`, `v${index}`);
    device.goOnline();
    await until('settled', () => document.receipt.waiting === 0 && document.state.readOnly === null);
    expect(figures(document)).toEqual([6, 6, 0, 0]);
    expect(document.doc.clientID).not.toBe(taken);
    expect(rows(document.doc)).toEqual(rows(fresh.relay.doc(address)));
  });

  test('[GD40] a relay that takes no client id ends in everything put aside, not in a loop', async () => {
    const device = begin();
    const document = device.open(address);
    await synced(document);
    let frames = 0;
    fresh.relay.judge = () => {
      frames++;
      return { reason: 'client-id', detail: 'another-member' };
    };
    for (let index = 0; index < 3; index++) set(document, `r${index}/x`, `v${index}`);
    await until('settled', () => document.receipt.waiting === 0 && document.state.readOnly === null, 20_000);
    expect(figures(document)).toEqual([3, 0, 0, 3]);
    expect(frames).toBeLessThan(60);
  });

  test('[SY13] a refusal survives a restart until it is put away', async () => {
    let device = begin();
    let document = device.open(address);
    await synced(document);
    refuseValue('forbidden');
    set(document, 'a/x', 'forbidden');
    await until('refused', () => document.receipt.refused.length === 1 && document.state.readOnly === null);
    device = await restart(device);
    document = device.open(address);
    await synced(document);
    expect(figures(document)).toEqual([1, 0, 0, 1]);
    expect(rows(document.doc)).toEqual({});
    document.putAway(document.receipt.refused[0]?.id ?? '');
    device = await restart(device);
    document = device.open(address);
    await synced(document);
    expect(figures(document)).toEqual([0, 0, 0, 0]);
  });

  test('[SY14] a window closed in the middle of a renewal carries on at the next start', async () => {
    let device = begin();
    let document = device.open(address);
    await synced(document);
    device.goOffline();
    set(document, 'a/x', 'forbidden');
    set(document, 'b/x', 'fine');
    refuseValue('forbidden');
    // The renewal may be over in a moment: the wire is cut at the very change of state.
    let isRenewing = false;
    document.subscribe(() => {
      if (document.state.readOnly !== 'renewing' || isRenewing) return;
      isRenewing = true;
      fresh.relay.isUp = false;
      fresh.relay.cut();
    });
    device.goOnline();
    await until('renewing', () => isRenewing);
    device = await restart(device);
    document = device.open(address);
    await document.whenLoaded;
    fresh.relay.isUp = true;
    await until('settled', () => document.receipt.waiting === 0 && document.state.readOnly === null, 10_000);
    expect(rows(fresh.relay.doc(address))).toEqual({ 'b/x': 'fine' });
    expect(document.receipt.refused.map(({ text }) => text)).toEqual(['x: forbidden']);
  });
});

describe('rights', () => {
  test('[SY15] a demotion to reading stops writing and puts what waits aside, with its text', async () => {
    const document = begin().open(address);
    await synced(document);
    fresh.relay.holdsBack = true;
    fresh.relay.judge = () => ({ reason: 'read-only', detail: '' });
    type(document, '刚写的');
    fresh.relay.sendRights('read');
    await until('read only', () => document.state.readOnly === 'rights');
    expect(document.rights).toBe('read');
    expect(document.receipt.refused.map(({ text, reason }) => [text, reason])).toEqual([['刚写的', 'read-only']]);
    expect(document.doc.getText('text').toString()).toBe('');
  });

  test('[SY16] a document that may not be seen any more leaves the device', async () => {
    let device = begin();
    let document = device.open(address);
    await synced(document);
    set(document, 'a/x', '1');
    await until('received', () => document.receipt.received === 1);
    fresh.relay.sendRights('none');
    await until('gone', () => document.state.readOnly === 'gone');
    expect(rows(document.doc)).toEqual({});
    fresh.relay.isUp = false;
    await new Promise((resolve) => setTimeout(resolve, 30));
    device = await restart(device);
    document = device.open(address);
    await document.whenLoaded;
    expect(rows(document.doc)).toEqual({});
    expect(document.state.readOnly).toBe('absent');
  });

  test('[SY16] a document taken away by a window that could not tell the disk leaves the device with the next', async () => {
    let device = begin();
    let document = device.open(address);
    await synced(document);
    set(document, 'a/x', '1');
    await until('received', () => document.receipt.received === 1);
    device.goOffline();
    set(document, 'a/y', '没有送出的话');
    await until('stored', () => !document.state.isStoring);
    fresh.relay.declines = () => 4404;
    const rights = () => 'none' as const;
    device = await restart(device, 'm1', { rights });
    document = device.open(address);
    await until('put aside', () => document.receipt.refused.length === 1);
    expect(document.receipt).toMatchObject({ waiting: 0, refused: [{ reason: 'read-only', text: 'y: 没有送出的话' }] });
    expect(document.state.readOnly).toBe('gone');
    await until('no copy', () => Object.keys(rows(document.doc)).length === 0);
    fresh.relay.isUp = false;
    const again = (await restart(device)).open(address);
    await again.whenLoaded;
    expect(rows(again.doc)).toEqual({});
    expect(figures(again).slice(2)).toEqual([0, 1]);
  });

  test('[SY36] what is still written into a document while it leaves the device is put aside with its text', async () => {
    const document = begin().open(address);
    await synced(document);
    const { doc } = document;
    document.subscribe(() => {
      if (document.state.readOnly !== 'gone' || doc.getMap('rows').has('a/phone')) return;
      // A page that has not been drawn anew yet.
      doc.transact(() => doc.getMap('rows').set('a/phone', ['最后一个字', 1, 'm1']), typing);
    });
    fresh.relay.sendRights('none');
    await until('gone', () => document.state.readOnly === 'gone');
    await until('put aside', () => document.receipt.refused.length === 1);
    expect(document.receipt.refused[0]).toMatchObject({ reason: 'read-only', text: 'phone: 最后一个字' });
    expect(figures(document)).toEqual([1, 0, 0, 1]);
  });

  test('[SY30] a document that was taken away and given back is opened afresh', async () => {
    const device = begin();
    const taken = device.open(address);
    await synced(taken);
    fresh.relay.sendRights('none');
    await until('gone', () => taken.state.readOnly === 'gone');
    const given = device.open(address);
    await until('back', () => given.state.isSynced && given.state.readOnly === null);
    set(given, 'a/x', '1');
    await until('received', () => given.receipt.received === 1);
    taken.release();
    given.release();
  });

  test('[SY17] after the sign-off nothing is sent, and what was on its way is kept as text', async () => {
    const device = begin();
    const document = device.open(address);
    await synced(document);
    fresh.relay.judge = () => ({ reason: 'sealed', detail: '' });
    type(document, '补一句');
    fresh.relay.seal(1_000);
    await until('sealed', () => document.state.readOnly === 'sealed');
    expect(document.receipt.refused.map(({ text, reason }) => [text, reason])).toEqual([['补一句', 'sealed']]);
  });

  test('[SY18] a document of a newer version is shown, and not one writing frame leaves', async () => {
    fresh.relay.doc(address).getMap('meta').set('version', 2);
    const document = begin().open(address);
    await until('read only', () => document.state.readOnly === 'newer-version');
    set(document, 'a/x', '1');
    fresh.relay.doc(address).getMap('rows').set('b/x', ['2', 1, 'm2']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(fresh.relay.writes).toEqual([]);
  });

  test('[SY19] the end of the session is said, and what waits stays for the next', async () => {
    let hasEnded = false;
    const device = begin('m1', { onSignedOut: () => (hasEnded = true) });
    const document = device.open(address);
    await synced(document);
    fresh.relay.holdsBack = true;
    set(document, 'a/x', '1');
    fresh.relay.closeAll(4401);
    await until('signed out', () => document.state.readOnly === 'signed-out');
    expect(hasEnded).toBe(true);
    expect(figures(document)).toEqual([1, 0, 1, 0]);
  });
});

describe('what must not wait', () => {
  test('[SY36] what is written after writing has ended is put aside with its text, not kept waiting', async () => {
    const document = begin().open(address);
    await synced(document);
    fresh.relay.sendRights('read');
    await until('read only', () => document.state.readOnly === 'rights');
    set(document, 'a/phone', '未关的表格');
    await until('put aside', () => document.state.generation === 1 && document.state.readOnly === 'rights');
    expect(document.receipt.refused[0]?.text).toBe('phone: 未关的表格');
    expect(figures(document)).toEqual([1, 0, 0, 1]);
    expect(rows(document.doc)).toEqual({});
    fresh.relay.sendRights('write');
    await until('writing again', () => document.state.readOnly === null);
    set(document, 'a/phone', '又能写了');
    await until('received', () => document.receipt.received === 1);
    expect(rows(fresh.relay.doc(address))).toEqual({ 'a/phone': '又能写了' });
  });

  test('[SY25] a demotion that happened while the device was away is learnt from the refusal, once', async () => {
    const document = begin().open(address);
    await synced(document);
    fresh.relay.judge = () => ({ reason: 'read-only', detail: '' });
    set(document, 'a/phone', '1');
    await until('read only', () => document.state.readOnly === 'rights');
    expect(document.rights).toBe('read');
    expect(figures(document)).toEqual([1, 0, 0, 1]);
  });

  test('[SY26] a document that will never be registered leaves the device and is kept as one text', async () => {
    const device = begin();
    device.goOffline();
    const document = device.open(address, { isBegunHere: true });
    await document.whenLoaded;
    set(document, 'a/title', '不该有的会');
    set(document, 'a/place', '活动室');
    await device.withdraw(address, { reason: 'not-created', detail: '不该有的会' });
    expect(document.state.readOnly).toBe('gone');
    expect(document.receipt.waiting).toBe(0);
    expect(document.receipt.refused.map(({ reason, text }) => [reason, text])).toEqual([
      ['not-created', 'title: 不该有的会\nplace: 活动室'],
    ]);
  });

  test('[SY27] the sign of “stored here” is given only when the disk has said so', async () => {
    const device = begin();
    const document = device.open(address, { isBegunHere: true });
    await document.whenLoaded;
    set(document, 'a/x', '1');
    expect(document.state.isStoring).toBe(true);
    await until('stored', () => !document.state.isStoring);
    const other = begin('m1', { server: 'ws://127.0.0.1:1/sync' });
    const copy = other.open(address);
    await copy.whenLoaded;
    expect(rows(copy.doc)).toEqual({ 'a/x': '1' });
  });

  test('[SY28] two windows that wrote apart offline lose nothing and double nothing, a refusal between them included', async () => {
    const one = begin();
    const two = begin();
    const first = one.open(address);
    const second = two.open(address);
    await synced(first);
    await synced(second);
    one.goOffline();
    two.goOffline();
    type(first, '甲写的。');
    set(first, 'bad/x', 'forbidden');
    set(first, 'a/x', '1');
    type(second, '乙写的。');
    set(second, 'b/x', '2');
    await until('stored', () => !first.state.isStoring && !second.state.isStoring);
    fresh.relay.judge = ({ update }) => (speaksOf(update, 'bad/x') ? { reason: 'rule', detail: 'no' } : null);
    one.goOnline();
    two.goOnline();
    await synced(first);
    await synced(second);
    await until('settled', () => first.state.readOnly === null && second.state.readOnly === null);
    await until('same', () => Object.keys(rows(second.doc)).length === 2 && Object.keys(rows(first.doc)).length === 2);
    expect(rows(fresh.relay.doc(address))).toEqual({ 'a/x': '1', 'b/x': '2' });
    const text = fresh.relay.doc(address).getText('text').toString();
    expect([...text.matchAll(/甲写的。|乙写的。/g)].map(String).sort()).toEqual(['乙写的。', '甲写的。']);
  });

  test('[SY28] a second window that read what the first had waiting does not carry it over again', async () => {
    const one = begin();
    const first = one.open(address);
    await synced(first);
    one.goOffline();
    type(first, '甲写的。');
    set(first, 'bad/x', 'forbidden');
    type(first, '又写的。');
    await until('stored', () => !first.state.isStoring);
    const two = begin();
    two.goOffline();
    const second = two.open(address);
    await second.whenLoaded;
    fresh.relay.judge = ({ update }) => (speaksOf(update, 'bad/x') ? { reason: 'rule', detail: 'no' } : null);
    one.goOnline();
    two.goOnline();
    const isSettled = ({ state, receipt }: OpenDocument) =>
      state.isSynced && state.readOnly === null && receipt.waiting === 0;
    await until('settled', () => isSettled(first) && isSettled(second), 10_000);
    const text = fresh.relay.doc(address).getText('text').toString();
    expect([...text.matchAll(/甲写的。|又写的。/g)].map(String).sort()).toEqual(['又写的。', '甲写的。']);
    expect(rows(fresh.relay.doc(address))).toEqual({});
  });
});

describe('windows', () => {
  test('[SY29] what a window that has gone left waiting is taken over by one that is still there', async () => {
    const one = begin();
    const two = begin();
    const first = one.open(address);
    const second = two.open(address);
    await synced(first);
    await synced(second);
    one.goOffline();
    set(first, 'a/x', '1');
    await until('stored', () => !first.state.isStoring);
    devices.splice(devices.indexOf(one), 1);
    // It learns of other windows when it opens something.
    const third = two.open('open/joint/other');
    await third.whenLoaded;
    await one.close();
    await until('taken over', () => rows(fresh.relay.doc(address))['a/x'] === '1');
    await until('counted', () => second.receipt.received === 1 && second.receipt.waiting === 0);
  });

  test('[SY29] what a window left that came, wrote and went before the browser was asked about it is taken over', async () => {
    const two = begin();
    const second = two.open(address);
    await synced(second);
    const one = begin();
    one.goOffline();
    const first = one.open(address);
    await first.whenLoaded;
    const gone = signal();
    const query = navigator.locks.query.bind(navigator.locks);
    const asking = vi.spyOn(navigator.locks, 'query').mockImplementation(async () => {
      await gone.promise;
      return query();
    });
    set(first, 'a/x', '1');
    await until('stored', () => !first.state.isStoring);
    devices.splice(devices.indexOf(one), 1);
    await one.close();
    gone.resolve();
    await until('taken over', () => rows(fresh.relay.doc(address))['a/x'] === '1');
    await until('counted', () => second.receipt.received === 1 && second.receipt.waiting === 0);
    asking.mockRestore();
  });

  test('[SY29] what a window left that never came to tell anybody of it is taken over', async () => {
    const first = begin().open(address);
    await synced(first);
    const tell = BroadcastChannel.prototype.postMessage;
    const telling = vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(function (
      this: BroadcastChannel,
      data: unknown,
    ) {
      if (this.name.startsWith(windowsPrefix('m1'))) tell.call(this, data);
    });
    const two = begin();
    two.goOffline();
    const second = two.open(address);
    await second.whenLoaded;
    set(second, 'a/x', '1');
    await until('stored', () => !second.state.isStoring);
    devices.splice(devices.indexOf(two), 1);
    await two.close();
    await until('taken over', () => rows(fresh.relay.doc(address))['a/x'] === '1');
    await until('counted', () => first.receipt.received === 1 && first.receipt.waiting === 0);
    telling.mockRestore();
  });

  test('[SY8] a window that opens slowly does not take over what another has delivered meanwhile', async () => {
    const gone = begin();
    const left = gone.open(address);
    await synced(left);
    gone.goOffline();
    set(left, 'a/x', '1');
    await until('stored', () => !left.state.isStoring);
    devices.splice(devices.indexOf(gone), 1);
    await gone.close();
    const answered = signal();
    const query = navigator.locks.query.bind(navigator.locks);
    const asking = vi.spyOn(navigator.locks, 'query').mockImplementationOnce(async () => {
      await answered.promise;
      return query();
    });
    const slow = begin();
    const late = slow.open(address);
    await until('asked', () => asking.mock.calls.length === 1);
    const quick = begin().open(address);
    await until('delivered', () => quick.receipt.received === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const seen: string[] = [];
    late.subscribe(() => seen.push(figures(late).join()));
    answered.resolve();
    await synced(late);
    expect([...new Set(seen)]).toEqual(['1,1,0,0']);
    asking.mockRestore();
  });

  test('[SY29] what a window left waiting in a document that has been taken away is put aside by the other', async () => {
    const one = begin();
    const two = begin();
    const first = one.open(address);
    const second = two.open(address);
    await synced(first);
    await synced(second);
    one.goOffline();
    set(first, 'a/x', '还没送出');
    await until('stored', () => !first.state.isStoring);
    const third = two.open('open/joint/other');
    await synced(third);
    fresh.relay.declines = (each) => (each === address ? 4404 : null);
    await two.withdraw(address);
    expect(figures(second)).toEqual([0, 0, 0, 0]);
    devices.splice(devices.indexOf(one), 1);
    await one.close();
    await until('put aside', () => second.receipt.refused.length === 1);
    expect(second.receipt).toMatchObject({ waiting: 0, refused: [{ reason: 'read-only', text: 'x: 还没送出' }] });
    const again = await restart(two);
    await until('the journal', () => again.receipt.refused === 1);
    expect(again.receipt).toMatchObject({ made: 1, waiting: 0 });
  });
});

describe('the disk', () => {
  test('[SY20] two people on one machine never see each other’s copies', async () => {
    const one = begin('m1');
    const first = one.open(address);
    await synced(first);
    set(first, 'a/x', '1');
    await until('received', () => first.receipt.received === 1);
    fresh.relay.isUp = false;
    const two = begin('m2');
    const second = two.open(address);
    await second.whenLoaded;
    expect(second.state.readOnly).toBe('absent');
    expect(rows(second.doc)).toEqual({});
    expect(two.receipt.made).toBe(0);
  });

  test('[SY21] a copy wiped from the disk is healed from the journal: what waits is not lost', async () => {
    let device = begin();
    let document = device.open(address);
    await synced(document);
    device.goOffline();
    set(document, 'a/x', '1');
    await new Promise((resolve) => setTimeout(resolve, 30));
    fresh.relay.isUp = false;
    devices.splice(devices.indexOf(device), 1);
    await device.close();
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(`lianxi/m1/${address}`).onsuccess = resolve;
    });
    device = begin();
    document = device.open(address);
    await document.whenLoaded;
    expect(rows(document.doc)).toEqual({ 'a/x': '1' });
    fresh.relay.isUp = true;
    await until('received', () => document.receipt.received === 1);
    expect(rows(fresh.relay.doc(address))).toEqual({ 'a/x': '1' });
  });

  test('[SY22] a disk that does not open is said, writing goes on in memory, and it is taken up when it comes back', async () => {
    const { open } = indexedDB;
    indexedDB.open = () => {
      throw new Error('blocked');
    };
    const device = begin();
    const document = device.open(address);
    await document.whenLoaded;
    expect(document.state.disk).toBe('failing');
    await synced(document);
    set(document, 'a/x', '1');
    await until('received', () => document.receipt.received === 1);
    indexedDB.open = open;
    await until('the disk is back', () => document.state.disk === 'loaded', 15_000);
    fresh.relay.isUp = false;
    const again = (await restart(device)).open(address);
    await again.whenLoaded;
    expect(rows(again.doc)).toEqual({ 'a/x': '1' });
  });

  test('[SY27] on a full disk nothing is called stored before it is said that the disk fails, nor after', async () => {
    const device = begin();
    const document = device.open(address, { isBegunHere: true });
    await document.whenLoaded;
    device.goOffline();
    const empty = fillDisk();
    try {
      let claims = 0;
      document.subscribe(() => {
        if (!document.state.isStoring && document.state.disk === 'loaded') claims++;
      });
      for (let count = 0; count < 5; count++) {
        set(document, `r${count}/x`, String(count));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await until('said', () => document.state.disk === 'failing' && !document.state.isStoring);
      expect(claims).toBe(0);
    } finally {
      empty();
    }
    await until('the disk is back', () => document.state.disk === 'loaded' && !document.state.isStoring, 15_000);
    const again = await restart(device);
    await until('the journal', () => again.receipt.waiting === 5);
  });

  test('[SY22] what is received while the disk is full is counted once when it is well again', async () => {
    let device = begin();
    let document = device.open(address);
    await synced(document);
    fresh.relay.holdsBack = true;
    set(document, 'a/x', '1');
    await until('stored', () => !document.state.isStoring);
    const empty = fillDisk();
    try {
      set(document, 'a/y', '2');
      await until('failing', () => document.state.disk === 'failing');
      await until('written', () => fresh.relay.writes.length === 2);
      fresh.relay.acknowledge();
      await until('received', () => document.receipt.waiting === 0);
    } finally {
      empty();
    }
    await until('the disk is back', () => document.state.disk === 'loaded', 15_000);
    await until('counted', () => document.receipt.received === 2);
    fresh.relay.isUp = false;
    device = await restart(device);
    document = device.open(address);
    await document.whenLoaded;
    expect(figures(document)).toEqual([2, 2, 0, 0]);
  });

  test('[SY23] a database closed under the app is opened again, and writing is not disturbed', async () => {
    const opened = noteDatabases();
    const device = begin();
    const document = device.open(address);
    await synced(document);
    for (const database of opened) if (database.name.endsWith(address)) database.close();
    set(document, 'a/x', '1');
    expect(rows(document.doc)).toEqual({ 'a/x': '1' });
    await until('it was noticed', () => document.state.disk === 'failing');
    await until('the disk is back', () => document.state.disk === 'loaded', 15_000);
    fresh.relay.isUp = false;
    const again = (await restart(device)).open(address);
    await again.whenLoaded;
    expect(rows(again.doc)).toEqual({ 'a/x': '1' });
  });

  test('[SY23] what waits is put back where a browser clears the disk under an open page', async () => {
    const opened = noteDatabases();
    const device = begin();
    const document = device.open(address, { isBegunHere: true });
    await document.whenLoaded;
    device.goOffline();
    set(document, 'a/x', '1');
    await until('stored', () => !document.state.isStoring);
    globalThis.indexedDB = new IDBFactory();
    for (const database of opened) forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const again = await restart(device);
    await until('the journal', () => again.receipt.waiting === 1);
    const opening = again.open(address);
    await opening.whenLoaded;
    expect(rows(opening.doc)).toEqual({ 'a/x': '1' });
  });
});
