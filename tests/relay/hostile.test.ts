import { connect as connectTcp } from 'node:net';
import { createSeededNumbers } from '@lianxi/base';
import { closeCode } from '@lianxi/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { connectStock, type Harness, startHarness, until, whenSynced } from './harness.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

let harness: Harness;
let healthy: readonly [Raw, Raw];
const clients: Raw[] = [];
const others: Harness[] = [];
const healthyDoc = new Y.Doc();
let count = 0;

const connect = async (address: string, member: string, isOurs = true): Promise<Raw> => {
  const raw = await connectRaw(harness.url, address, member, isOurs);
  clients.push(raw);
  return raw;
};
/** A pair in another room still hears each other, and quickly. */
const expectHealthy = async (): Promise<void> => {
  const text = healthyDoc.getText('t');
  const started = performance.now();
  for (const update of updatesOf(healthyDoc, () => text.insert(text.length, `${count++} `))) healthy[0].update(update);
  await until('the healthy pair is served', () => healthy[1].doc.getText('t').length === text.length, 15_000);
  expect(performance.now() - started).toBeLessThan(10_000);
};
const expectJoinable = async (address: string): Promise<Y.Doc> => {
  for (const isRestarted of [false, true]) {
    if (isRestarted) await harness.restart();
    const stock = connectStock(harness.url, address, 'm9999999');
    await whenSynced(stock);
    expect(stock.doc.store.pendingStructs).toBeNull();
    if (isRestarted) {
      stock.provider.destroy();
      return stock.doc;
    }
    stock.stop();
  }
  throw new Error('unreachable');
};

beforeEach(async () => {
  harness = await startHarness({ limits: { buffered: 256 * 1024 }, maxFrame: 2 * 1024 * 1024 });
  harness.document('open/joint/attacked');
  const address = harness.document('open/joint/healthy');
  healthy = [await connect(address, 'm1111111'), await connect(address, 'm2222222')];
  healthy[0].step2(Y.encodeStateAsUpdate(healthyDoc));
  healthy[1].step1();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const other of others.splice(0)) await other.stop();
  await harness.stop();
});

describe('[RL70] one socket harms no other', () => {
  it('with random bytes, cut and flipped updates and unknown messages', async () => {
    const random = createSeededNumbers(5);
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'some text to be damaged');
    doc.getMap('m').set('k', ['v', 1, 'm']);
    const sound = Y.encodeStateAsUpdate(doc);
    for (let round = 0; round < 120; round++) {
      const raw = await connect('open/joint/attacked', 'mhostile');
      const bytes = sound.slice(0, random() < 0.5 ? sound.length : Math.floor(random() * sound.length));
      for (let flips = 1 + Math.floor(random() * 3); flips > 0 && bytes.length > 0; flips--) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      if (round % 3 === 0) raw.send(Uint8Array.from({ length: Math.floor(random() * 40) }, () => random() * 256));
      else raw.step2(bytes);
      if (round % 5 === 0) raw.ws.send('text');
      if (round % 7 === 0) raw.send(new Uint8Array([0, 0, 4, 255, 255, 255, 255]));
      raw.ws.close();
    }
    await expectHealthy();
    const doc2 = await expectJoinable('open/joint/attacked');
    doc2.destroy();
  });

  it('with a frame over the limit', async () => {
    const raw = await connect('open/joint/attacked', 'mhostile');
    raw.step2(new Uint8Array(3 * 1024 * 1024));
    await until('closed', () => raw.closed !== null);
    await expectHealthy();
  });

  it('with a state that is no state vector, and awareness that is none', async () => {
    for (const bytes of [
      [0, 0, 2, 255, 255],
      [0, 0, 5, 255, 255, 255, 255, 15],
      [1, 3, 1, 1, 1],
      [1, 5, 1, 1, 1, 1, 123],
    ]) {
      const raw = await connect('open/joint/attacked', 'mhostile');
      raw.send(new Uint8Array(bytes));
      await until('closed', () => raw.closed === closeCode.protocolError);
    }
    await expectHealthy();
  });

  it('with 50,000 small updates as fast as the wire carries them', async () => {
    const raw = await connect('open/joint/attacked', 'mhostile');
    raw.step2(new Uint8Array([0, 0]));
    const doc = new Y.Doc();
    const updates = updatesOf(doc, () => {
      for (let index = 0; index < 50_000; index++) doc.getText('t').insert(index, 'x');
    });
    for (const update of updates) raw.update(update);
    const started = performance.now();
    await expectHealthy();
    console.info(`healthy pair beside 50,000 updates: ${(performance.now() - started).toFixed(0)} ms`);
    await until('all acknowledged', () => raw.last('acknowledged')?.frames === 50_001, 30_000);
    expect((await expectJoinable('open/joint/attacked')).getText('t').length).toBe(50_000);
  });

  it('with a connection that sends half a handshake, or nothing', async () => {
    const half = connectTcp(harness.port, '127.0.0.1');
    half.write('GET /sync/open/joint/attacked HTTP/1.1\r\nUpgrade: websocket\r\n');
    const reset = connectTcp(harness.port, '127.0.0.1');
    reset.write(
      'GET /sync/open/joint/attacked HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: broken\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: lianxi.bearer.mx\r\n\r\n',
    );
    reset.on('error', () => undefined);
    half.on('error', () => undefined);
    await expectHealthy();
    reset.resetAndDestroy();
    half.destroy();
    await expectHealthy();
  });
});

