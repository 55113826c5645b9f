import { request } from 'node:http';
import { closeCode } from '@lianxi/protocol';
import { appendUpdate, readDocument, removeDocuments, sealDocument } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Harness, startHarness, until } from './harness.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

let harness: Harness;
const clients: Raw[] = [];
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await harness.stop();
});
const connect = async (address: string, member: string, isOurs = true): Promise<Raw> => {
  const raw = await connectRaw(harness.url, address, member, isOurs);
  clients.push(raw);
  return raw;
};
const stored = (address: ReturnType<Harness['document']>): Y.Doc => {
  const doc = new Y.Doc();
  const whole = readDocument(harness.store, address);
  if (whole) Y.applyUpdate(doc, whole.update);
  return doc;
};
const textUpdate = (text: string, client?: number): Uint8Array => {
  const doc = new Y.Doc();
  if (client !== undefined) doc.clientID = client;
  doc.getText('t').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
};

const statusOf = (path: string, member: string | null): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers: Record<string, string> = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    };
    if (member) headers['Sec-WebSocket-Protocol'] = `lianxi.bearer.${member}`;
    const sent = request({ host: '127.0.0.1', port: harness.port, path, headers });
    sent.on('response', (response) => resolve(response.statusCode ?? 0));
    sent.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    sent.on('error', reject);
    sent.end();
  });

describe('the upgrade', () => {
  it('[RL20] is answered 401 to strangers, and 404 alike for no document, a wrong address and no right to read', async () => {
    harness.document('open/joint/a');
    harness.gate.rights.set('mnothing', 'none');
    expect(await statusOf('/sync/open/joint/a', 'm1111111')).toBe(101);
    expect(await statusOf('/sync/open/joint/a', null)).toBe(401);
    expect(await statusOf('/sync/open/joint/none', 'm1111111')).toBe(404);
    expect(await statusOf('/sync/open/joint/a', 'mnothing')).toBe(404);
    expect(await statusOf('/sync/../../etc/passwd', 'm1111111')).toBe(404);
    expect(await statusOf('/sync/%E0%A4%A', 'm1111111')).toBe(404);
    expect(await statusOf('/elsewhere', 'm1111111')).toBe(404);
  });
});

