import { createAuthor, fillHeader } from '@lianxi/documents';
import { databaseName } from '@lianxi/server';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRunning, type Folder, openFolder, type Running } from './cli-harness.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

let folder: Folder;
let server: Running;
let token: string;
let secretary: string;
beforeAll(async () => {
  folder = openFolder();
  const add = (name: string, role: string, ...more: string[]) =>
    folder.done(['user', 'add', name, '--role', role, ...more, '--passphrase-stdin'], 'correct horse\n');
  secretary = await add('示例甲', 'committee');
  await add('示例乙', 'branch', '--scope', 'wutongli');
  token = await folder.done(['token', 'create', '--user', '示例甲']);
  server = expectRunning(await folder.start());
});
afterAll(() => folder.dispose());

const join = async (address: string): Promise<Raw> => {
  const raw = await connectRaw(`${server.origin.replace('http', 'ws')}/sync`, address, token);
  raw.step1();
  raw.step2(new Uint8Array([0, 0]));
  await raw.until('synced', () => raw.last('step2') !== undefined);
  return raw;
};
const makeMinutes = () => folder.done(['document', 'create', 'minutes', '--title', '第三次会议']);
const seal = (...args: string[]) => folder.lianxi(['document', 'seal', ...args]);
const audited = () => {
  const sqlite = new Sqlite(`${folder.path}/${databaseName}`, { readonly: true });
  const rows = sqlite.prepare("SELECT member, room, detail FROM audit WHERE type = 'sealed' ORDER BY seq").all();
  sqlite.close();
  return rows;
};
const stateOf = (raw: Raw): unknown => (raw.doc.getMap('header').get('self/state') as unknown[] | undefined)?.[0];

test('[MN17] at the committee’s decision a meeting is signed off; open devices are told, and nothing is taken any more', async () => {
  const address = await makeMinutes();
  const raw = await join(address);
  const author = createAuthor(secretary, Date.now);
  const write = (act: () => void) => raw.update(updatesOf(raw.doc, act)[0] as Uint8Array);
  write(() => fillHeader(raw.doc, { place: '会议室' }, author));
  await raw.until('stored', () => raw.last('acknowledged')?.frames === 2);
  const { code, stdout, stderr } = await seal(address, '--by', '示例甲');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`${address}\n`);
  await raw.until('told', () => raw.last('sealed') !== undefined && stateOf(raw) === 'signed');
  expect(fillHeader(raw.doc, { place: '别处' }, author).ok).toBe(false);
  // As a program does that knows no intents.
  write(() => raw.doc.getMap('header').set('self/place', ['别处', Date.now(), secretary]));
  await raw.until('refused', () => raw.last('refused')?.reason === 'sealed');
  expect(audited()).toEqual([{ member: secretary, room: expect.any(Number), detail: '{"seq":3}' }]);
  const late = await join(address);
  expect(late.last('sealed')).toBeDefined();
  expect(late.doc.getMap<unknown[]>('header').get('self/place')?.[0]).toBe('会议室');
  expect(JSON.parse(await folder.done(['document', 'export', address, '--json'])).header).toMatchObject({
    state: 'signed',
    place: '会议室',
  });
  expect((await folder.lianxi(['check'])).code).toBe(0);
  raw.close();
  late.close();

  const again = await seal(address, '--by', '示例甲');
  expect([again.code, again.stdout]).toEqual([1, '']);
  expect(again.stderr).toMatch(/^✗ .*已经签发.*signed off already.*\n$/);
  expect(audited()).toHaveLength(1);
});

test('[MN17] only the committee decides it, only of minutes, and what it means is said before', async () => {
  const address = await makeMinutes();
  const ledger = await folder.done(['document', 'create', 'ledger']);
  const cases: readonly [readonly string[], number, RegExp][] = [
    [[address], 1, /--by/],
    [[address, '--by', '示例丙'], 1, /没有叫/],
    [[address, '--by', '示例乙'], 1, /只有社区党委的签发人.*Only a signer/],
    [[ledger, '--by', '示例甲'], 2, /只有会议纪要.*Only minutes/],
    [['nonsense', '--by', '示例甲'], 2, /不是文档地址/],
    [['minutes/joint/01990000-0000-7000-8000-000000000009', '--by', '示例甲'], 1, /没有文档/],
  ];
  for (const [args, code, words] of cases) {
    const ended = await seal(...args);
    expect([args, ended.code === 0, ended.stdout]).toEqual([args, false, '']);
    expect(ended.stderr).toMatch(words);
    if (code === 2) expect(ended.code).toBe(2);
  }
  const raw = await join(address);
  expect([raw.last('sealed'), stateOf(raw)]).toEqual([undefined, undefined]);
  raw.close();
  const help = await folder.lianxi(['document', 'seal', '--help']);
  for (const words of ['不能撤回', 'cannot be taken back', '审计记录', 'audit log', '--by'])
    expect(help.stdout).toContain(words);
});
