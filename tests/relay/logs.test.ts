import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendUpdate, openStore, type Store } from '@lianxi/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { expectRunning, type Folder, isRunning, openFolder, type Running } from './cli-harness.ts';
import { partsOf, until } from './harness.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

/** What must stand in no line: names, words, titles and secrets of people. */
const person = '王秀兰';
const passphrase = 'correct horse wang';
const typed = '低保户13812345678';
const title = '关于王家的会议';
let token: string;
let id: string;
let folder: Folder;
let switchFile: string;
let said: string;
const seen = new Set<string>();

beforeEach(async () => {
  folder = openFolder();
  switchFile = join(folder.path, 'sabotage');
  writeFileSync(switchFile, '');
  said = '';
  id = await folder.done(
    ['user', 'add', person, '--post', '王家网格员', '--role', 'committee', '--passphrase-stdin'],
    `${passphrase}\n`,
  );
  token = await folder.done(['token', 'create', '--user', person, '--label', '王家大屏']);
});
afterEach(() => folder.dispose());

const sabotage = (mode: string): void => writeFileSync(switchFile, mode);
const start = async (): Promise<Running> => {
  const started = await folder.start({
    LIANXI_LOG: 'json',
    SABOTAGE: switchFile,
    NODE_OPTIONS: `--import ${join(import.meta.dirname, 'saboteur.ts')}`,
  });
  const running = expectRunning(started);
  for (const stream of [running.child.stdout, running.child.stderr]) {
    stream?.on('data', (text: string) => {
      said += text;
    });
  }
  return running;
};
const events = (): readonly Record<string, unknown>[] =>
  said
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
const whenSaid = (event: string): Promise<void> =>
  until(`${event} in ${said}`, () => events().some((each) => each.event === event), 20_000);
const makeDocument = (kind: string, ...more: string[]): Promise<string> =>
  folder.done(['document', 'create', kind, '--title', title, ...more]);
const inStore = (act: (store: Store) => void): void => {
  const store = openStore(folder.path);
  if (!store.ok) throw new Error(store.error.type);
  act(store.value);
  store.value.close();
};
const join_ = async ({ origin }: Running, address: string): Promise<Raw> => {
  const raw = await connectRaw(`${origin.replace('http', 'ws')}/sync`, address, token);
  raw.step2(new Uint8Array([0, 0]));
  return raw;
};

/** Every line is an object of a known event, and nothing of anybody's stands anywhere, however it was written. */
const expectNobody = (): void => {
  for (const event of events()) seen.add(String(event.event));
  const ways = (word: string): readonly string[] => [
    word,
    encodeURIComponent(word),
    Buffer.from(word).toString('base64').replaceAll('=', ''),
    Buffer.from(word).toString('hex'),
    JSON.stringify([...Buffer.from(word)]).slice(1, -1),
    [...word].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  ];
  for (const word of [person, '王家', '13812345678', typed, passphrase, title, token, 'wang-xiulan', 'zhang-san'])
    for (const way of ways(word)) expect(said).not.toContain(way);
};

it('[OP42] nothing of anybody is said when what people ask for fails', async () => {
  const address = await makeDocument('open', '--id', 'wang-xiulan');
  const server = await start();
  sabotage('reads');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const ask = (path: string, init: RequestInit): Promise<Response> => fetch(`${server.origin}${path}`, init);
  const answers = await Promise.all([
    ask('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.origin },
      body: JSON.stringify({ name: person, passphrase }),
    }),
    ask('/api/documents', { headers }),
    ask(`/api/documents/${encodeURIComponent(title)}?name=${encodeURIComponent(person)}`, { headers }),
  ]);
  expect(answers[0]?.status).toBe(500);
  for (const answer of answers) expect(await answer.text()).not.toContain('王');
  await whenSaid('RequestFailed');
  (await connectRaw(`${server.origin.replace('http', 'ws')}/sync`, address, token)).close();
  await whenSaid('UpgradeFailed');
  expectNobody();
  expect(events().find(({ event }) => event === 'RequestFailed')?.cause).toMatch(/^Error server\/src\/[\w/-]+\.ts:\d+/);
});

