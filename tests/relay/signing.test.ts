/** Signing off: the number, the hash, what nobody can change afterwards by whatever way, what is added, and who reads by a link. */
import { createHash } from 'node:crypto';
import { parseAddress } from '@lianxi/access';
import {
  addTopic,
  appendParagraphs,
  attachFiles,
  canonicalMinutes,
  createAuthor,
  fillHeader,
  inviteAttendees,
  readFollowup,
  recordResolution,
  reportFeedback,
  reviewItem,
  sendTo,
  signInSheet,
  signingOf,
  textOf,
} from '@lianxi/documents';
import type { HandoutAnswer, HandoutMade, SigningAnswer } from '@lianxi/protocol';
import { appendUpdate, readDocument } from '@lianxi/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { openFolder } from './cli-harness.ts';
import { connectStock, type Stock, until, whenSynced } from './harness.ts';
import { startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf, outcomeOf, said } from './people-harness.ts';
import { connectRawChannel } from './raw-channels.ts';
import { forge, value, words } from './support/forge.ts';

let it: TestHouse;
type Person = Awaited<ReturnType<TestHouse['person']>>;
let chair: Person;
let clerk: Person;
let school: Person;
let property: Person;
const stocks: Stock[] = [];
beforeAll(async () => {
  it = await startHouse();
  chair = await it.person('书记甲', 'committee-admin', 'community');
  clerk = await it.person('干事乙', 'committee', 'community');
  school = await it.person('联络员丙', 'unit', 'unit-linxi');
  property = await it.person('联络员丁', 'unit', 'unit-anju');
  it.house.identity.store.writeSetting('community_name', '青禾社区');
  it.house.catalogue.ensureDirectory('青禾社区');
  const directory = await enter(clerk, 'directory/community/main');
  for (const [name, scope] of [
    ['临溪小学', 'unit-linxi'],
    ['安居物业', 'unit-anju'],
  ]) {
    directory.doc.getMap('units').set(scope ?? '', { name, scope, $at: 1, $by: clerk.id });
  }
  await until('units are stored', () => stored('directory/community/main').getMap('units').size === 2);
});
afterAll(async () => {
  for (const each of stocks) each.stop();
  await it.dispose();
});

const url = () => `ws://127.0.0.1:${it.house.port}/sync`;
const enter = async (who: Person, address: string, doc = new Y.Doc()): Promise<Stock> => {
  const stock = connectStock(url(), address, who.token, doc);
  stocks.push(stock);
  await whenSynced(stock);
  return stock;
};
const addressOf = (text: string) => {
  const parts = parseAddress(text);
  if (!parts.ok) throw new Error(text);
  return parts.value.address;
};
const stored = (address: string): Y.Doc => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readDocument(it.house.store, addressOf(address))?.update ?? new Uint8Array());
  return doc;
};
/** Every byte that the file holds of a document. */
const bytesOf = (address: string): string => {
  const { sqlite } = it.house.store;
  const row = sqlite.prepare('SELECT room, seq, epoch, title, sealed_at FROM documents WHERE address = ?').get(address);
  const { room } = row as { readonly room: number };
  const rows = ['updates', 'baselines'].map((table) =>
    sqlite.prepare(`SELECT * FROM ${table} WHERE room = ?`).all(room),
  );
  return createHash('sha256')
    .update(JSON.stringify([row, rows]))
    .digest('hex');
};
const hashOf = (doc: Y.Doc) => createHash('sha256').update(canonicalMinutes(doc)).digest('hex');
const call = (who: Person | null, method: string, path: string, body?: unknown) =>
  it.call(method, path, { ...(who ? { token: who.token } : {}), ...(body === undefined ? {} : { body }) });
const look = async (who: Person, address: string) =>
  said<SigningAnswer>(await call(who, 'GET', `/api/signing?address=${address}`));
const sign = async (who: Person, address: string, seen = hashOf(stored(address))) =>
  call(who, 'POST', '/api/signing', { address, seen });

