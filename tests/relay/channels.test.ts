import { request } from 'node:http';
import { closeCode, encodeSync, largestFrame, mostChannels, syncType } from '@lianxi/protocol';
import { readDocument, removeDocuments, sealDocument } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { connectStock, type Harness, startHarness, until, whenSynced } from './harness.ts';
import { connectRaw, updatesOf } from './raw.ts';
import { connectChannels, type RawSocket } from './raw-channels.ts';

let harness: Harness;
const sockets: { close(): void }[] = [];
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await harness.stop();
});
const connect = async (member: string): Promise<RawSocket> => {
  const socket = await connectChannels(harness.url, member);
  sockets.push(socket);
  return socket;
};
const stored = (address: ReturnType<Harness['document']>): string => {
  const doc = new Y.Doc();
  const whole = readDocument(harness.store, address);
  if (whole) Y.applyUpdate(doc, whole.update);
  return doc.getText('t').toString();
};
const textUpdate = (text: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
};
/** Something that no compression and no merging makes smaller. */
const largeUpdate = (bytes: number): Uint8Array => textUpdate('x'.repeat(bytes));

describe('the socket', () => {
  const statusOf = (protocols: string, query = ''): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1',
        port: harness.port,
        path: `/sync${query}`,
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
          ...(protocols ? { 'Sec-WebSocket-Protocol': protocols } : {}),
        },
      });
      sent.on('response', (response) => resolve(response.statusCode ?? 0));
      sent.on('upgrade', (_response, socket) => {
        socket.destroy();
        resolve(101);
      });
      sent.on('error', reject);
      sent.end();
    });

  it('[WR4] is answered 401 to strangers and 400 to whoever does not speak lianxi.v1', async () => {
    expect(await statusOf('lianxi.v1, lianxi.bearer.m1111111')).toBe(101);
    expect(await statusOf('lianxi.v1')).toBe(401);
    expect(await statusOf('lianxi.bearer.m1111111')).toBe(400);
    expect(await statusOf('')).toBe(401);
  });

  it('[WR4] is answered 401 when the credentials are another person’s than the client speaks for', async () => {
    expect(await statusOf('lianxi.v1, lianxi.bearer.m1111111', '?for=m1111111')).toBe(101);
    expect(await statusOf('lianxi.v1, lianxi.bearer.m1111111', '?for=m2222222')).toBe(401);
    expect(await statusOf('lianxi.v1, lianxi.bearer.m1111111', '?for=')).toBe(401);
  });

  it('[WR5] is closed for a malformed frame and for a text one; a malformed message closes its channel alone', async () => {
    const one = harness.document('open/joint/a');
    const two = harness.document('open/joint/b');
    const bad = await connect('m1111111');
    bad.sayBytes(Uint8Array.of(0, 0, 200));
    await until('closed', () => bad.closed === closeCode.protocolError);
    const text = await connect('m1111111');
    text.ws.send('hello');
    await until('closed', () => text.closed === closeCode.protocolError);
    const socket = await connect('m1111111');
    const [first, second] = [await socket.open(one), await socket.open(two)];
    first.send(Uint8Array.of(0, 2, 200));
    await until('the channel closed', () => socket.word('closed') !== undefined);
    expect(socket.word('closed')).toMatchObject({ channel: first.number, code: closeCode.protocolError });
    second.step2(textUpdate('goes on'));
    await until('acknowledged', () => second.last('acknowledged')?.frames === 1);
    expect(stored(two)).toBe('goes on');
    // Words and messages that it does not know are passed over.
    socket.sayBytes(Uint8Array.of(0, 99, 1, 2, 3));
    second.send(Uint8Array.of(99, 1));
    second.update(textUpdate('still'));
    await until('acknowledged', () => second.last('acknowledged')?.frames === 2);
  });

  it('[WR6] ends with the session, also without a channel, and tells a restart as such', async () => {
    const address = harness.document('open/joint/a');
    const [idle, busy, other] = [await connect('m1111111'), await connect('m1111111'), await connect('m2222222')];
    await busy.open(address);
    await other.open(address);
    harness.gate.ended.add('m1111111');
    harness.relay.rightsChanged('m1111111');
    await until('closed', () => idle.closed !== null && busy.closed !== null);
    expect([idle.closed, busy.closed, other.closed]).toEqual([
      closeCode.unauthenticated,
      closeCode.unauthenticated,
      null,
    ]);
    const unused = await connect('m2222222');
    await harness.restart();
    await until('closed', () => other.closed !== null && unused.closed !== null);
    expect([other.closed, unused.closed]).toEqual([closeCode.restarting, closeCode.restarting]);
  });

  it('[WR7] tells the server’s time at once', async () => {
    const socket = await connect('m1111111');
    await until('the time', () => socket.word('time') !== undefined);
    expect(Math.abs((socket.word('time')?.time ?? 0) - Date.now())).toBeLessThan(60_000);
  });
});