it('[OP42] nor when a commit is not taken, or a log is not folded', async () => {
  const address = await makeDocument('open', '--id', 'wang-xiulan');
  const server = await start();
  const doc = new Y.Doc();
  const writer = await join_(server, address);
  const write = async (text: string): Promise<void> => {
    const frames = writer.last('acknowledged')?.frames ?? 0;
    for (const update of updatesOf(doc, () => doc.getText('t').insert(0, text))) writer.update(update);
    await until('answered', () => writer.closed !== null || (writer.last('acknowledged')?.frames ?? 0) > frames);
  };
  for (let index = 0; index < 60; index++) await write(typed);
  sabotage('threads');
  writer.close();
  await whenSaid('CompactionFailed');
  sabotage('writes');
  const again = await join_(server, address);
  for (const update of updatesOf(doc, () => doc.getText('t').insert(0, typed))) again.update(update);
  await whenSaid('NotStored');
  expectNobody();
});

it('[OP42] nor when what was stored cannot be read', async () => {
  const [apart, unsound] = [await makeDocument('open', '--id', 'wang-xiulan'), await makeDocument('minutes')];
  const doc = new Y.Doc();
  doc.getText('t').insertEmbed(0, { typed });
  const poison = Buffer.from(Y.encodeStateAsUpdate(doc));
  // Not JSON any more: the parser's message quotes it.
  poison[poison.indexOf('{')] = 0x5a;
  inStore((store) => {
    appendUpdate(store, partsOf(apart).address, poison, id);
    for (let index = 0; index < 60; index++) {
      const sound = new Y.Doc();
      sound.getText('t').insert(0, typed);
      appendUpdate(store, partsOf(apart).address, Y.encodeStateAsUpdate(sound), id);
      const waiting = new Y.Doc();
      waiting.getText('t').insert(0, typed);
      const [late] = updatesOf(waiting, () => waiting.getText('t').insert(1, typed)) as [Uint8Array];
      appendUpdate(store, partsOf(unsound).address, late, id);
    }
  });
  const server = await start();
  for (const address of [apart, unsound]) (await join_(server, address)).close();
  await whenSaid('Quarantined');
  await whenSaid('CompactionUnsound');
  expectNobody();
});

it.each([
  ['crash', 'Crashed'],
  ['reject', 'Crashed'],
  ['disk', 'DiskFailed'],
])('[OP42] nor when it ends: %s', async (mode, event) => {
  const address = await makeDocument('open', '--id', 'wang-xiulan');
  const server = await start();
  const writer = await join_(server, address);
  const doc = new Y.Doc();
  sabotage(`${mode}${mode === 'disk' ? '' : ` ${person} ${typed} ${token}`}`);
  for (const update of updatesOf(doc, () => doc.getText('t').insert(0, typed))) writer.update(update);
  const { code } = await server.ended;
  expect(code).toBe(1);
  await whenSaid(event);
  expectNobody();
});

it('[OP42] nor when it does not start at all, or stops', async () => {
  const server = await start();
  const second = await folder.start({ LIANXI_LOG: 'json', LIANXI_PORT: new URL(server.origin).port });
  if (isRunning(second)) throw new Error('two on one port');
  said += second.stdout + second.stderr;
  sabotage('reads');
  const broken = await folder.start({
    LIANXI_LOG: 'json',
    SABOTAGE: switchFile,
    NODE_OPTIONS: `--import ${join(import.meta.dirname, 'saboteur.ts')}`,
  });
  if (isRunning(broken)) throw new Error('it started on what it could not read');
  said += broken.stdout + broken.stderr;
  expect(broken.code).toBe(1);
  await whenSaid('Crashed');
  sabotage('');
  server.child.kill('SIGTERM');
  await server.ended;
  expectNobody();
  // Started and StopCutShort have nothing of anybody's to say; for DifferenceFailed see bounded.test.ts.
  expect([...seen].sort()).toEqual([
    'CompactionFailed',
    'CompactionUnsound',
    'Crashed',
    'DiskFailed',
    'NotStarted',
    'NotStored',
    'Quarantined',
    'RequestFailed',
    'RowUnfit',
    'Stopped',
    'Stopping',
    'UpgradeFailed',
  ]);
});
