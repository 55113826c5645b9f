/** A hall: phones without accounts, a recorder, a liaison, and those who would like to be more than they are. */
import { readFileSync } from 'node:fs';
import { parseAddress } from '@lianxi/access';
import {
  advanceMeeting,
  castBallot,
  createAuthor,
  inviteAttendees,
  type MinutesSnapshot,
  markLeft,
  matchWalkIn,
  openVote,
  snapshotMinutes,
} from '@lianxi/documents';
import { databaseName } from '@lianxi/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHouse, type TestHouse, until } from './identity-harness.ts';
import { auditOf, outcomeOf, said } from './people-harness.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

let it: TestHouse;
let recorder: { id: string; token: string };
let liaison: { id: string; token: string };
beforeAll(async () => {
  it = await startHouse();
  recorder = await it.person('示例记录', 'committee', 'community');
  liaison = await it.person('示例联络', 'unit', 'unit-linxi');
});
afterAll(() => it.dispose());

let count = 0;
/** A meeting of six, one of them with an account, one an observer, two of one name; with its recorder's device. */
const hold = async () => {
  count += 1;
  const parts = parseAddress(`minutes/joint/m${count}`);
  if (!parts.ok) throw new Error('no address');
  it.house.catalogue.create(parts.value, '三季度联席会议');
  const { address } = parts.value;
  const raw = await join(address, recorder.token);
  const author = createAuthor(recorder.id, Date.now);
  const write = async (act: () => { readonly ok: boolean }) => {
    const frames = raw.last('acknowledged')?.frames ?? 0;
    for (const update of updatesOf(raw.doc, () => expect(act()).toMatchObject({ ok: true }))) raw.update(update);
    await raw.until(
      'stored',
      () => (raw.last('acknowledged')?.frames ?? 0) > frames || raw.last('refused') !== undefined,
    );
    expect(raw.last('refused')).toBeUndefined();
  };
  await write(() =>
    inviteAttendees(
      raw.doc,
      [
        { id: 'p1', name: '示例 甲', unit: '临溪小学' },
        { id: 'p2', name: '示例乙', unit: '社区医院', member: liaison.id, state: 'present' },
        { id: 'p3', name: '示例丙', unit: '社区医院', state: 'present' },
        { id: 'p4', name: '示例丁', unit: '安居物业', state: 'observer' },
        { id: 'p5', name: '示例戊', unit: '安居物业' },
        { id: 'p6', name: '示例戊', unit: '安居物业' },
      ],
      author,
    ),
  );
  const openDoor = async () => said<{ secret: string }>(await host('POST', '/door', { address })).secret;
  return { address, parts: parts.value, raw, author, write, openDoor };
};
const join = async (address: string, token: string): Promise<Raw> => {
  const raw = await connectRaw(`${it.origin.replace('http', 'ws')}/sync`, address, token);
  raw.step1();
  raw.step2(new Uint8Array([0, 0]));
  await raw.until('synced', () => raw.last('step2') !== undefined);
  return raw;
};
const host = (method: string, path: string, body: object, token = recorder.token) =>
  it.call(method, `/api/hall${path}`, { token, body });
const phone = (path: string, body: object) => it.call('POST', `/api/entry${path}`, { body });
const sign = (secret: string, name: string, unit = '', more: object = {}) =>
  phone('', { secret, name, unit, offset: 480, ...more });
const tokenOf = async (secret: string, name: string, unit: string) =>
  said<{ token: string }>(await sign(secret, name, unit)).token;
const read = (raw: Raw): MinutesSnapshot => snapshotMinutes(raw.doc);
const resultBy = (by: string, inFavour: number) => ({
  ...{ outcome: inFavour > 2 ? 'passed' : 'rejected', quorum: 'half', due: 5, present: 3 },
  ...{ for: inFavour, against: 0, abstain: 0, at: '2026-09-10T15:00', $at: Date.now(), $by: by },
});
const lineOf = (raw: Raw, id: string) => read(raw).attendance.find((each) => each.id === id);