describe('acknowledgements', () => {
  it('[RL30] count the writing frames and come only when the update is in the file', async () => {
    const address = harness.document('open/joint/a');
    const raw = await connect(address, 'm1111111');
    raw.step2(new Uint8Array([0, 0]));
    const doc = new Y.Doc();
    const updates = updatesOf(doc, () => {
      for (let index = 0; index < 5; index++) doc.getText('t').insert(index, 'x');
    });
    for (const update of updates) raw.update(update);
    await raw.until('six acknowledged', () => raw.last('acknowledged')?.frames === 6);
    expect(stored(address).getText('t').toString()).toBe('xxxxx');
    expect(raw.last('acknowledged')?.seq).toBe(
      harness.store.sqlite.prepare('SELECT max(seq) FROM updates').pluck().get(),
    );
    expect(Math.abs((raw.last('acknowledged')?.time ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('[RL31] acknowledge empty and known updates without storing them', async () => {
    const address = harness.document('open/joint/a');
    const raw = await connect(address, 'm1111111');
    const update = textUpdate('once');
    raw.step2(update);
    raw.step2(update);
    raw.step2(new Uint8Array([0, 0]));
    await raw.until('three acknowledged', () => raw.last('acknowledged')?.frames === 3);
    expect(harness.store.sqlite.prepare('SELECT count(*) FROM updates').pluck().get()).toBe(1);
  });

  it('[RL31] store nothing when a client comes back that knows no more than the relay, deletions included', async () => {
    const address = harness.document('open/joint/a');
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'some text');
    doc.getText('t').delete(0, 4);
    const first = await connect(address, 'm1111111');
    first.step2(Y.encodeStateAsUpdate(doc));
    await first.until('acknowledged', () => first.last('acknowledged')?.frames === 1);
    const again = await connect(address, 'm2222222');
    again.step2(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)));
    await again.until('acknowledged', () => again.last('acknowledged')?.frames === 1);
    expect(harness.store.sqlite.prepare('SELECT count(*) FROM updates').pluck().get()).toBe(1);
  });

  it('[RL32] leave out a gap before the first step 2, which brings it; after it, a gap is refused', async () => {
    const address = harness.document('open/joint/a');
    const raw = await connect(address, 'm1111111');
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'offline ');
    const [late] = updatesOf(doc, () => doc.getText('t').insert(8, 'online')) as [Uint8Array];
    raw.update(late);
    raw.update(new Uint8Array([0, 0]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(raw.last('acknowledged')).toBeUndefined();
    raw.step2(Y.encodeStateAsUpdate(doc));
    await raw.until('all acknowledged', () => raw.last('acknowledged')?.frames === 3);
    expect(stored(address).getText('t').toString()).toBe('offline online');
    const other = new Y.Doc();
    other.getText('t').insert(0, 'a');
    const [missing] = updatesOf(other, () => other.getText('t').insert(1, 'b')) as [Uint8Array];
    raw.update(missing);
    await raw.until('refused', () => raw.last('refused')?.frame === 4);
    expect(raw.last('refused')?.reason).toBe('gap');
    expect(stored(address).getText('t').toString()).toBe('offline online');
  });

  it('[RL33] keep what came first when somebody says otherwise about the same clocks', async () => {
    const address = harness.document('open/joint/a');
    const honest = await connect(address, 'm1111111');
    honest.step2(textUpdate('true', 77));
    await honest.until('stored', () => honest.last('acknowledged')?.frames === 1);
    const liar = await connect(address, 'm2222222');
    liar.step2(textUpdate('lies and more', 77));
    await liar.until('decided', () => (liar.last('acknowledged')?.frames ?? 0) === 1);
    const late = await connect(address, 'm3333333');
    late.step1();
    await late.until('synced', () => late.last('step2') !== undefined);
    expect(late.doc.getText('t').toString().startsWith('true')).toBe(true);
    expect(stored(address).getText('t').toString()).toBe(late.doc.getText('t').toString());
  });
});

describe('rights', () => {
  it('[RL40] refuse a reader, whose presence shows all the same', async () => {
    const address = harness.document('open/joint/a');
    harness.gate.rights.set('mreader1', 'read');
    const reader = await connect(address, 'mreader1');
    const writer = await connect(address, 'm1111111');
    reader.step2(textUpdate('forbidden'));
    await reader.until('refused', () => reader.last('refused')?.reason === 'read-only');
    reader.awareness(5, 1, { user: { name: 'x' } });
    await writer.until('presence', () => writer.last('awareness') !== undefined);
    expect(stored(address).getText('t').toString()).toBe('');
    expect(writer.heard.some(({ type }) => type === 'update')).toBe(false);
    const stock = await connect(address, 'mreader1', false);
    stock.step2(new Uint8Array([0, 0]));
    stock.step2(textUpdate('forbidden'));
    await until('closed', () => stock.closed === closeCode.forbidden);
  });

  it('[RL41] reach open sockets: told, refused, closed', async () => {
    const address = harness.document('open/joint/a');
    const raw = await connect(address, 'm1111111');
    raw.step2(textUpdate('allowed'));
    await raw.until('stored', () => raw.last('acknowledged')?.frames === 1);
    harness.gate.rights.set('m1111111', 'read');
    harness.relay.rightsChanged('m1111111');
    await raw.until('told', () => raw.last('rights')?.rights === 'read');
    raw.update(textUpdate('late'));
    await raw.until('refused', () => raw.last('refused')?.reason === 'read-only');
    harness.gate.rights.set('m1111111', 'none');
    harness.relay.rightsChanged('m1111111');
    await until('closed', () => raw.closed === closeCode.forbidden);
    expect(raw.last('rights')?.rights).toBe('none');
    expect(stored(address).getText('t').toString()).toBe('allowed');
  });

  it('[RL45] are said when a socket opens, before anything is asked of it', async () => {
    const address = harness.document('open/joint/a');
    harness.gate.rights.set('m1111111', 'read');
    const raw = await connect(address, 'm1111111');
    await raw.until('told', () => raw.last('step1') !== undefined);
    expect(raw.last('rights')?.rights).toBe('read');
  });

  it('[RL46] the end of a session closes its sockets as such, and takes no rights away', async () => {
    const address = harness.document('open/joint/a');
    const raw = await connect(address, 'm1111111');
    await raw.until('open', () => raw.last('step1') !== undefined);
    harness.gate.ended.add('m1111111');
    harness.relay.rightsChanged('m1111111');
    await until('closed', () => raw.closed === closeCode.unauthenticated);
    expect(raw.last('rights')?.rights).toBe('write');
  });

  it('[RL42] seal a document for everybody, those who are in it at once', async () => {
    const address = harness.document('open/joint/a');
    const raw = await connect(address, 'm1111111');
    raw.step2(textUpdate('signed'));
    await raw.until('stored', () => raw.last('acknowledged')?.frames === 1);
    sealDocument(harness.store, address);
    await raw.until('told', () => raw.last('sealed') !== undefined);
    raw.update(textUpdate('late'));
    await raw.until('refused', () => raw.last('refused')?.reason === 'sealed');
    const newcomer = await connect(address, 'm2222222');
    await newcomer.until('told', () => newcomer.last('sealed') !== undefined);
    expect(appendUpdate(harness.store, address, textUpdate('server'))).toBeNull();
  });

  it('[RL43] close the sockets of a document that is removed', async () => {
    const address = harness.document('open/joint/a');
    const raw = await connect(address, 'm1111111');
    removeDocuments(harness.store, [address]);
    await until('closed', () => raw.closed === closeCode.notFound);
  });
});

describe('the rules of a kind', () => {
  it('[RL44] refuse a write with its reason; nobody sees it, nothing is stored', async () => {
    const address = harness.document('minutes/joint/m1');
    const writer = await connect(address, 'm1111111');
    const other = await connect(address, 'm2222222');
    const doc = new Y.Doc();
    doc.getMap('header').set('self/title', ['例会', 1, 'm1111111']);
    writer.step2(Y.encodeStateAsUpdate(doc));
    await other.until('allowed write', () => other.doc.getMap('header').has('self/title'));
    const attempts: readonly (readonly [string, (doc: Y.Doc) => void])[] = [
      ['server-only', (mine) => mine.getMap('meta').set('version', 99)],
      ['unknown-container', (mine) => mine.getMap('wages').set('a', 1)],
      ['unfit-value', (mine) => mine.getMap('header').set('self/title', ['x'.repeat(500), 1, 'm1111111'])],
      ['stamp-of-another', (mine) => mine.getMap('header').set('self/title', ['例会', 1, 'm2222222'])],
      ['no-deletion', (mine) => mine.getMap('header').delete('self/title')],
    ];
    for (const [rule, attempt] of attempts) {
      const raw = await connect(address, 'm1111111');
      const mine = new Y.Doc();
      Y.applyUpdate(mine, Y.encodeStateAsUpdate(doc));
      const [forbidden] = updatesOf(mine, () => attempt(mine)) as [Uint8Array];
      raw.step2(forbidden);
      await raw.until(`${rule} refused`, () => raw.last('refused') !== undefined);
      expect(raw.last('refused')).toMatchObject({ frame: 1, reason: 'rule' });
      expect(raw.last('refused')?.detail).toContain(rule);
    }
    expect(harness.store.sqlite.prepare('SELECT count(*) FROM updates').pluck().get()).toBe(1);
    expect(other.doc.getMap('header').toJSON()).toEqual({ 'self/title': ['例会', 1, 'm1111111'] });
  });
});
