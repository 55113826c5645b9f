import { communityScope } from '@lianxi/access';
import { createAuthor, describeRegister, lockColumns, unlockColumns } from '@lianxi/documents';
import { type AuditEvent, seedOf, verifyAudit } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { expectRunning, type Folder, openFolder } from './cli-harness.ts';
import { connectStock, type Harness, partsOf, startHarness, until, whenSynced } from './harness.ts';
import { connectRaw } from './raw.ts';

const register = 'register/wutongli.g3/r1';
const hour = 3_600_000;
const seed = (address: string) => seedOf(partsOf(address), address, '', 1) ?? new Uint8Array();

interface Line extends Pick<AuditEvent, 'type' | 'member' | 'time'> {
  readonly detail: string;
}
const linesIn = (store: Harness['store'], type: AuditEvent['type']): readonly Line[] =>
  store.sqlite
    .prepare('SELECT type, member, time, detail FROM audit WHERE type = ? ORDER BY seq')
    .all(type) as readonly Line[];

describe('what the relay sees', () => {
  let it: Harness;
  beforeEach(async () => {
    it = await startHarness();
    it.document(register, seed(register));
  });
  afterEach(() => it.stop());
  const opened = () => linesIn(it.store, 'opened');

  test('[AU10] who opens a register is written down before any of it goes out, and only for documents with residents', async () => {
    it.document('minutes/joint/m1', seed('minutes/joint/m1'));
    const minutes = await connectRaw(it.url, 'minutes/joint/m1', 'mone');
    minutes.step1();
    await minutes.until('the minutes', () => minutes.last('step2') !== undefined);
    const raw = await connectRaw(it.url, register, 'mone');
    let known = -1;
    raw.ws.on('message', () => {
      if (known < 0 && raw.last('step2')) known = opened().length;
    });
    raw.step1();
    await raw.until('the register', () => known >= 0);
    expect(known).toBe(1);
    expect(opened()).toMatchObject([{ member: 'mone', detail: '{}' }]);
    for (const each of [raw, minutes]) each.close();
  });

  test('[AU10] once a member, document and hour: over another socket, a restart and another process', async () => {
    // Turned to where an hour has just begun: no hour ends while this runs.
    const offset = hour - (Date.now() % hour);
    let passed = offset;
    await it.stop();
    it = await startHarness((store) => ({ store: { ...store, clock: () => Date.now() + passed } }));
    it.document(register, seed(register));
    const visit = async (url: string, member: string) => {
      const stock = connectStock(url, register, member);
      await whenSynced(stock);
      stock.stop();
    };
    await visit(it.url, 'mone');
    await visit(it.url, 'mone');
    await visit(it.url, 'mtwo');
    await it.restart();
    await visit(it.url, 'mone');
    const second = await it.beside();
    await visit(second.url, 'mtwo');
    await second.stop();
    expect(opened().map(({ member }) => member)).toEqual(['mone', 'mtwo']);
    passed += hour;
    await visit(it.url, 'mone');
    expect(opened().map(({ member }) => member)).toEqual(['mone', 'mtwo', 'mone']);
    expect(verifyAudit(it.store).problem).toBeNull();
  });

  test('[AU11] a column that is unlocked is found by the relay in what was written, once', async () => {
    it.gate.committee.add('mclerk00');
    const clerk = connectStock(it.url, register, 'mclerk00');
    await whenSynced(clerk);
    const author = createAuthor('mclerk00');
    const about = { purpose: '试验', legalBasis: '试验', keepingPeriod: '一天', responsible: '试验' };
    const unlock = () => expect(unlockColumns(clerk.doc, ['idNumber', 'birth'], '核对', author).ok).toBe(true);
    expect(describeRegister(clerk.doc, about, author).ok).toBe(true);
    unlock();
    await until('it is written down', () => linesIn(it.store, 'unlocked').length === 2);
    unlock();
    expect(lockColumns(clerk.doc, ['birth'], author).ok).toBe(true);
    unlock();
    await until('it is written down again', () => linesIn(it.store, 'unlocked').length > 2);
    clerk.stop();
    const lines = linesIn(it.store, 'unlocked');
    expect(lines.map(({ member, detail }) => [member, detail])).toEqual([
      ['mclerk00', '{"column":"idNumber"}'],
      ['mclerk00', '{"column":"birth"}'],
      ['mclerk00', '{"column":"birth"}'],
    ]);
    expect(JSON.stringify(it.store.sqlite.prepare('SELECT * FROM audit').all())).not.toContain('核对');
  });

  test('[AU11] what is refused unlocks nothing', async () => {
    const doc = new Y.Doc();
    const member = connectStock(it.url, register, 'mone', doc);
    await whenSynced(member);
    const author = createAuthor('mone');
    const about = { purpose: '试验', legalBasis: '试验', keepingPeriod: '一天', responsible: '试验' };
    describeRegister(doc, about, author);
    unlockColumns(doc, ['idNumber'], '核对', author);
    await until('it is refused', () => linesIn(it.store, 'refused').length > 0);
    member.stop();
    expect(linesIn(it.store, 'unlocked')).toEqual([]);
  });
});