/** A meeting with two resolutions, and whoever wrote it still in it. */
const hold = async (id: string, type: 'joint' | 'grid' = 'joint') => {
  const address = `minutes/joint/${id}`;
  expect(
    (await call(clerk, 'POST', '/api/documents', { kind: 'minutes', scope: 'joint', id, title: '例会' })).status,
  ).toBe(201);
  const writer = await enter(clerk, address);
  const { doc } = writer;
  const author = createAuthor(clerk.id);
  fillHeader(doc, { type, start: '2026-09-10T14:30', place: '议事厅', chair: '书记甲' }, author);
  inviteAttendees(doc, [{ name: '联络员丙', unit: '临溪小学', phone: '13900001111', state: 'present' }], author);
  addTopic(doc, { id: 't1', title: '路灯' }, author);
  appendParagraphs(textOf(doc, 't1'), [{ speaker: '安居物业：', text: '一个月换完' }]);
  recordResolution(
    doc,
    { id: 'r1', topic: 't1', text: '换灯 11 盏', lead: '安居物业', deadline: '2026-10-10' },
    author,
  );
  recordResolution(doc, { id: 'r2', topic: 't1', text: '夜间走查', lead: '临溪小学' }, author);
  await until('stored', () => hashOf(stored(address)) === hashOf(doc));
  return { address, writer };
};

test('[MN70] [MN73] [MN74] the committee signs what it has seen: number, hash and seal, and the follow-up begins', async () => {
  const { address, writer } = await hold('first');
  expect(await look(clerk, address)).toMatchObject({
    signing: null,
    may: { sign: true, handOut: true, administer: false },
    next: { number: `〔${new Date().getFullYear()}〕1号`, pattern: '〔{year}〕{n}号' },
  });
  expect((await look(school, address)).may).toEqual({ sign: false, handOut: false, administer: false });
  expect(outcomeOf(await sign(school, address))).toEqual([403, 'Forbidden']);
  const seen = hashOf(stored(address));
  textOf(writer.doc, 't1').insert(0, [new Y.XmlElement('paragraph')]);
  await until('more has come', () => hashOf(stored(address)) !== seen);
  expect(outcomeOf(await sign(clerk, address, seen))).toEqual([409, 'ChangedMeanwhile']);

  const signed = await sign(clerk, address);
  expect(signed.status).toBe(201);
  const doc = stored(address);
  const signing = signingOf(doc);
  expect(signing).toMatchObject({ issuer: '青禾社区', signedBy: clerk.id, hash: hashOf(doc) });
  expect(signing?.number).toMatch(/^〔\d{4}〕1号$/);
  expect(signed.json).toMatchObject({ number: signing?.number, hash: signing?.hash });
  // Anybody who has the document can recompute it.
  await until('the device has it', () => writer.doc.getMap('signing').size > 0);
  const device = await enter(school, address);
  expect(hashOf(device.doc)).toBe(signing?.hash);
  expect(auditOf(it).slice(-2)).toMatchObject([
    { type: 'sealed', member: clerk.id },
    { type: 'signed', member: clerk.id, detail: { ordinal: 1, hash: signing?.hash } },
  ]);
  expect(readFollowup(stored('followup/joint/first'))).toMatchObject({
    signed: { number: signing?.number, hash: signing?.hash },
    items: [
      { id: 'r1', parties: ['unit-anju'], state: 'open', deadline: '2026-10-10' },
      { id: 'r2', parties: ['unit-linxi'] },
    ],
  });
  expect(outcomeOf(await sign(clerk, address))).toEqual([409, 'SignedAlready']);
});

test('[MN72] where signers are named it is one of them, or whoever chaired', async () => {
  const { address } = await hold('named');
  expect(outcomeOf(await call(clerk, 'PUT', '/api/signing/signers', { signers: [] }))).toEqual([403, 'Forbidden']);
  expect((await call(chair, 'PUT', '/api/signing/signers', { signers: ['m0000000'] })).status).toBe(200);
  expect((await look(clerk, address)).may.sign).toBe(false);
  expect(outcomeOf(await sign(clerk, address))).toEqual([403, 'Forbidden']);
  expect((await sign(chair, address)).status).toBe(201);
  await call(chair, 'PUT', '/api/signing/signers', { signers: [] });
});