test('[MN42] [MN44] [MN48] a phone signs in by the code: the one line that is meant, at once on open devices; else it waits', async () => {
  const { raw, openDoor, write, author } = await hold();
  const secret = await openDoor();
  const facts = await phone('/look', { secret });
  expect(facts.json).toEqual({
    title: '三季度联席会议',
    start: null,
    place: null,
    units: ['临溪小学', '社区医院', '安居物业'],
  });
  const answers = [
    await sign(secret, ' 示例甲 ', '临溪小学', { post: '校长' }),
    await sign(secret, '示例客', '街道'),
    await sign(secret, '示例戊', '安居物业'),
    await sign(secret, '示例丁', '安居物业'),
    await sign(secret, '示例甲', '临溪小学'),
  ];
  // [MN43] Whether somebody is on the sheet does not show: all answers are alike but for the token.
  for (const answer of answers) {
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.json)).toEqual(['token']);
  }
  await until(() => read(raw).walkIns.length === 3);
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
  expect(lineOf(raw, 'p1')).toMatchObject({
    name: '示例 甲',
    state: 'present',
    time: expect.stringMatching(time),
    post: null,
  });
  expect(lineOf(raw, 'p4')).toMatchObject({ state: 'observer', time: expect.stringMatching(time) });
  expect([lineOf(raw, 'p5'), lineOf(raw, 'p6')].map((line) => line?.state)).toEqual(['expected', 'expected']);
  expect(
    read(raw)
      .walkIns.map(({ name }) => name)
      .sort(),
  ).toEqual(['示例客', '示例戊', '示例甲']);
  const waiting = read(raw).walkIns.find(({ name }) => name === '示例戊')?.id ?? '';
  await write(() => matchWalkIn(raw.doc, { walkIn: waiting, attendee: 'p5' }, author));
  expect(read(raw).presence).toMatchObject({ due: 5, here: 4 });
  raw.close();
});

test('[MN42] only who holds the meeting makes its code; made anew the one before opens nothing; it is written down', async () => {
  const { address, raw, openDoor } = await hold();
  const stranger = await it.person('示例外人', 'grid', 'elsewhere.g1');
  const before = auditOf(it).length;
  expect(outcomeOf(await host('POST', '/door', { address }, liaison.token))).toEqual([403, 'Forbidden']);
  for (const method of ['POST', 'DELETE'])
    expect(outcomeOf(await host(method, '/door', { address }, stranger.token))).toEqual([404, 'NoSuchDocument']);
  const first = await openDoor();
  const second = await openDoor();
  expect(outcomeOf(await phone('/look', { secret: first }))).toEqual([404, 'NoSuchDoor']);
  expect((await phone('/look', { secret: second })).status).toBe(200);
  expect((await host('DELETE', '/door', { address })).status).toBe(204);
  for (const path of ['/look', '']) {
    const answer = await phone(path, { secret: second, name: '示例甲', unit: '临溪小学', offset: 0 });
    expect(outcomeOf(answer)).toEqual([404, 'NoSuchDoor']);
  }
  expect(
    auditOf(it)
      .slice(before)
      .map(({ type }) => type),
  ).toEqual(['door-opened', 'door-opened', 'door-closed']);
  // Of the secret the file has the hash alone, and of the token as well.
  const token = await tokenOf(await openDoor(), '示例甲', '临溪小学');
  for (const name of [databaseName, `${databaseName}-wal`]) {
    const file = readFileSync(`${it.folder}/${name}`);
    for (const held of [first, second, token]) expect(file.includes(held)).toBe(false);
  }
  raw.close();
});

test('[MN43] the code gives nothing away: not with a wrong secret, of another meeting, as a session, nor of any name', async () => {
  const one = await hold();
  const other = await hold();
  const secret = await one.openDoor();
  const token = await tokenOf(secret, '示例甲', '临溪小学');
  for (const wrong of ['', 'x', 'x'.repeat(43), `${secret.slice(0, -1)}_`, secret.toLowerCase()])
    expect(outcomeOf(await phone('/look', { secret: wrong }))).toEqual([404, 'NoSuchDoor']);
  for (const path of ['/state', '/withdraw'])
    expect(outcomeOf(await phone(path, { token: secret }))).toEqual([404, 'NoSuchEntry']);
  for (const held of [secret, token]) {
    for (const path of ['/api/documents', '/api/members', `/api/hall/door?address=${one.address}`])
      expect(outcomeOf(await it.call('GET', path, { token: held }))).toEqual([401, 'Unauthenticated']);
    expect((await it.knock(one.address, { token: held })).status).toBe(401);
  }
  const texts = [await phone('/look', { secret }), await phone('/state', { token })].map(({ text }) => text);
  for (const text of texts)
    for (const name of ['示例', recorder.id, one.address, 'p1']) expect(text).not.toContain(name);
  // What it did stands in its own meeting alone.
  expect(read(other.raw).presence.here).toBe(2);
  expect(outcomeOf(await phone('/vote', { token, vote: 'v1', choice: 'for' }))).toEqual([404, 'NoSuchVote']);
  one.raw.close();
  other.raw.close();
});