describe('channels', () => {
  it('[WR8] carry several documents, each with rights, seal and step 1 first, and counts of its own', async () => {
    const one = harness.document('open/joint/a');
    const two = harness.document('open/joint/b');
    const sealed = harness.document('open/joint/c');
    sealDocument(harness.store, sealed);
    const socket = await connect('m1111111');
    const [first, second, third] = [await socket.open(one), await socket.open(two), await socket.open(sealed)];
    await until('asked', () => [first, second, third].every((each) => each.last('step1') !== undefined));
    expect(first.heard.map(({ type }) => type).slice(0, 2)).toEqual(['rights', 'step1']);
    expect(third.heard.map(({ type }) => type).slice(0, 3)).toEqual(['rights', 'sealed', 'step1']);
    first.step2(textUpdate('one'));
    second.step2(new Uint8Array([0, 0]));
    for (const update of updatesOf(second.doc, () => second.doc.getText('t').insert(0, 'two'))) second.update(update);
    await until('acknowledged', () => first.last('acknowledged')?.frames === 1);
    await until('acknowledged', () => second.last('acknowledged')?.frames === 2);
    expect([stored(one), stored(two)]).toEqual(['one', 'two']);
    expect(first.epoch).toBe(1);
  });

  it('[WR8] meet stock clients and sockets of one document in the same room, presence included', async () => {
    const address = harness.document('open/joint/a');
    const stock = connectStock(harness.url, address, 'm2222222');
    const raw = await connectRaw(harness.url, address, 'm3333333');
    sockets.push({ close: stock.stop }, raw);
    await whenSynced(stock);
    const socket = await connect('m1111111');
    const channel = await socket.open(address);
    channel.step1();
    channel.doc.getText('t').insert(0, 'from a channel');
    channel.step2(Y.encodeStateAsUpdate(channel.doc));
    channel.awareness(7, 1, { user: { name: 'x' } });
    await until('everywhere', () =>
      [stock.doc, raw.doc].every((doc) => doc.getText('t').toString() === 'from a channel'),
    );
    await until('seen', () => stock.provider.awareness.getStates().has(7));
    stock.doc.getText('t').insert(0, 'and back: ');
    await until('back', () => channel.doc.getText('t').toString() === 'and back: from a channel');
    socket.say({ type: 'close', channel: channel.number });
    await until('gone', () => !stock.provider.awareness.getStates().has(7));
  });

  it('[WR9] have one number on all sockets; what is said on a closed one is passed over', async () => {
    const one = harness.document('open/joint/a');
    const two = harness.document('open/joint/b');
    const [mine, theirs] = [await connect('m1111111'), await connect('m2222222')];
    const first = await mine.open(one);
    const other = await mine.open(two);
    expect((await theirs.open(one)).number).toBe(first.number);
    expect(first.number).toBeGreaterThan(0);
    expect(other.number).not.toBe(first.number);
    mine.say({ type: 'close', channel: first.number });
    first.step2(textUpdate('too late'));
    other.step2(textUpdate('in time'));
    await until('acknowledged', () => other.last('acknowledged')?.frames === 1);
    expect(stored(one)).toBe('');
    expect(mine.closed).toBeNull();
  });

  it('[WR8] that nobody waits for any more leave no room open', async () => {
    const addresses = Array.from({ length: 10 }, (_, index) => harness.document(`open/joint/n${index}`));
    const socket = await connect('m1111111');
    for (const address of addresses) socket.say({ type: 'open', address });
    socket.close();
    const next = await connect('m1111111');
    await next.open(addresses[0] ?? '');
    await until('only that one', () => harness.relay.roomCount === 1 && harness.relay.connectionCount === 1);
  });

  it('[WR10] are declined alike for no document, a malformed address and no right; and beyond the limit', async () => {
    harness.document('open/joint/a');
    harness.gate.rights.set('mnothing', 'none');
    const nobody = await connect('mnothing');
    for (const address of ['open/joint/a', 'open/joint/none', '../../etc/passwd', '']) {
      await expect(nobody.open(address)).rejects.toThrow(`"code":${closeCode.notFound},"reason":"not found"`);
    }
    const socket = await connect('m1111111');
    harness.store.sqlite.transaction(() => {
      for (let index = 0; index <= mostChannels; index++) harness.document(`open/joint/n${index}`);
    })();
    for (let index = 0; index <= mostChannels; index++) socket.say({ type: 'open', address: `open/joint/n${index}` });
    await until('all answered', () => socket.words.filter(({ type }) => type !== 'time').length === mostChannels + 1);
    expect(socket.words.filter(({ type }) => type === 'opened')).toHaveLength(mostChannels);
    expect(socket.word('declined')).toMatchObject({ code: closeCode.tooManyRequests });
    expect(socket.closed).toBeNull();
  });

  it('[WR11] end one by one: rights changed on one and gone, a document removed; the others go on', async () => {
    const one = harness.document('open/joint/a');
    const two = harness.document('open/joint/b');
    const three = harness.document('open/joint/c');
    const socket = await connect('m1111111');
    const [first, second, third] = [await socket.open(one), await socket.open(two), await socket.open(three)];
    const rightsFor = harness.gate.rightsFor;
    let rights: 'read' | 'none' = 'read';
    Object.assign(harness.gate, {
      rightsFor: (...[principal, parts]: Parameters<typeof rightsFor>) =>
        parts.address === one ? rights : rightsFor(principal, parts),
    });
    harness.relay.rightsChanged('m1111111');
    await until('told', () => first.last('rights')?.rights === 'read');
    expect(second.heard.filter(({ type }) => type === 'rights')).toHaveLength(1);
    first.step2(textUpdate('forbidden'));
    await until('refused', () => first.last('refused')?.reason === 'read-only');
    expect(second.last('refused')).toBeUndefined();
    rights = 'none';
    harness.relay.rightsChanged('m1111111');
    await until('closed', () => socket.word('closed') !== undefined);
    expect(socket.word('closed')).toMatchObject({ channel: first.number, code: closeCode.forbidden });
    removeDocuments(harness.store, [three]);
    await until('closed', () => socket.word('closed')?.channel === third.number);
    expect(socket.word('closed')?.code).toBe(closeCode.notFound);
    second.step2(textUpdate('goes on'));
    await until('acknowledged', () => second.last('acknowledged')?.frames === 1);
    expect([stored(one), stored(two)]).toEqual(['', 'goes on']);
  });

  it('[WR12] opened twice begin anew under the same number, and every opening is answered', async () => {
    const address = harness.document('open/joint/a');
    const socket = await connect('m1111111');
    const former = await socket.open(address);
    former.step2(textUpdate('one'));
    await until('acknowledged', () => former.last('acknowledged')?.frames === 1);
    for (let count = 0; count < 3; count++) socket.say({ type: 'open', address });
    const anew = await socket.open(address);
    expect(socket.words.filter(({ type }) => type === 'opened')).toHaveLength(5);
    expect(anew.number).toBe(former.number);
    anew.step2(textUpdate('two'));
    await until('counted anew', () => anew.last('acknowledged')?.frames === 1);
    expect(harness.relay.connectionCount).toBe(1);
  });
});

