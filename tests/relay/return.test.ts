/**
 * The server is put back to an older backup while people's devices hold what they and others wrote since: a real server, a
 * real file, the real commands, two members with a device each.
 */
import 'fake-indexeddb/auto';
import { rmSync } from 'node:fs';
import {
  addHousehold,
  addTopic,
  appendParagraphs,
  correctHousehold,
  createAuthor,
  kindSchemas,
  recordEntry,
  textOf,
} from '@lianxi/documents';
import { type Device, type OpenDocument, openDevice } from '@lianxi/sync';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampled } from '../campaign.ts';
import { expectRunning, type Folder, openFolder, type Running } from './cli-harness.ts';
import { until } from './harness.ts';

let folder: Folder;
let addresses: Readonly<Record<'minutes' | 'register' | 'ledger', string>>;
const people: Person[] = [];
const backup = () => `${folder.path}-backup.sqlite`;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  folder = openFolder();
  addresses = {
    minutes: await folder.done(['document', 'create', 'minutes']),
    register: await folder.done(['document', 'create', 'register', '--scope', 'wutongli.g3']),
    ledger: await folder.done(['document', 'create', 'ledger']),
  };
});
afterEach(async () => {
  for (const person of people.splice(0)) await person.device.close();
  await folder.dispose();
  rmSync(backup(), { force: true });
});

interface Person {
  readonly id: string;
  readonly author: ReturnType<typeof createAuthor>;
  device: Device;
  minutes: OpenDocument;
  register: OpenDocument;
  ledger: OpenDocument;
  /** How far this device's clock is ahead (ms). */
  ahead: number;
  reopen(): Promise<void>;
}

const documentsOf = ({ minutes, register, ledger }: Person) => [minutes, register, ledger];
const isInStep = (person: Person) =>
  documentsOf(person).every(
    ({ state, receipt }) => state.isSynced && state.readOnly === null && receipt.waiting === 0 && !state.isStoring,
  );

const join = async (server: Running, name: string): Promise<Person> => {
  await folder.done(['user', 'add', name, '--role', 'committee', '--passphrase-stdin'], 'correct horse\n');
  const bearer = await folder.done(['token', 'create', '--user', name]);
  const headers = { authorization: `Bearer ${bearer}` };
  const session = await (await fetch(`${server.origin}/api/session`, { headers })).json();
  const id: string = session.member.id;
  const begin = () => {
    const device = openDevice({
      member: id,
      bearer,
      server: `${server.origin.replace('http', 'ws')}/sync`,
      linger: 0,
      clock: () => Date.now() + person.ahead,
      supportedVersion: (address) => kindSchemas[address.split('/')[0] ?? '']?.version ?? 1,
      originKind: () => 'act',
    });
    return {
      device,
      minutes: device.open(addresses.minutes),
      register: device.open(addresses.register),
      ledger: device.open(addresses.ledger),
    };
  };
  const person = {
    id,
    author: createAuthor(id),
    ahead: 0,
    reopen: async () => {
      await person.device.close();
      Object.assign(person, begin());
    },
  } as Person;
  Object.assign(person, begin());
  people.push(person);
  await until(`${name} in step`, () => isInStep(person));
  return person;
};

const restart = async (server: Running, work: () => Promise<unknown>): Promise<Running> => {
  server.child.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);
  await work();
  return expectRunning(await folder.start({ LIANXI_PORT: new URL(server.origin).port }));
};
const say = ({ minutes }: Person, text: string) => appendParagraphs(textOf(minutes.doc, 'topic'), [{ text }]);
const enter = ({ ledger, author }: Person, id: string) =>
  recordEntry(
    ledger.doc,
    { id, item: id, unit: 'community', step: 'promised', measure: 'yuan', quantity: 100, date: '2026-09-01' },
    author,
  );
const wordsOf = ({ minutes }: Person) => textOf(minutes.doc, 'topic').toString();
const rowsOf = ({ register }: Person) => JSON.stringify([...register.doc.getMap('households').entries()].sort());
const outcomeOf = ({ ledger }: Person, id: string) => ledger.doc.getMap<{ state: string }>('outcomes').get(id)?.state;

const eachWay = sampled(
  [
    { isReopened: false, first: 0 },
    { isReopened: false, first: 1 },
    { isReopened: true, first: 1 },
    { isReopened: true, first: 0 },
  ],
  2,
);