test('[MN47] the code ends with the meeting: when it waits to be signed, by time, and when somebody ends it', async () => {
  const { raw, openDoor, write, author, address } = await hold();
  const secret = await openDoor();
  const token = await tokenOf(secret, '示例甲', '临溪小学');
  await write(() => advanceMeeting(raw.doc, { state: 'awaiting' }, author));
  it.pass(1_500);
  expect(outcomeOf(await sign(secret, '示例客'))).toEqual([404, 'NoSuchDoor']);
  expect(said<{ isOver: boolean }>(await phone('/state', { token }))).toEqual({ isOver: true, vote: null });
  expect(outcomeOf(await phone('/withdraw', { token }))).toEqual([409, 'MeetingOver']);
  expect(outcomeOf(await host('POST', '/door', { address }))).toEqual([409, 'MeetingOver']);
  await write(() => advanceMeeting(raw.doc, { state: 'recording' }, author));
  it.pass(1_500);
  expect((await phone('/look', { secret })).status).toBe(200);
  it.pass(13 * 3_600_000);
  expect(outcomeOf(await phone('/look', { secret }))).toEqual([404, 'NoSuchDoor']);
  it.pass(25 * 3_600_000);
  expect(outcomeOf(await phone('/state', { token }))).toEqual([404, 'NoSuchEntry']);
  raw.close();
});

test('[MN45] a phone takes its own entry back, once, and no other’s; whom somebody has found, only they let go', async () => {
  const { raw, openDoor, write, author } = await hold();
  const secret = await openDoor();
  const tokens = [
    await tokenOf(secret, '示例甲', '临溪小学'),
    await tokenOf(secret, '示例客', '街道'),
    await tokenOf(secret, '示例戊', '安居物业'),
  ];
  await until(() => read(raw).walkIns.length === 2);
  const found = read(raw).walkIns.find(({ name }) => name === '示例戊')?.id ?? '';
  await write(() => matchWalkIn(raw.doc, { walkIn: found, attendee: 'p6' }, author));
  const answers = await Promise.all(tokens.map((token) => phone('/withdraw', { token })));
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 409]);
  await until(() => read(raw).walkIns.length === 1);
  expect(lineOf(raw, 'p1')).toMatchObject({ state: 'expected', time: null });
  expect(lineOf(raw, 'p6')).toMatchObject({ state: 'present' });
  expect(outcomeOf(await phone('/withdraw', { token: tokens[0] }))).toEqual([404, 'NoSuchEntry']);
  raw.close();
});

test('[MN46] a flood is held back, by address and by what waits; names are plain lines', async () => {
  it.pass(3_600_000);
  const { raw, openDoor } = await hold();
  const secret = await openDoor();
  const names = ['', '   ', 'x'.repeat(31), 'a\nb', 'a\u202eb', '\u200b', 'a\u2028b'];
  for (const name of names) expect([name, (await sign(secret, name)).status]).toEqual([name, 400]);
  const markup = '<img src=x onerror=alert(1)>';
  expect((await sign(secret, markup, '<b>街道</b>')).status).toBe(201);
  await until(() => read(raw).walkIns.length === 1);
  expect(read(raw).walkIns[0]).toMatchObject({ name: markup, unit: '<b>街道</b>' });
  let taken = 1;
  let last = await sign(secret, '示例1');
  for (; last.status === 201; last = await sign(secret, `示例${taken}`)) taken += 1;
  expect([taken, ...outcomeOf(last)]).toEqual([100, 429, 'TooManyAttempts']);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  // Who brings the right code may still look, and a wrong one is not tried for ever either.
  expect((await phone('/look', { secret })).status).toBe(200);
  let wrong = await phone('/look', { secret: 'y'.repeat(43) });
  for (let tries = 0; wrong.status === 404 && tries < 200; tries++)
    wrong = await phone('/look', { secret: 'y'.repeat(43) });
  expect(outcomeOf(wrong)).toEqual([429, 'TooManyAttempts']);
  it.pass(3_600_000);
  raw.close();
});