test('[MN71] numbers follow each other by kind and year without a hole, however many sign at once, and go on from paper', async () => {
  const held = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => hold(`grid-${id}`, 'grid')));
  const rule = { address: held[0]?.address, pattern: '青禾网格纪要〔{year}〕{n}号', after: 6 };
  expect(outcomeOf(await call(clerk, 'PUT', '/api/signing/numbering', { ...rule, pattern: '{n}号' }))).toEqual([
    400,
    'InvalidBody',
  ]);
  expect((await call(clerk, 'PUT', '/api/signing/numbering', rule)).status).toBe(200);
  // Two at the command line, as processes of their own, beside the server.
  const folder = openFolder(it.folder);
  const [one, two, ...rest] = held.map(({ address }) => address);
  const seal = (address = '') => folder.process(['document', 'seal', address, '--by', '书记甲']);
  const ended = await Promise.all([seal(one), seal(two), ...rest.map((address) => sign(clerk, address))]);
  expect(ended.map((each) => ('code' in each ? each.code : each.status))).toEqual([0, 0, 201, 201, 201]);
  const year = new Date().getFullYear();
  const numbers = held.map(({ address }) => signingOf(stored(address))?.number);
  expect(numbers.toSorted()).toEqual(
    ['10', '11', '7', '8', '9'].map((ordinal) => `青禾网格纪要〔${year}〕${ordinal}号`),
  );
  expect(new Set(held.map(({ address }) => signingOf(stored(address))?.hash)).size).toBe(5);
}, 30_000);

