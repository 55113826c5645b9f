import { closeCode } from '@lianxi/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { expectRunning, type Folder, isRunning, openFolder, type Running } from './cli-harness.ts';
import { connectStock, until, whenSynced } from './harness.ts';
import { findPlatterProblem, openPlatter, type Platter } from './platter.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

/** A server as a person starts it, on a disk that fails as it is told to. */
let folder: Folder;
let platter: Platter;
let token: string;
let address: string;
let said: string;

const start = async (): Promise<Running> => {
  const running = expectRunning(await folder.start(platter.env));
  said = '';
  running.child.stderr?.on('data', (text: string) => {
    said += text;
  });
  return running;
};
const urlOf = ({ origin }: Running) => `${origin.replace('http', 'ws')}/sync`;

const openWriter = async (server: Running) => {
  const raw = await connectRaw(urlOf(server), address, token);
  raw.step2(new Uint8Array([0, 0]));
  const doc = new Y.Doc();
  const write = (size = 100): void => {
    const key = `${doc.getMap('m').size}`;
    for (const update of updatesOf(doc, () => doc.getMap('m').set(key, 'x'.repeat(size)))) raw.update(update);
  };
  write();
  await raw.until('stored', () => raw.last('acknowledged')?.frames === 2);
  return { raw, doc, write };
};
const acknowledgedOf = (raw: Raw) => (raw.last('acknowledged')?.frames ?? 1) - 1;
const keysAt = async (server: Running): Promise<number> => {
  const reader = await connectRaw(urlOf(server), address, token);
  reader.step1();
  await reader.until('joined', () => reader.last('step2') !== undefined);
  reader.close();
  return reader.doc.getMap('m').size;
};

describe.skipIf(findPlatterProblem() !== null)('a disk that does not take what is written', () => {
  beforeEach(async () => {
    folder = openFolder();
    platter = openPlatter(folder.path);
    await folder.done(['user', 'add', '程序', '--role', 'committee', '--passphrase-stdin'], 'correct horse\n');
    token = await folder.done(['token', 'create', '--user', '程序']);
    address = await folder.done(['document', 'create', 'open']);
  });
  afterEach(async () => {
    await folder.dispose();
    platter.dispose();
  });

  it('[OP3] a full disk: nothing is confirmed, reading goes on, and with room again everything arrives', async () => {
    const server = await start();
    const { raw, doc, write } = await openWriter(server);
    platter.leaveRoom(60_000);
    for (let index = 0; index < 100 && raw.closed === null; index++) {
      write(4_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until('told to come back', () => raw.closed === closeCode.overloaded);
    const acknowledged = acknowledgedOf(raw);
    expect(acknowledged).toBeLessThan(doc.getMap('m').size);
    expect(await keysAt(server)).toBe(acknowledged);
    await until('said', () => said.includes('\n'));
    expect(said).toMatch(
      /^! [\d-]+ [\d:]+ 没能写入磁盘（database or disk is full）：没有确认，也没有转发；大家的改动留在各自的设备上，会再次送来。请检查磁盘空间。 Not stored \(database or disk is full\): nothing was confirmed or passed on; people's changes stay on their devices and will be sent again\. Check the disk's space\.\n/,
    );
    platter.leaveRoom(null);
    const back = connectStock(urlOf(server), address, token, doc);
    await whenSynced(back);
    await until('sent again', () => server.child.exitCode === null && back.provider.synced);
    const total = doc.getMap('m').size;
    for (let tries = 0; (await keysAt(server)) < total && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await keysAt(server)).toBe(total);
    back.stop();
    expect(server.child.exitCode).toBeNull();
  });

  for (const [what, how] of [
    ['sync', 'EIO'],
    ['write', 'EIO'],
    ['write', 'EROFS'],
  ] as const) {
    it(`[OP4] ${how} on ${what}: it says so, stops, asks the disk for nothing more, and nothing confirmed is lost`, async () => {
      const server = await start();
      const { raw, write } = await openWriter(server);
      const { syncs } = platter;
      platter.fail(what, how);
      write();
      const { code } = await server.ended;
      expect(code).toBe(1);
      // A retry would be counted, too.
      expect(platter.syncs - syncs).toBe(what === 'sync' ? 1 : 0);
      await until('told to come back', () => raw.closed !== null);
      expect([raw.closed, acknowledgedOf(raw)]).toEqual([closeCode.overloaded, 1]);
      expect(said).toMatch(
        /^✗ [\d-]+ [\d:]+ 磁盘出错（disk I\/O error, SQLITE_IOERR_[A-Z]+）：已停止服务。确认过的内容都已写入；没有确认的留在各自的设备上。请先检查磁盘，再启动，然后运行 lianxi check。 The disk failed \(disk I\/O error, SQLITE_IOERR_[A-Z]+\): the server has stopped\. What was confirmed had been written; the rest stays on people's devices\. Check the disk, start again, then run lianxi check\.\n$/,
      );
      platter.fail(what, null);
      platter.cutPower();
      const again = await start();
      expect(await keysAt(again)).toBe(1);
    });
  }

  it('[OP4] a failed sync while the log is folded into the file ends the server as well', async () => {
    const server = await start();
    const { raw, write } = await openWriter(server);
    platter.fail('fold', 'EIO');
    for (let index = 0; index < 2_000 && raw.closed === null; index++) {
      write(20_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect((await server.ended).code).toBe(1);
    expect(said).toContain('SQLITE_IOERR_FSYNC');
    const acknowledged = acknowledgedOf(raw);
    platter.fail('fold', null);
    platter.cutPower();
    expect(await keysAt(await start())).toBeGreaterThanOrEqual(acknowledged);
  });

  it('[OP4] a request that finds the disk failing ends the server as well', async () => {
    const server = await start();
    await openWriter(server);
    platter.fail('write', 'EIO');
    const answer = await fetch(`${server.origin}/api/documents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ kind: 'minutes', scope: 'joint', title: '题' }),
    });
    expect(answer.status).toBe(500);
    expect((await server.ended).code).toBe(1);
    expect(said).toContain('The disk failed');
  });

  it('[OP5] a disk that is read-only or full at the start is named, and the start is none', async () => {
    platter.fail('open', 'EROFS');
    const readOnly = await folder.start(platter.env);
    if (isRunning(readOnly)) throw new Error('the server started');
    expect([readOnly.code, readOnly.stdout]).toEqual([1, '']);
    expect(readOnly.stderr).toMatch(
      /^✗ 数据文件夹 .* 不能写入（.*）.*The data folder .* cannot be written \(.*\).*\n$/,
    );
    platter.fail('open', null);
    const fresh = openFolder();
    const full = openPlatter(fresh.path);
    full.leaveRoom(0);
    const ended = await fresh.start(full.env);
    if (isRunning(ended)) throw new Error('the server started');
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toMatch(
      /^✗ 数据库 .* 现在不能用（database or disk is full）；请检查磁盘空间.* check the disk's space.*\n$/,
    );
    full.dispose();
    await fresh.dispose();
  });
});