describe('what is done at the machine', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = openFolder();
  });
  afterEach(() => folder.dispose());
  const lines = async (): Promise<readonly (readonly [string, unknown])[]> => {
    const { default: Sqlite } = await import('better-sqlite3');
    const sqlite = new Sqlite(`${folder.path}/lianxi.sqlite`, { readonly: true });
    const rows = sqlite.prepare('SELECT type, member, detail FROM audit ORDER BY seq').all() as Line[];
    sqlite.close();
    expect(rows.every(({ member }) => member === null)).toBe(true);
    return rows.map(({ type, detail }) => [type, JSON.parse(detail)]);
  };

  test('[AU12] roles, documents, a register printed as JSON, backups and restores', async () => {
    const whom = await folder.done(
      ['user', 'add', '示例甲', '--role', 'branch', '--scope', 'wutongli', '--passphrase-stdin'],
      'correct horse\n',
    );
    const term = { from: null, until: null };
    await folder.done(['user', 'role', '示例甲', 'grid', '--scope', 'wutongli.g3']);
    expect(await lines()).toEqual([
      ['granted', { whom, role: 'branch', on: 'wutongli', ...term }],
      ['withdrawn', { whom, role: 'branch', on: 'wutongli', ...term }],
      ['granted', { whom, role: 'grid', on: 'wutongli.g3', ...term }],
    ]);
    const address = await folder.done([
      'document',
      'create',
      'register',
      '--scope',
      'wutongli.g3',
      '--title',
      '三网格',
    ]);
    await folder.done(['document', 'export', address]);
    const minutes = await folder.done(['document', 'create', 'minutes', '--title', '例会']);
    await folder.done(['document', 'export', minutes]);
    const backup = `${folder.path}-audit.sqlite`;
    await folder.done(['backup', backup]);
    const [, , , ...done] = await lines();
    expect(done).toMatchObject([
      ['created', {}],
      ['exported', { format: 'json', rows: 0, masked: false, purpose: 'operator', reference: null }],
      ['created', {}],
      ['backed-up', { bytes: expect.any(Number) }],
    ]);
    const { rows: before, head } = await verified();
    await folder.done(['restore', backup]);
    const after = await lines();
    // The backup was taken before its own line was written.
    expect(after).toHaveLength(before);
    expect(after.at(-1)).toEqual(['restored', { rows: before, head }]);
    expect((await verified()).rows).toBe(before);
    const { rmSync } = await import('node:fs');
    rmSync(backup);
  });

  const verified = async () => {
    const { entries, head } = JSON.parse(await folder.done(['audit', 'verify', '--json']));
    return { rows: entries as number, head: head.hash as string };
  };

  test('[AU12] a document that is made and called otherwise through the server says who did it', async () => {
    const id = await folder.done(
      ['user', 'add', '示例乙', '--role', 'committee', '--passphrase-stdin'],
      'correct horse\n',
    );
    const token = await folder.done(['token', 'create', '--user', '示例乙']);
    const server = expectRunning(await folder.start());
    const call = async (method: string, body: unknown) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(`${server.origin}/api/documents`, { method, headers, body: JSON.stringify(body) });
      return (await answer.json()) as { address: string };
    };
    const made = { kind: 'register', scope: communityScope, title: '一网格', id: 'r1' };
    const { address } = await call('POST', made);
    await call('POST', made);
    await call('PATCH', { address, title: '一网格甲' });
    await call('PATCH', { address, title: '一网格甲' });
    const { default: Sqlite } = await import('better-sqlite3');
    const sqlite = new Sqlite(`${folder.path}/lianxi.sqlite`, { readonly: true });
    const rows = sqlite
      .prepare(
        "SELECT type, member, address FROM audit JOIN documents USING (room) WHERE type <> 'granted' ORDER BY audit.seq",
      )
      .all();
    sqlite.close();
    expect(rows).toEqual([
      { type: 'created', member: id, address },
      { type: 'renamed', member: id, address },
    ]);
  });
});