test.each(eachWay)(
  '[SY37] [OP10] after a restore each device brings back what its member had written since, whoever comes first (%o)',
  async ({ isReopened, first }) => {
    const server = expectRunning(await folder.start());
    const one = await join(server, '甲');
    const two = await join(server, '乙');
    const both = [one, two];
    const settled = () => both.every(isInStep);
    addTopic(one.minutes.doc, { id: 'topic', title: '楼道' }, one.author);
    say(one, '备份之前');
    enter(one, 'e0');
    await until(
      'known to both',
      () => settled() && wordsOf(two).includes('备份之前') && outcomeOf(two, 'e0') === 'posted',
    );
    await folder.done(['backup', backup()]);

    say(one, '甲在备份之后');
    addHousehold(one.register.doc, { entrance: '甲登记' }, [], one.author, 'h1');
    enter(one, 'e1');
    await until('with the other', () => settled() && wordsOf(two).includes('甲在') && rowsOf(two).includes('甲登记'));
    // What leans on the other's.
    say(two, '乙接着写');
    correctHousehold(two.register.doc, 'h1', { entrance: '乙改过' }, two.author);
    enter(two, 'e2');
    await until('back again', () => settled() && wordsOf(one).includes('乙接着') && rowsOf(one).includes('乙改过'));
    addTopic(one.minutes.doc, { id: 'more', title: '绿化' }, one.author);
    say(one, '甲再写');
    correctHousehold(one.register.doc, 'h1', { entrance: '甲又改' }, one.author);
    await until(
      'all of it',
      () =>
        settled() &&
        wordsOf(two).includes('甲再写') &&
        rowsOf(two).includes('甲又改') &&
        outcomeOf(one, 'e2') === 'posted',
    );
    const [words, rows] = [wordsOf(one), rowsOf(one)];

    for (const { device } of both) device.goOffline();
    const again = await restart(server, () => folder.done(['restore', backup()]));
    const order = first === 0 ? both : [two, one];
    for (const person of order) {
      if (isReopened) await person.reopen();
      else person.device.goOnline();
      await until('synced', () => documentsOf(person).every(({ state }) => state.isSynced));
    }
    await until('the same again', () => settled() && both.every((each) => wordsOf(each) === words));
    await until('rows', () => both.every((each) => rowsOf(each) === rows));
    await until('posted', () =>
      both.every((each) => ['e0', 'e1', 'e2'].every((id) => outcomeOf(each, id) === 'posted')),
    );
    expect(both.map(({ minutes }) => minutes.doc.getMap('agenda').has('more'))).toEqual([true, true]);
    expect(both.flatMap((each) => documentsOf(each).flatMap(({ receipt }) => receipt.refused))).toEqual([]);
    say(two, '往下写');
    await until('goes on', () => settled() && wordsOf(one).includes('往下写'));
    await restart(again, async () => expect(await folder.done(['check'])).toBeDefined());
    await until('nothing comes twice', () => settled() && wordsOf(one) === wordsOf(two));
    expect(wordsOf(one).split('甲在备份之后')).toHaveLength(2);
  },
);

test('[SY38] [OP10] what leans on somebody who does not come back waits a week, and is then put aside with its text', async () => {
  const server = expectRunning(await folder.start());
  const one = await join(server, '甲');
  const two = await join(server, '乙');
  addTopic(one.minutes.doc, { id: 'topic', title: '楼道' }, one.author);
  say(one, '备份之前');
  await until('known to both', () => [one, two].every(isInStep) && wordsOf(two).includes('备份之前'));
  await folder.done(['backup', backup()]);
  say(one, '甲在备份之后');
  await until('with the other', () => isInStep(one) && wordsOf(two).includes('甲在'));
  say(two, '乙接着写');
  two.register.doc.transact(() => addHousehold(two.register.doc, { entrance: '乙登记' }, [], two.author, 'h1'));
  await until('received', () => isInStep(two));
  await one.device.close();
  await restart(server, () => folder.done(['restore', backup()]));

  await until(
    'brought back what stands alone',
    () => isInStep({ ...two, minutes: two.register }) && two.register.state.generation === 1,
  );
  expect(rowsOf(two)).toContain('乙登记');
  const waits = () => two.minutes.state.isSynced && two.minutes.receipt.waiting === 1;
  await until('waits', waits);
  await two.reopen();
  await until('waits still', waits);
  expect(two.minutes.receipt.refused).toEqual([]);
  two.ahead = 8 * 86_400_000;
  await two.reopen();
  await until('put aside', () => two.minutes.receipt.refused.length === 1);
  expect(two.minutes.receipt.refused[0]).toMatchObject({ reason: 'restored', detail: 'gap', text: '乙接着写' });
  await until('goes on', () => isInStep(two));
  say(two, '另起一段');
  await until('received', () => isInStep(two));
});