describe('many channels, one reader', () => {
  it('[WR13] take turns: what is small comes past what is large', async () => {
    const large = harness.document('open/joint/a', largeUpdate(3_000_000));
    const larger = harness.document('open/joint/b', largeUpdate(3_000_000));
    const small = harness.document('open/joint/c');
    const socket = await connect('m1111111');
    const [first, second, third] = [await socket.open(large), await socket.open(larger), await socket.open(small)];
    const other = await connectRaw(harness.url, small, 'm2222222');
    sockets.push(other);
    await until('asked', () => other.last('step1') !== undefined);
    // The reader stands still while everything is put before it.
    socket.ws.pause();
    for (let count = 0; count < 4; count++) first.step1();
    second.step1();
    await until('put before it', () => harness.relay.connectionCount === 4);
    other.step2(textUpdate('said later'));
    await until('stored', () => other.last('acknowledged')?.frames === 1);
    const before = socket.order.length;
    socket.ws.resume();
    await until('heard', () => third.doc.getText('t').toString() === 'said later');
    await until('all heard', () => first.heard.filter(({ type }) => type === 'step2').length === 4);
    const after = socket.order.slice(before);
    expect(after.indexOf(third.number)).toBeLessThan(after.lastIndexOf(first.number));
    expect(second.doc.getText('t').length).toBe(3_000_000);
  });

  it('[WR14] drop a reader that does not keep up, count what waits for the socket, and leave the others alone', async () => {
    const addresses = Array.from({ length: 20 }, (_, index) => harness.document(`open/joint/n${index}`));
    const stalled = await connect('m1111111');
    for (const address of addresses) await stalled.open(address);
    stalled.ws.pause();
    const writer = await connect('m2222222');
    const reader = await connect('m3333333');
    const writing = await Promise.all(addresses.map((address) => writer.open(address)));
    const reading = await Promise.all(addresses.map((address) => reader.open(address)));
    for (const channel of writing) channel.step2(new Uint8Array([0, 0]));
    // No channel alone has more than 2 MB to say; together they have 40.
    let rounds = 0;
    for (; rounds < 20 && harness.relay.connectionCount === 60; rounds++) {
      for (const channel of writing) channel.update(largeUpdate(100_000));
      await until('stored', () => writing.every((each) => each.last('acknowledged')?.frames === rounds + 2));
    }
    await until('dropped', () => harness.relay.connectionCount === 40);
    await until('the others have it', () => reading.every((each) => each.doc.getText('t').length === rounds * 100_000));
    stalled.ws.resume();
    const back = await connect('m1111111');
    const channel = await back.open(addresses[0] ?? '');
    channel.step1();
    await until('everything', () => channel.doc.getText('t').length === rounds * 100_000);
  });

  it('[WR14] read no more from a socket while much of what it asked for is on its way', async () => {
    const addresses = Array.from({ length: 6 }, (_, index) =>
      harness.document(`open/joint/n${index}`, largeUpdate(2_000_000)),
    );
    const socket = await connect('m1111111');
    const channels = await Promise.all(addresses.map((address) => socket.open(address)));
    socket.ws.pause();
    for (const channel of channels) channel.step1();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(socket.closed).toBeNull();
    socket.ws.resume();
    await until('all of it', () => channels.every((each) => each.doc.getText('t').length === 2_000_000), 30_000);
  });

  it('[WR15] share one measure of frames: what is too fast is read more slowly, and all of it arrives', async () => {
    await harness.stop();
    harness = await startHarness({ limits: { frames: { rate: 200, burst: 20 } } });
    const addresses = Array.from({ length: 4 }, (_, index) => harness.document(`open/joint/n${index}`));
    const socket = await connect('m1111111');
    const channels = await Promise.all(addresses.map((address) => socket.open(address)));
    const begun = performance.now();
    for (let count = 1; count <= 20; count++) {
      for (const each of channels) each.step2(new Uint8Array([0, 0]));
      await until('acknowledged', () => channels.every((each) => each.last('acknowledged')?.frames === count));
    }
    // Eighty frames, twenty at once: each channel by itself would have waited for none.
    expect(performance.now() - begun).toBeGreaterThan(200);
  });

  it('[WR16] end at a frame that is larger than any may be', async () => {
    const address = harness.document('open/joint/a');
    const socket = await connect('m1111111');
    const channel = await socket.open(address);
    channel.send(encodeSync(syncType.update, new Uint8Array(largestFrame)));
    await until('closed', () => socket.closed === 1009);
    const again = await connect('m1111111');
    await again.open(address);
  });
});