test('[MN75] after signing no writer, stock client, forged update, route or old device changes one byte', async () => {
  const { address, writer } = await hold('frozen');
  // A device that leaves with the meeting and writes on without a network.
  const away = new Y.Doc();
  Y.applyUpdate(away, Y.encodeStateAsUpdate(writer.doc));
  const raw = await connectRawChannel(url(), address, chair.token);
  raw.step1();
  raw.step2(new Uint8Array([0, 0]));
  await until('the channel has it', () => raw.doc.getMap('header').size > 0);
  expect((await sign(clerk, address)).status).toBe(201);
  const before = bytesOf(address);
  const hash = hashOf(stored(address));
  const unchanged = (way: string) => {
    expect(bytesOf(address), way).toBe(before);
    expect(hashOf(stored(address)), way).toBe(hash);
  };

  // Whoever was typing, on an open socket.
  textOf(writer.doc, 't1').insert(0, [new Y.XmlText('后来的字')]);
  writer.doc.getMap('header').set('self/place', ['别处', Date.now(), clerk.id]);
  // Our own protocol is told why.
  const edit = new Y.Doc();
  Y.applyUpdate(edit, Y.encodeStateAsUpdate(raw.doc));
  const vector = Y.encodeStateVector(edit);
  textOf(edit, 't1').delete(0, 1);
  raw.update(Y.encodeStateAsUpdate(edit, vector));
  await until('refused', () => raw.last('refused') !== undefined);
  expect(raw.last('refused')).toMatchObject({ reason: 'sealed' });
  unchanged('open sockets');

  // An old device comes back.
  fillHeader(away, { chair: '别人' }, createAuthor(clerk.id));
  appendParagraphs(textOf(away, 't1'), [{ text: '路上写的' }]);
  const closed: number[] = [];
  const returned = connectStock(url(), address, clerk.token, away);
  stocks.push(returned);
  returned.provider.on('connection-close', (event: CloseEvent | null) => void closed.push(event?.code ?? 0));
  await until('turned away', () => closed.length > 0);
  unchanged('an old device');

  // Bytes that no program of ours would write, the relay's own words among them.
  const forgeries = [
    { parent: 'header', key: 'self/state', content: value(['recording', 1, '']) },
    { parent: 'header', key: 'self/number', content: value(['〔2026〕99号', 1, chair.id]) },
    { parent: 'signing', key: 'self/hash', content: value(['0'.repeat(64), 1, '']) },
    { parent: 'meta', key: 'version', content: value(9) },
    { parent: 'text/t1', content: words('伪造') },
  ];
  for (const [at, forged] of forgeries.entries()) {
    const bytes = forge([{ client: 900_000 + at, clock: 0, structs: [forged] }]);
    const forger = await connectRawChannel(url(), address, chair.token);
    forger.step1();
    forger.step2(bytes);
    forger.update(bytes);
    await until(`forgery ${at} is refused`, () => forger.last('refused') !== undefined || forger.closed !== null);
    forger.close();
  }
  const [client] = [...Y.decodeStateVector(Y.encodeStateVector(stored(address))).keys()];
  raw.update(forge([], [{ client: client ?? 0, ranges: [[0, 1]] }]));
  raw.update(Y.encodeStateAsUpdate(new Y.Doc()));
  unchanged('forged updates');

  // Every route that changes something, by whoever may most, with everything that could name it.
  const body = {
    address,
    title: '改名',
    seen: hash,
    signers: [],
    pattern: '{year}{n}',
    after: 0,
    recipient: '街道',
    days: 7,
  };
  const text = { type: 'correction', text: '更正', previous: hash, kind: 'minutes', scope: 'joint', id: 'frozen' };
  for (const { method, path } of it.house.routes) {
    if (method === 'GET' || !path.startsWith('/api/') || path.includes('*') || path.startsWith('/api/session'))
      continue;
    await call(chair, method, path.replace(':id', 'frozen'), { ...body, ...text });
    unchanged(`${method} ${path}`);
  }
  expect(outcomeOf(await call(chair, 'PATCH', '/api/documents', { address, title: '改名' }))).toEqual([
    409,
    'SignedAlready',
  ]);
  expect(appendUpdate(it.house.store, addressOf(address), Y.encodeStateAsUpdate(away))).toBeNull();
  unchanged('the server itself');

  const sqlite = it.house.store.sqlite;
  expect(() => sqlite.prepare("UPDATE signings SET number = 'x' WHERE address = ?").run(address)).toThrow(/signed/);
  expect(() => sqlite.prepare('DELETE FROM signings WHERE address = ?').run(address)).toThrow(/signed/);
  await it.restart();
  unchanged('a restart');
}, 30_000);

test('[MN76] [MN77] what is wrong is put right by numbered addenda, chained to what was signed, and all of it can be recomputed', async () => {
  const { address } = await hold('amended');
  const add = async (who: Person, type: string, text: string, previous: string) =>
    call(who, 'POST', '/api/signing/addenda', { address, type, text, previous });
  const zeros = '0'.repeat(64);
  expect(outcomeOf(await add(clerk, 'correction', '更正', zeros))).toEqual([409, 'NotSigned']);
  await sign(clerk, address);
  const before = bytesOf(address);
  const { hash = '', number = '' } = (await look(clerk, address)).signing ?? {};
  expect(outcomeOf(await add(school, 'correction', '更正', hash))).toEqual([403, 'Forbidden']);
  const first = said<{ ordinal: number; hash: string }>(await add(clerk, 'correction', '路灯应为 12 盏', hash));
  // Written by somebody who had not seen the first.
  expect(outcomeOf(await add(chair, 'supplement', '另附', hash))).toEqual([409, 'ChangedMeanwhile']);
  expect((await add(chair, 'supplement', '供电所参加', first.hash)).status).toBe(201);
  expect(bytesOf(address)).toBe(before);
  const { addenda } = readFollowup(stored('followup/joint/amended'));
  expect(addenda).toMatchObject([
    { order: 1, type: 'correction', text: '路灯应为 12 盏', by: clerk.id, previous: hash },
    { order: 2, type: 'supplement', text: '供电所参加', by: chair.id, previous: first.hash },
  ]);
  expect((await look(school, address)).addenda).toHaveLength(2);

  const folder = openFolder(it.folder);
  expect(await folder.done(['document', 'verify', address])).toBe(`${number} ${hash} +2`);
  const { sqlite } = it.house.store;
  sqlite.exec('DROP TRIGGER addenda_stand');
  sqlite.prepare("UPDATE addenda SET text = '路灯应为 13 盏' WHERE address = ? AND ordinal = 1").run(address);
  expect(await folder.lianxi(['document', 'verify', address])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/addendum 1/),
  });
  expect(await folder.lianxi(['document', 'verify', 'minutes/joint/nowhere'])).toMatchObject({ code: 1 });
});

