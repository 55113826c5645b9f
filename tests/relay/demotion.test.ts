/** Roles that change under an open hand, and what somebody says of themselves: on the whole server, over real sockets. */
import type { Grant, Role, Scope } from '@lianxi/access';
import { readDocument } from '@lianxi/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { connectStock, partsOf, until } from './harness.ts';
import { startHouse, type TestHouse } from './identity-harness.ts';

let it: TestHouse;
beforeAll(async () => {
  it = await startHouse();
  it.house.catalogue.ensureDirectory('社区');
});
afterAll(() => it.dispose());

const document = (id: string, kind = 'open') => {
  const address = `${kind}/joint/${id}`;
  expect(it.house.catalogue.create(partsOf(address), '题').ok).toBe(true);
  return address;
};
const person = async (name: string, role: Role, on: string) => {
  const { id, token } = await it.person(name, role, on);
  const give = (...grants: readonly [Role, string][]) => {
    const held: Grant[] = grants.map(([each, place]) => ({ role: each, on: place as Scope, from: null, to: null }));
    it.house.identity.store.replaceGrants(id as never, held, null);
  };
  return {
    id,
    token,
    give,
    join: (address: string) => connectStock(`ws://127.0.0.1:${it.house.port}/sync`, address, token),
  };
};
const storedText = (address: string): string => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readDocument(it.house.store, partsOf(address).address)?.update ?? new Uint8Array([0, 0]));
  return doc.getText('t').toString();
};

test('[ID12] [RL41] claim: demotion while typing: a second after the role is taken not a letter more is stored, or read; what was typed stays on the device', async () => {
  const address = document('typing');
  const branch = await person('支书', 'branch', 'wutongli');
  const committee = await person('党委', 'committee', 'community');
  const theirs = branch.join(address);
  const ours = committee.join(address);
  await until('both are there', () => theirs.provider.synced && ours.provider.synced);
  const text = theirs.doc.getText('t');
  let letters = 0;
  const type = () => text.insert(text.length, `词${letters++}。`);
  for (let times = 0; times < 20; times++) type();
  await until('what was typed is read by others', () => ours.doc.getText('t').toString().includes('词19。'));
  branch.give(['street', 'community']);
  const taken = performance.now();
  const typing = setInterval(type, 5);
  await until('the socket is gone', () => !theirs.provider.wsconnected);
  const after = performance.now() - taken;
  expect(after).toBeLessThan(1_000);
  const left = storedText(address);
  ours.doc.getText('t').insert(0, '只给在场的人看');
  for (let times = 0; times < 20; times++) await new Promise((next) => setTimeout(next, 25));
  clearInterval(typing);
  expect(storedText(address)).toBe(`只给在场的人看${left}`);
  expect(theirs.doc.getText('t').toString()).not.toContain('只给在场的人看');
  // Everything that they typed is where they typed it, accepted or not.
  for (let letter = 0; letter < letters; letter++) expect(text.toString()).toContain(`词${letter}。`);
  for (const each of [theirs, ours]) each.stop();
});

test('[ID12] [AC8] claim: stale role after reconnect: who comes back with what was written meanwhile has the role of now, not of then', async () => {
  const address = document('stale');
  const unit = await person('联络员', 'unit', 'unit-linxi');
  const committee = await person('书记', 'committee', 'community');
  const ours = committee.join(address);
  const theirs = unit.join(address);
  await until('both are there', () => theirs.provider.synced && ours.provider.synced);
  theirs.provider.disconnect();
  theirs.doc.getText('t').insert(0, '离线写的');
  unit.give(['grid', 'wutongli.g3']);
  theirs.provider.connect();
  await new Promise((next) => setTimeout(next, 600));
  expect(theirs.provider.synced).toBe(false);
  expect((await it.knock(address, { token: unit.token })).status).toBe(404);
  expect(storedText(address)).toBe('');
  // Given back, what waited on the device is sent after all: nothing was lost.
  unit.give(['unit', 'unit-linxi']);
  await until('it arrives', () => ours.doc.getText('t').toString() === '离线写的');
  for (const each of [theirs, ours]) each.stop();
});

test('[RL81] claim: forged awareness name: whatever somebody says they are called, others see who they are', async () => {
  const address = document('names', 'minutes');
  const unit = await person('小学联络员', 'unit', 'unit-xiao');
  const committee = await person('社区书记', 'committee', 'community');
  const ours = committee.join(address);
  const theirs = unit.join(address);
  await until('both are there', () => theirs.provider.synced && ours.provider.synced);
  for (const user of [
    { name: '社区书记', member: committee.id, color: 'red' },
    { name: '社区书记', post: '书记' },
    { name: { toString: '社区书记' } },
  ]) {
    theirs.provider.awareness.setLocalStateField('user', user);
    const seen = () =>
      ours.provider.awareness.getStates().get(theirs.doc.clientID)?.user as
        | { name?: unknown; member?: unknown }
        | undefined;
    await until('it is shown', () => seen() !== undefined);
    await new Promise((next) => setTimeout(next, 100));
    expect(seen()).toMatchObject({ name: '小学联络员', member: unit.id });
  }
  for (const each of [theirs, ours]) each.stop();
});

test('[ID6] claim: a token in the URL opens no socket, by whatever name', async () => {
  const address = document('urls');
  const { token } = await person('程序', 'committee', 'community');
  for (const name of ['token', 'access_token', 'auth', 'authorization', 'lianxi.bearer', 'lianxi_session']) {
    expect([name, (await it.knock(address, { query: `?${name}=${token}` })).status]).toEqual([name, 401]);
  }
  const secret = it.house.identity.sessions.open(
    (await person('网页', 'committee', 'community')).id as never,
    'cookie',
  );
  expect((await it.knock(address, { query: `?lianxi_session=${secret}`, origin: it.origin })).status).toBe(401);
  expect((await it.knock(address, { token })).status).toBe(101);
});