it('[RL71] beside a reader that has stalled nobody waits: in its room, in others, and on a relay without it, alike', async () => {
  // A reader is held here for longer than anywhere else, so that much waits for it.
  const [held, calm] = [await startHarness({ limits: { buffered: 64 * 1024 * 1024 } }), await startHarness()];
  others.push(held, calm);
  for (const each of others) for (const name of ['room', 'elsewhere']) each.document(`open/joint/${name}`);
  /** Somebody who writes and somebody who reads; how long each of the writer's words took to the reader, in ms. */
  const createPair = async (url: string, address: string) => {
    const [writer, reader] = [await connectRaw(url, address, 'm1111111'), await connectRaw(url, address, 'm2222222')];
    clients.push(writer, reader);
    reader.step1();
    writer.step2(new Uint8Array([0, 0]));
    const doc = new Y.Doc();
    const times: number[] = [];
    let written = 0;
    return {
      times,
      write: async (size: number) => {
        const begun = performance.now();
        const key = `${written++}`;
        for (const update of updatesOf(doc, () => doc.getMap('m').set(key, 'x'.repeat(size)))) writer.update(update);
        await reader.until('in order, one after the other', () => reader.doc.getMap('m').has(key));
        expect(reader.doc.getMap('m').size).toBe(written);
        times.push(performance.now() - begun);
      },
    };
  };
  const beside = await createPair(held.url, 'open/joint/room');
  const elsewhere = await createPair(held.url, 'open/joint/elsewhere');
  const without = await createPair(calm.url, 'open/joint/room');
  const stalled = new WebSocket(`${held.url}/open/joint/room`, ['lianxi.v1', 'lianxi.bearer.mstalled']);
  stalled.on('error', () => undefined);
  await until('open', () => stalled.readyState === WebSocket.OPEN);
  stalled.pause();
  const { connectionCount } = held.relay;
  // More than the kernel takes between two sockets: the rest waits in the relay.
  for (let round = 0; round < 20; round++) for (const pair of [beside, without]) await pair.write(900_000);
  for (const { times } of [beside, without]) times.length = 0;
  for (let round = 0; round < 100; round++) for (const pair of [beside, elsewhere, without]) await pair.write(1_000);
  expect(held.relay.connectionCount).toBe(connectionCount);
  const [slow, other, usual] = [beside, elsewhere, without].map(({ times }) => medianOf(times)) as [
    number,
    number,
    number,
  ];
  console.info(
    `beside a stalled reader ${slow.toFixed(2)} ms, elsewhere ${other.toFixed(2)}, without ${usual.toFixed(2)}`,
  );
  for (const time of [slow, other]) expect(time).toBeLessThan(3 * usual);
  stalled.terminate();
});

const medianOf = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;

it('[RL71] drops a reader that has stalled, while whoever reads beside it gets each word in its turn; it can come back for everything', async () => {
  const address = 'open/joint/attacked';
  const reader = await connect(address, 'm2222222');
  reader.step1();
  const writer = await connect(address, 'm1111111');
  writer.step2(new Uint8Array([0, 0]));
  const stalled = new WebSocket(`${harness.url}/${address}`, ['lianxi.v1', 'lianxi.bearer.mstalled']);
  await until('open', () => stalled.readyState === WebSocket.OPEN);
  stalled.on('error', () => undefined);
  stalled.pause();
  expect(harness.relay.connectionCount).toBe(5);
  const doc = new Y.Doc();
  let frames = 1;
  for (let index = 0; index < 400 && harness.relay.connectionCount === 5; index++) {
    const update = updatesOf(doc, () => doc.getMap('m').set(`k${index}`, 'x'.repeat(100_000)))[0] as Uint8Array;
    writer.update(update);
    frames++;
    await writer.until('acknowledged', () => writer.last('acknowledged')?.frames === frames);
    await reader.until('read', () => reader.doc.getMap('m').size === frames - 1);
  }
  await until('dropped', () => harness.relay.connectionCount === 4);
  expect(reader.closed).toBeNull();
  stalled.terminate();
  const back = connectStock(harness.url, address, 'mstalled');
  await whenSynced(back);
  expect(back.doc.getMap('m').size).toBe(frames - 1);
  back.stop();
});

describe('presence', () => {
  it('[RL80] is one state a socket, of at most 2 kB, taken away when the socket closes', async () => {
    const one = await connect('open/joint/attacked', 'm1111111', false);
    const two = connectStock(harness.url, 'open/joint/attacked', 'm2222222');
    await whenSynced(two);
    const { awareness } = two.provider;
    one.awareness(1001, 1, { cursor: 1 });
    await until('shown', () => awareness.getStates().has(1001));
    one.awareness(1002, 1, { cursor: 2 });
    one.awareness(two.doc.clientID, 99, { user: { name: 'somebody else' } });
    one.awareness(1001, 2, { cursor: 3 });
    await until('changed', () => awareness.getStates().get(1001)?.cursor === 3);
    expect(awareness.getStates().has(1002)).toBe(false);
    expect(awareness.getLocalState()).not.toMatchObject({ user: { name: 'somebody else' } });
    const late = await connect('open/joint/attacked', 'm3333333');
    await late.until('shown to a newcomer', () => late.last('awareness') !== undefined);
    one.awareness(1001, 3, { cursor: 'x'.repeat(3_000) });
    await until('closed', () => one.closed === closeCode.protocolError);
    await until('taken away', () => !awareness.getStates().has(1001));
    two.stop();
  });

  it('[RL81] shows nobody under another name', async () => {
    const address = harness.document('minutes/joint/m1');
    const two = connectStock(harness.url, address, 'm2222222');
    await whenSynced(two);
    const one = await connect(address, 'm1111111');
    one.awareness(1001, 1, { user: { member: 'm2222222', name: 'Chair', color: 'red' } });
    await until('shown', () => two.provider.awareness.getStates().has(1001));
    expect(two.provider.awareness.getStates().get(1001)).toEqual({
      user: { member: 'm1111111', name: 'name of m1111111', color: 'red' },
    });
    two.stop();
  });
});