test('[OD81] [MN262] a link shows the pictures of the sheets and the names they are sent to, and no other file of the meeting', async () => {
  const { address, writer } = await hold('pictured');
  const png = (words: string): Buffer =>
    Buffer.from(`\x89PNG\r\n\x1a\n\0\0\0\rIHDR${words.padEnd(17, ' ')}\0\0\0\0IEND\0\0\0\0`, 'latin1');
  const [shown, attached] = await Promise.all(
    ['shown', 'attached'].map(async (words) => {
      const bytes = png(words);
      const hash = createHash('sha256').update(bytes).digest('hex');
      const headers = { authorization: `Bearer ${clerk.token}`, origin: it.origin };
      const path = `${it.origin}/api/media/${address}/${hash}`;
      expect((await fetch(path, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status).toBe(201);
      return { hash, bytes };
    }),
  );
  const picture = new Y.XmlElement('picture');
  picture.setAttribute('hash', shown?.hash ?? '');
  textOf(writer.doc, 't1').push([picture]);
  const author = createAuthor(clerk.id);
  const file = { hash: attached?.hash ?? '', name: '签到表', type: 'image', width: 1, height: 1 } as const;
  expect(attachFiles(writer.doc, { about: signInSheet, files: [file] }, author).ok).toBe(true);
  expect(sendTo(writer.doc, { names: ['街道党工委', '临溪小学'] }, author).ok).toBe(true);
  await until('stored', () => hashOf(stored(address)) === hashOf(writer.doc));
  await sign(clerk, address);
  const { secret } = said<HandoutMade>(
    await call(clerk, 'POST', '/api/signing/handouts', { address, recipient: '街道', days: 7 }),
  );
  const look = (hash: string, by = secret) =>
    fetch(`${it.origin}/api/handouts/picture`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: it.origin },
      body: JSON.stringify({ secret: by, hash }),
    });
  expect((await call(null, 'POST', '/api/handouts/open', { secret })).text).toContain('街道党工委，临溪小学。');
  const answer = await look(shown?.hash ?? '');
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect(shown?.bytes.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  expect((await look(attached?.hash ?? '')).status).toBe(404);
  expect((await look(shown?.hash ?? '', `${secret.slice(1)}A`)).status).toBe(404);
});

test('[MN78] [MN79] a link reads the sheets without an account, nothing else, until it is revoked or expires; each opening is counted', async () => {
  const { address } = await hold('handed');
  const make = (who: Person) =>
    call(who, 'POST', '/api/signing/handouts', { address, recipient: '街道党工委', days: 7 });
  const open = (secret: string) => call(null, 'POST', '/api/handouts/open', { secret });
  expect(outcomeOf(await make(clerk))).toEqual([409, 'NotSigned']);
  await sign(clerk, address);
  expect(outcomeOf(await make(school))).toEqual([403, 'Forbidden']);
  const made = said<HandoutMade>(await make(clerk));
  const read = await open(made.secret);
  expect(said<HandoutAnswer>(read)).toMatchObject({ recipient: '街道党工委', expiresAt: made.expiresAt });
  expect(read.text).toContain('换灯 11 盏');
  expect(read.text).toContain('联络员丙');
  // Neither telephones nor anybody's id, and no other door.
  for (const other of ['13900001111', clerk.id, address]) expect(read.text).not.toContain(other);
  for (const path of ['/api/documents', `/api/signing?address=${address}`])
    expect((await it.call('GET', path, { token: made.secret })).status).toBe(401);
  expect((await it.knock(address, { token: made.secret })).status).toBe(401);
  await open(made.secret);
  expect((await look(clerk, address)).handouts).toMatchObject([{ id: made.id, recipient: '街道党工委', openings: 2 }]);
  expect((await look(school, address)).handouts).toEqual([]);
  expect(JSON.stringify(it.house.store.sqlite.prepare('SELECT * FROM handouts').all())).not.toContain(made.secret);
  expect(outcomeOf(await open(`${made.secret.slice(1)}A`))).toEqual([404, 'NoSuchHandout']);

  expect(outcomeOf(await call(school, 'DELETE', `/api/signing/handouts/${made.id}`))).toEqual([404, 'NoSuchHandout']);
  expect((await call(clerk, 'DELETE', `/api/signing/handouts/${made.id}`)).status).toBe(204);
  expect(outcomeOf(await open(made.secret))).toEqual([404, 'NoSuchHandout']);
  expect(auditOf(it).slice(-4)).toMatchObject([
    { type: 'handed-out', member: clerk.id },
    { type: 'handout-read', member: null, detail: { handout: made.id, count: 1 } },
    { type: 'handout-read', member: null, detail: { handout: made.id, count: 2 } },
    { type: 'handout-revoked', member: clerk.id },
  ]);
  const later = said<HandoutMade>(await make(clerk));
  it.pass(7 * 86_400_000);
  expect(outcomeOf(await open(later.secret))).toEqual([404, 'NoSuchHandout']);
  let last = 404;
  for (let tries = 0; tries < 80 && last !== 429; tries++) last = (await open('x')).status;
  expect(last).toBe(429);
});

test('[FU3] [FU4] [FU6] over the wire a unit reports on its own items and no other, and the committee settles', async () => {
  await hold('follow');
  await sign(clerk, 'minutes/joint/follow');
  const address = 'followup/joint/follow';
  expect(
    outcomeOf(await call(chair, 'POST', '/api/documents', { kind: 'followup', scope: 'joint', title: '督办' })),
  ).toEqual([403, 'Forbidden']);
  const unit = await enter(property, address);
  reportFeedback(unit.doc, { item: 'r1', unit: '安居物业', text: '换了 8 盏' }, createAuthor(property.id));
  await until('reported', () => readFollowup(stored(address)).items[0]?.state === 'reported');
  const office = await enter(clerk, address);
  reviewItem(office.doc, { item: 'r1', outcome: 'continue', note: '还差 3 盏' }, createAuthor(clerk.id));
  await until('sent back', () => readFollowup(stored(address)).items[0]?.state === 'continued');

  const refuse = async (who: Person, write: (doc: Y.Doc) => unknown) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, readDocument(it.house.store, addressOf(address))?.update ?? new Uint8Array());
    const before = bytesOf(address);
    const codes: number[] = [];
    write(doc);
    const stock = connectStock(url(), address, who.token, doc);
    stocks.push(stock);
    stock.provider.on('connection-close', (event: CloseEvent | null) => void codes.push(event?.code ?? 0));
    await until('refused', () => codes.includes(4403));
    expect(bytesOf(address)).toBe(before);
  };
  await refuse(school, (doc) =>
    reportFeedback(doc, { item: 'r1', unit: '临溪小学', text: '代办' }, createAuthor(school.id)),
  );
  await refuse(property, (doc) => reviewItem(doc, { item: 'r1', outcome: 'settled' }, createAuthor(property.id)));
  await refuse(chair, (doc) => doc.getMap('items').set('r1/text', ['改', Date.now(), chair.id]));
  await refuse(chair, (doc) => doc.getMap('addenda').set('a1', { order: 1, text: '伪造', $at: 1, $by: chair.id }));
});