test('[MN50] [MN51] [MN52] named: a phone and a liaison give their own ballot, nobody another’s; a result is written once and ends it', async () => {
  const { address, raw, openDoor, write, author } = await hold();
  const secret = await openDoor();
  const token = await tokenOf(secret, '示例甲', '临溪小学');
  const waiting = await tokenOf(secret, '示例客', '街道');
  await until(() => lineOf(raw, 'p1')?.state === 'present');
  await write(() =>
    openVote(raw.doc, { id: 'v1', topic: 't1', question: '延续', way: 'named', rule: 'due-half' }, author),
  );
  it.pass(1_500);
  const vote = { id: 'v1', question: '延续', isSecret: false, isWeak: false };
  expect(said(await phone('/state', { token }))).toEqual({ isOver: false, vote: { ...vote, mine: null } });
  expect(said(await phone('/state', { token: waiting }))).toEqual({ isOver: false, vote: null });
  expect((await phone('/vote', { token, vote: 'v1', choice: 'for' })).status).toBe(204);
  expect((await phone('/vote', { token, vote: 'v1', choice: 'against' })).status).toBe(204);
  expect(outcomeOf(await phone('/vote', { token: waiting, vote: 'v1', choice: 'for' }))).toEqual([403, 'NotEntitled']);

  const own = await join(address, liaison.token);
  const ownAuthor = createAuthor(liaison.id, Date.now);
  const write2 = (act: () => void) => {
    for (const update of updatesOf(own.doc, act)) own.update(update);
  };
  write2(() => castBallot(own.doc, { vote: 'v1', attendee: 'p2', choice: 'for' }, ownAuthor));
  await until(() => read(raw).votes[0]?.ballots.p2 === 'for');
  expect(read(raw).votes[0]?.ballots).toEqual({ p1: 'against', p2: 'for' });
  const forged: readonly [rule: string, act: (doc: Raw['doc']) => unknown][] = [
    ['ballot-of-another', (doc) => castBallot(doc, { vote: 'v1', attendee: 'p3', choice: 'for' }, ownAuthor)],
    ['host-decides', (doc) => doc.getMap('attendance').set('p3/member', [liaison.id, Date.now(), liaison.id])],
    ['host-decides', (doc) => doc.getMap('results').set('v1', resultBy(liaison.id, 3))],
    ['host-decides', (doc) => doc.getMap('votes').set('v1/~', [true, Date.now(), liaison.id])],
    [
      'host-decides',
      (doc) => openVote(doc, { topic: 't1', question: '我的', way: 'named', rule: 'due-half' }, ownAuthor),
    ],
    [
      'server-only',
      (doc) => openVote(doc, { topic: 't1', question: '我的', way: 'secret', rule: 'due-half' }, ownAuthor),
    ],
  ];
  for (const [rule, act] of forged) {
    const forger = await join(address, liaison.token);
    for (const update of updatesOf(forger.doc, () => act(forger.doc))) forger.update(update);
    await forger.until(rule, () => forger.last('refused') !== undefined);
    expect(forger.last('refused')?.detail.split(' ')[0]).toBe(rule);
    forger.close();
  }

  // Two recorders close at once: one result stands, whichever the relay had first.
  const second = await it.person(`示例副记录${count}`, 'branch', 'wutongli');
  const beside = await join(address, second.token);
  const close = (doc: Raw['doc'], by: string, inFavour: number) => () =>
    doc.getMap('results').set('v1', resultBy(by, inFavour));
  const [mine] = updatesOf(raw.doc, close(raw.doc, recorder.id, 3));
  const [theirs] = updatesOf(beside.doc, close(beside.doc, second.id, 1));
  raw.update(mine as Uint8Array);
  beside.update(theirs as Uint8Array);
  await until(() => [raw, beside].some((each) => each.last('refused') !== undefined));
  const late = await join(address, recorder.token);
  expect([1, 3]).toContain(read(late).votes[0]?.result?.for);
  it.pass(1_500);
  expect(outcomeOf(await phone('/vote', { token, vote: 'v1', choice: 'for' }))).toEqual([409, 'VoteClosed']);
  expect(said<{ vote: unknown }>(await phone('/state', { token })).vote).toBeNull();
  for (const each of [raw, own, beside, late]) each.close();
});

test('[MN55] [MN57] secret: one ballot a person by whatever way; what lies in the box shows at closing, and who put it in nowhere', async () => {
  const { address, raw, openDoor, write, author } = await hold();
  const secret = await openDoor();
  const token = await tokenOf(secret, '示例甲', '临溪小学');
  const again = await tokenOf(secret, '示例甲', '临溪小学');
  await until(() => lineOf(raw, 'p1')?.state === 'present' && read(raw).walkIns.length === 1);
  await write(() => matchWalkIn(raw.doc, { walkIn: read(raw).walkIns[0]?.id ?? '', attendee: 'p1' }, author));
  const question = { address, topic: 't1', question: '推选召集人', rule: 'present-half' };
  expect(outcomeOf(await host('POST', '/vote', question, liaison.token))).toEqual([403, 'Forbidden']);
  const { vote } = said<{ vote: string }>(await host('POST', '/vote', question));
  await until(() => read(raw).votes.some(({ id }) => id === vote));
  it.pass(1_500);
  const ofPhone = async (held: string) => said<{ vote: object | null }>(await phone('/state', { token: held })).vote;
  expect(await ofPhone(token)).toEqual({ id: vote, question: '推选召集人', isSecret: true, isWeak: true, mine: null });
  const audited = auditOf(it).length;
  const stored = () => it.house.store.sqlite.prepare('SELECT count(*) FROM updates').pluck().get();
  const before = stored();
  expect((await phone('/vote', { token, vote, choice: 'against' })).status).toBe(204);
  for (const held of [token, again]) {
    expect(outcomeOf(await phone('/vote', { token: held, vote, choice: 'for' }))).toEqual([409, 'AlreadyVoted']);
    expect(await ofPhone(held)).toMatchObject({ mine: 'cast' });
    expect(outcomeOf(await phone('/withdraw', { token: held }))).toEqual([409, 'TakenUp']);
  }
  const member = (token: string) => host('POST', '/vote/ballot', { address, vote, choice: 'for' }, token);
  expect((await member(liaison.token)).status).toBe(204);
  expect(outcomeOf(await member(liaison.token))).toEqual([409, 'AlreadyVoted']);
  expect(outcomeOf(await member(recorder.token))).toEqual([403, 'NotEntitled']);
  // Nothing was written while they voted: no file and no copy can join the two.
  expect([stored(), auditOf(it).length]).toEqual([before, audited]);
  const state = await it.call('GET', `/api/hall/vote?address=${address}&vote=${vote}`, { token: recorder.token });
  expect(state.json).toEqual({ cast: 2, mayVote: false, hasVoted: false });
  expect(outcomeOf(await host('POST', '/vote/close', { address, vote }, liaison.token))).toEqual([403, 'Forbidden']);
  expect((await host('POST', '/vote/close', { address, vote })).status).toBe(204);
  await until(() => read(raw).votes.some(({ result }) => result !== null));
  const closed = read(raw).votes.find(({ id }) => id === vote);
  expect(closed).toMatchObject({
    ballots: {},
    result: { due: 5, present: 3, for: 1, against: 1, abstain: 0, outcome: 'rejected' },
  });
  expect(outcomeOf(await host('POST', '/vote/close', { address, vote }))).toEqual([409, 'VoteClosed']);
  it.pass(1_500);
  expect(outcomeOf(await phone('/vote', { token, vote, choice: 'for' }))).toEqual([409, 'VoteClosed']);
  raw.close();
});

test('[MN56] a restart loses the box, and says so; the vote is held again', async () => {
  const { address, raw, openDoor } = await hold();
  const token = await tokenOf(await openDoor(), '示例甲', '临溪小学');
  const question = { address, topic: 't1', question: '推选召集人', rule: 'present-half' };
  const { vote } = said<{ vote: string }>(await host('POST', '/vote', question));
  it.pass(1_500);
  expect((await phone('/vote', { token, vote, choice: 'for' })).status).toBe(204);
  raw.close();
  await it.restart();
  expect(outcomeOf(await host('POST', '/vote/close', { address, vote }))).toEqual([409, 'BoxLost']);
  expect(outcomeOf(await phone('/vote', { token, vote, choice: 'for' }))).toEqual([409, 'BoxLost']);
  expect(said<{ vote: unknown }>(await phone('/state', { token })).vote).toBeNull();
  const next = said<{ vote: string }>(await host('POST', '/vote', question)).vote;
  it.pass(1_500);
  expect((await phone('/vote', { token, vote: next, choice: 'for' })).status).toBe(204);
  const back = await join(address, recorder.token);
  for (const update of updatesOf(back.doc, () =>
    markLeft(back.doc, { attendee: 'p3', left: true }, createAuthor(recorder.id, Date.now)),
  ))
    back.update(update);
  await back.until('stored', () => (back.last('acknowledged')?.frames ?? 0) > 1);
  expect((await host('POST', '/vote/close', { address, vote: next })).status).toBe(204);
  await until(() => read(back).votes.some(({ result }) => result?.for === 1 && result.present === 2));
  back.close();
});
