import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddress, type Role, type Scope } from '@lianxi/access';
import {
  addHousehold,
  correctResident,
  createAuthor,
  describeRegister,
  projectCare,
  recordLabel,
  registerDefinition,
  unlockColumns,
  withdrawConsent,
} from '@lianxi/documents';
import { closeCode, type ErasureListAnswer, rebuilding } from '@lianxi/protocol';
import { backUp, readDocument, runLianxi, verifyAudit } from '@lianxi/server';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { connectStock, type Stock, until, whenSynced } from './harness.ts';
import { passphrase, startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf, outcomeOf, said } from './people-harness.ts';
import { connectChannels } from './raw-channels.ts';

let it: TestHouse;
let register: string;
const care = 'care/wutongli.g3/main';
const people = new Map<string, { readonly id: string; readonly token: string }>();
const stocks: Stock[] = [];
/** Everything that was ever written of the one who goes, and nothing of that elsewhere. */
const hers = ['姬无双', '13911112222', '曾住西厢', '每周三上午探访'];
const household = { building: '3', entrance: '1', room: '101' };

beforeEach(async () => {
  it = await startHouse();
  for (const [name, role, on] of [
    ['committee', 'committee', 'community'],
    ['admin', 'committee-admin', 'community'],
    ['branch', 'branch', 'wutongli'],
    ['grid', 'grid', 'wutongli.g3'],
    ['elsewhere', 'grid', 'wutongli.g4'],
    ['unit', 'unit', 'unit-linxi'],
  ] as readonly (readonly [string, Role, string])[]) {
    people.set(name, await it.person(name, role, on as Scope));
  }
  const made = await call('committee', 'POST', '/api/documents', {
    kind: 'register',
    scope: 'wutongli.g3',
    title: '三网格',
  });
  register = made.json.address;
  await call('committee', 'POST', '/api/documents', { kind: 'care', scope: 'wutongli.g3', title: '三网格' });
  const author = createAuthor(idOf('committee'));
  const { doc } = await enter('committee', register);
  const about = { purpose: '服务居民', legalBasis: '试验', keepingPeriod: '两年', responsible: '书记' };
  expect(describeRegister(doc, about, author).ok).toBe(true);
  expect(unlockColumns(doc, ['note'], '走访', author).ok).toBe(true);
  await until('unlocked', () => stored(register).getMap('about').size > 4);
});
afterEach(async () => {
  for (const each of stocks.splice(0)) each.stop();
  await it.dispose();
  rmSync(backup(), { force: true });
});

const tokenOf = (who: string): string => people.get(who)?.token ?? '';
const idOf = (who: string): string => people.get(who)?.id ?? '';
const call = (who: string, method: string, path: string, body?: unknown) =>
  it.call(method, path, { token: tokenOf(who), ...(body === undefined ? {} : { body }) });
const backup = (): string => `${it.folder}-backup.sqlite`;
const url = (): string => `ws://127.0.0.1:${it.house.port}/sync`;
const enter = async (who: string, address: string, doc = new Y.Doc()): Promise<Stock> => {
  const stock = connectStock(url(), address, tokenOf(who), doc);
  stocks.push(stock);
  await whenSynced(stock);
  return stock;
};
const partsOf = (address: string) => {
  const parts = parseAddress(address);
  if (!parts.ok) throw new Error(address);
  return parts.value.address;
};
const stored = (address: string): Y.Doc => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readDocument(it.house.store, partsOf(address))?.update ?? new Uint8Array());
  return doc;
};
const headOf = (address: string) =>
  it.house.store.sqlite.prepare('SELECT seq, epoch FROM documents WHERE address = ?').get(address) as {
    readonly seq: number;
    readonly epoch: number;
  };
const namesOf = (doc: Y.Doc) =>
  (registerDefinition.snapshot(doc) as { readonly residents: readonly { readonly name: string }[] }).residents
    .map(({ name }) => name)
    .sort();
const listOf = async (who: string) => said<ErasureListAnswer>(await call(who, 'GET', '/api/erasures'));
const ask = async (who: string, residents: readonly string[], reason = 'request') =>
  said<{ readonly ids: readonly string[] }>(
    await call(who, 'POST', '/api/erasures', { address: register, residents, reason }),
  );

/** Somebody writes her and a neighbour down, over and over, with a consented label of hers that was withdrawn, and one of his. */
const writeHer = async (who = 'branch') => {
  const author = createAuthor(idOf(who));
  const writer = await enter(who, register);
  expect(
    addHousehold(writer.doc, household, [{ name: '姬无双', note: '曾住西厢' }, { name: '邻居某' }], author).ok,
  ).toBe(true);
  const ids = [...writer.doc.getMap('residents').keys()].filter((key) => !key.includes('/'));
  const named = (name: string) =>
    ids.find((id) => (writer.doc.getMap('residents').get(id) as { name?: string }).name === name) ?? '';
  const [her, neighbour] = [named('姬无双'), named('邻居某')];
  for (const phones of [['13911112222'], ['13911113333']]) {
    expect(correctResident(writer.doc, her, { phones }, author).ok).toBe(true);
  }
  expect(correctResident(writer.doc, neighbour, { phones: ['13922220000'] }, author).ok).toBe(true);
  const labels = await enter(who, care);
  const consent = {
    household: 'h',
    isMinor: false,
    consentBy: 'self',
    consentOn: '2026-01-01',
    consentHow: 'written',
  } as const;
  const label = { ...consent, label: 'aloneVisits', guardian: null, witness: null } as const;
  expect(recordLabel(labels.doc, { ...label, resident: her, help: '每周三上午探访' }, author).ok).toBe(true);
  expect(recordLabel(labels.doc, { ...label, resident: neighbour, help: '每周五' }, author).ok).toBe(true);
  await until('all is stored', () => namesOf(stored(register)).length === 2 && stored(care).getMap('labels').size > 4);
  const projected = projectCare(labels.doc);
  const own = projected.records.get().find(({ resident }) => resident === her)?.id ?? '';
  projected.destroy();
  expect(withdrawConsent(labels.doc, own, '2026-02-01', author).ok).toBe(true);
  await until('withdrawn', () => stored(care).getMap('labels').has(`${own}/withdrawnOn`));
  return { writer, labels, her, neighbour, author };
};
/** Which of her words stand in any file of the folder, or in others that are named, byte by byte. */
const found = (...more: readonly string[]): readonly string[] => {
  const files = [...readdirSync(it.folder).map((name) => join(it.folder, name)), ...more];
  return files.flatMap((file) => {
    const bytes = readFileSync(file);
    return hers.filter((word) => bytes.includes(word)).map((word) => `${word} in ${file.replace(it.folder, '')}`);
  });
};
const lianxi = async (...args: readonly string[]) => {
  let text = '';
  const code = await runLianxi(args, {
    env: { LIANXI_DATA: it.folder },
    cwd: it.folder,
    stdin: (async function* () {})(),
    out: (more) => {
      text += more;
    },
    note: (more) => {
      text += more;
    },
  });
  return { code, text: text.trim() };
};

test('[ER10] whoever writes a register asks; somebody else of the committee confirms; nobody else hears of it', async () => {
  const { her, neighbour } = await writeHer();
  const path = '/api/erasures';
  const wish = { address: register, residents: [her], reason: 'request' };
  expect(outcomeOf(await call('elsewhere', 'POST', path, wish))).toEqual([404, 'NoSuchDocument']);
  expect(outcomeOf(await call('unit', 'POST', path, wish))).toEqual([404, 'NoSuchDocument']);
  expect(outcomeOf(await call('grid', 'POST', path, { ...wish, residents: [her, 'nobody'] }))).toEqual([
    404,
    'NoSuchResident',
  ]);
  expect(outcomeOf(await call('grid', 'POST', path, { ...wish, reason: '因为' }))).toEqual([400, 'InvalidBody']);
  expect(outcomeOf(await call('committee', 'POST', path, { ...wish, address: care }))).toEqual([404, 'NoSuchDocument']);
  const { ids } = await ask('grid', [her]);
  expect(ids).toHaveLength(1);
  // Once in the queue, however often it is asked for.
  expect((await ask('branch', [her])).ids).toEqual([]);
  for (const who of ['elsewhere', 'unit']) expect(await listOf(who)).toEqual({ open: [], done: [] });
  expect((await listOf('grid')).open).toMatchObject([
    { id: ids[0], address: register, resident: her, requestedBy: idOf('grid'), confirmation: null },
  ]);
  expect((await listOf('committee')).open).toMatchObject([{ confirmation: 'plain' }]);
  expect(outcomeOf(await call('grid', 'POST', `${path}/confirm`, { ids }))).toEqual([403, 'Forbidden']);
  expect(outcomeOf(await call('elsewhere', 'POST', `${path}/confirm`, { ids }))).toEqual([404, 'NoSuchErasure']);
  expect(outcomeOf(await call('elsewhere', 'DELETE', `${path}/${ids[0]}`))).toEqual([404, 'NoSuchErasure']);
  expect((await call('grid', 'DELETE', `${path}/${ids[0]}`)).status).toBe(204);
  expect((await listOf('committee')).open).toEqual([]);

  const own = (await ask('committee', [neighbour], 'error')).ids;
  expect((await listOf('committee')).open).toMatchObject([{ confirmation: 'other', reason: 'error' }]);
  expect(outcomeOf(await call('committee', 'POST', `${path}/confirm`, { ids: own }))).toEqual([
    409,
    'NeedsConfirmation',
  ]);
  expect((await call('admin', 'POST', `${path}/confirm`, { ids: own })).status).toBe(204);
  expect(namesOf(stored(register))).toEqual(['姬无双']);
  expect(outcomeOf(await call('admin', 'POST', `${path}/confirm`, { ids: own }))).toEqual([404, 'NoSuchErasure']);
  expect((await ask('branch', [her])).ids).toHaveLength(1);
  expect(outcomeOf(await call('branch', 'POST', path, { ...wish, residents: [neighbour] }))).toEqual([
    404,
    'NoSuchResident',
  ]);
});

test('[ER11] a lone member of the committee confirms the own request with the passphrase again', async () => {
  const { her } = await writeHer();
  it.house.store.sqlite.prepare('DELETE FROM grants WHERE member = ?').run(idOf('admin'));
  const { ids } = await ask('committee', [her]);
  const confirm = (more: object) => call('committee', 'POST', '/api/erasures/confirm', { ids, ...more });
  expect((await listOf('committee')).open).toMatchObject([{ confirmation: 'passphrase' }]);
  expect(outcomeOf(await confirm({}))).toEqual([409, 'NeedsConfirmation']);
  expect(outcomeOf(await confirm({ passphrase: 'not this one' }))).toEqual([401, 'WrongCredentials']);
  expect(namesOf(stored(register))).toContain('姬无双');
  expect((await confirm({ passphrase })).status).toBe(204);
  expect(namesOf(stored(register))).toEqual(['邻居某']);
});

test('[ER3] [ER4] [ER6] no byte is left in the data file, its log, backups, exports or copies beside it; all else stands', async () => {
  const { her, neighbour, writer, labels } = await writeHer();
  await it.restart();
  const aside = join(it.folder, 'lianxi.sqlite.before-7.sqlite');
  it.house.store.sqlite.prepare('VACUUM INTO ?').run(aside);
  expect(found().length).toBeGreaterThan(3);
  for (const { provider } of [writer, labels]) provider.disconnect();
  const before = { register: headOf(register), care: headOf(care) };
  const { ids } = await ask('grid', [her]);
  expect((await call('committee', 'POST', '/api/erasures/confirm', { ids })).status).toBe(204);
  expect(backUp(it.house.store, backup()).ok).toBe(true);
  expect(found(backup())).toEqual([]);
  const exported = await lianxi('document', 'export', register, '--json');
  expect(exported.text).toContain('邻居某');
  for (const word of hers) expect(exported.text).not.toContain(word);

  // One transaction, one step on, for both documents.
  expect(headOf(register)).toEqual({ seq: before.register.seq + 1, epoch: before.register.epoch + rebuilding });
  expect(headOf(care)).toEqual({ seq: before.care.seq + 1, epoch: before.care.epoch + rebuilding });
  const doc = stored(register);
  expect(namesOf(doc)).toEqual(['邻居某']);
  expect((doc.getMap('residents').get(`${neighbour}/phones`) as unknown[])[0]).toEqual(['13922220000']);
  expect(doc.getMap('meta').toJSON()).toEqual(writer.doc.getMap('meta').toJSON());
  expect(JSON.stringify(stored(care).getMap('labels').toJSON())).toContain('每周五');
  expect((await lianxi('check')).code).toBe(0);
  // Of the copy beside it too the rest stands.
  expect((await lianxi('check', aside)).text).toContain('✓');

  // That there was an erasure stays, and whose decision it was; whose record it was does not.
  const events = auditOf(it).filter(({ type }) => type.startsWith('eras'));
  expect(events).toEqual([
    { type: 'erasure-requested', member: idOf('grid'), detail: { erasure: ids[0], reason: 'request' } },
    { type: 'erased', member: idOf('committee'), detail: { erasure: ids[0], reason: 'request' } },
  ]);
  expect(verifyAudit(it.house.store).problem).toBeNull();
  expect((await listOf('grid')).done).toMatchObject([{ id: ids[0], confirmedBy: idOf('committee') }]);
});

test('[ER5] sockets of the old epoch begin anew on both wires, and nothing of theirs comes back, a month later neither', async () => {
  const { her, neighbour, writer, author } = await writeHer();
  const own = await connectChannels(url(), tokenOf('committee'));
  const channel = await own.open(register);
  channel.step1();
  await until('the channel has it', () => namesOf(channel.doc).length === 2);
  // A stock client that has it all and was away.
  const away = new Y.Doc();
  Y.applyUpdate(away, Y.encodeStateAsUpdate(writer.doc));
  let code = 0;
  let why = '';
  writer.provider.on('connection-close', (event: { code: number; reason: string } | null) => {
    if (event && event.code !== 1000) [code, why] = [event.code, event.reason];
  });
  const { ids } = await ask('grid', [her]);
  expect((await call('committee', 'POST', '/api/erasures/confirm', { ids })).status).toBe(204);
  await until('the channel has ended', () => own.word('closed') !== undefined);
  expect(own.word('closed')).toMatchObject({ channel: channel.number, code: closeCode.overloaded, reason: 'rebuilt' });
  const again = await own.open(register);
  expect(again.epoch).toBe(channel.epoch + rebuilding);
  again.step1();
  await until('the fresh channel has it', () => namesOf(again.doc).length > 0);
  expect(namesOf(again.doc)).toEqual(['邻居某']);

  // Its own ids, with everything that it has, are nobody's any more: it is told, each time.
  await until('the stock client is refused', () => code === closeCode.forbidden);
  expect(why).toBe('client-id rebuilt');
  it.pass(30 * 24 * 3_600_000);
  correctResident(away, her, { phones: ['13911112222'] }, author);
  const late = connectStock(url(), register, tokenOf('branch'), away);
  stocks.push(late);
  const closes: number[] = [];
  late.provider.on('connection-close', (event: { code: number } | null) => void (event && closes.push(event.code)));
  await until('it is refused as well', () => closes.includes(closeCode.forbidden));
  expect(JSON.stringify(stored(register).toJSON())).not.toContain(her);
  // Whoever begins anew writes as before, also what was written here under their name.
  const fresh = await enter('branch', register);
  expect(correctResident(fresh.doc, neighbour, { note: '照旧' }, author).ok).toBe(true);
  await until('stored', () => stored(register).getMap('residents').has(`${neighbour}/note`));
  expect(found()).toEqual([]);
});

test('[ER5] what is stored while a document is being rebuilt is in it; what comes after, from before, is not', async () => {
  const { her, neighbour, writer, author } = await writeHer();
  const { ids } = await ask('grid', [her]);
  let count = 0;
  const timer = setInterval(() => correctResident(writer.doc, neighbour, { note: `第${++count}次` }, author), 4);
  const confirmed = await call('committee', 'POST', '/api/erasures/confirm', { ids });
  clearInterval(timer);
  expect([confirmed.status, count > 3]).toEqual([204, true]);
  expect(JSON.stringify(stored(register).toJSON())).not.toContain(her);
  const { epoch } = headOf(register);
  expect(epoch).toBe(1 + rebuilding);
  // Numbers go on without a hole, and every row fits.
  expect((await lianxi('check')).code).toBe(0);
  const fresh = await enter('grid', register);
  expect(namesOf(fresh.doc)).toEqual(['邻居某']);
});

test('[ER8] nothing is written again under the id of a record that was erased: it is refused, and nobody else’s work with it', async () => {
  const { her, neighbour, writer, author } = await writeHer();
  const kept = writer.doc.getMap('residents').get(her);
  const { ids } = await ask('grid', [her]);
  expect((await call('committee', 'POST', '/api/erasures/confirm', { ids })).status).toBe(204);
  // A device whose creation of her had arrived and whose receipt for it had not, under a client id of its own.
  const own = await connectChannels(url(), tokenOf('branch'));
  const channel = await own.open(register);
  channel.step1();
  await until('it has the document', () => namesOf(channel.doc).length === 1);
  channel.step2(new Uint8Array([0, 0]));
  const send = (act: () => void): void => {
    channel.doc.once('update', (update: Uint8Array) => channel.update(update));
    act();
  };
  send(() => channel.doc.getMap('residents').set(her, kept));
  await until('refused', () => channel.last('refused') !== undefined);
  expect(channel.last('refused')).toMatchObject({ reason: 'rule', detail: `row-erased residents ${her}` });
  const again = await own.open(register);
  again.step1();
  await until('it has it anew', () => namesOf(again.doc).length === 1);
  again.step2(new Uint8Array([0, 0]));
  again.doc.once('update', (update: Uint8Array) => again.update(update));
  expect(correctResident(again.doc, neighbour, { note: '照旧' }, author).ok).toBe(true);
  await until('stored', () => stored(register).getMap('residents').has(`${neighbour}/note`));
  expect(JSON.stringify(stored(register).toJSON())).not.toContain(her);
  const tombs = it.house.store.sqlite
    .prepare('SELECT address, "table" FROM erasures WHERE done_at IS NOT NULL ORDER BY address')
    .all();
  expect(tombs).toEqual([
    { address: care, table: 'labels' },
    { address: register, table: 'residents' },
  ]);
});

test('[ER7] a restore of an older backup takes whoever was erased since out again; so does cleaning one; a queue outlives it', async () => {
  const { her, neighbour, writer, labels } = await writeHer();
  for (const { provider } of [writer, labels]) provider.disconnect();
  expect(backUp(it.house.store, backup()).ok).toBe(true);
  const old = `${backup()}.old`;
  expect(backUp(it.house.store, old).ok).toBe(true);
  const { ids } = await ask('grid', [her]);
  expect((await call('committee', 'POST', '/api/erasures/confirm', { ids })).status).toBe(204);
  const waiting = (await ask('grid', [neighbour], 'period')).ids;
  const { epoch } = headOf(register);
  expect(found(old).length).toBeGreaterThan(3);

  expect(await lianxi('erasure', 'clean', old)).toEqual({ code: 0, text: '2' });
  expect(found(old)).toEqual([]);
  expect((await lianxi('check', old)).code).toBe(0);
  expect(await lianxi('erasure', 'clean', old)).toEqual({ code: 0, text: '0' });
  rmSync(old);

  await it.house.stop();
  const restored = await lianxi('restore', backup());
  expect([restored.code, restored.text]).toEqual([0, expect.stringContaining('2 documents of the backup')]);
  expect(found()).toEqual([]);
  const sqlite = new Sqlite(join(it.folder, 'lianxi.sqlite'));
  const rows = sqlite
    .prepare(
      'SELECT id, done_at IS NOT NULL AS isDone FROM erasures WHERE "table" = \'residents\' ORDER BY requested_at, id',
    )
    .all();
  sqlite.close();
  expect(rows).toEqual([
    { id: ids[0], isDone: 1 },
    { id: waiting[0], isDone: 0 },
  ]);
  await it.restart();
  expect(namesOf(stored(register))).toEqual(['邻居某']);
  // No device brings back what it had: the count is at least that of now, and the history another.
  expect(Math.floor(headOf(register).epoch / rebuilding)).toBeGreaterThanOrEqual(Math.floor(epoch / rebuilding));
  expect(headOf(register).epoch).not.toBe(epoch);
  expect((await lianxi('check')).code).toBe(0);

  // A tombstone holds ids, and nothing of hers.
  const [line] = JSON.parse((await lianxi('erasure', 'list', '--json')).text) as readonly Record<string, unknown>[];
  expect(Object.keys(line ?? {}).sort()).toEqual(
    [
      'address',
      'confirmedAt',
      'confirmedBy',
      'doneAt',
      'id',
      'reason',
      'requestedAt',
      'requestedBy',
      'row',
      'table',
    ].sort(),
  );
});

test('[ER12] at the command line: listed by numbers, confirmed, withdrawn, beside the running server', async () => {
  const { her, neighbour, writer } = await writeHer();
  const [one = ''] = (await ask('grid', [her])).ids;
  const [two = ''] = (await ask('grid', [neighbour])).ids;
  const listed = await lianxi('erasure', 'list');
  for (const text of [one, two, her, '待确认 waits']) expect(listed.text).toContain(text);
  expect((await lianxi('erasure', 'withdraw', two)).code).toBe(0);
  expect((await lianxi('erasure', 'withdraw', two)).code).toBe(1);
  let isOut = false;
  writer.provider.on('connection-close', () => {
    isOut = true;
  });
  expect(await lianxi('erasure', 'confirm', one)).toEqual({ code: 0, text: '' });
  expect((await lianxi('erasure', 'confirm', one)).code).toBe(1);
  await until('open sockets have heard', () => isOut);
  expect(found()).toEqual([]);
  expect(auditOf(it).findLast(({ type }) => type === 'erased')).toMatchObject({ member: null });
});

test('[ER4] what an ended process had left to scrub is scrubbed at the next start', async () => {
  const { her, writer, labels } = await writeHer();
  for (const { provider } of [writer, labels]) provider.disconnect();
  // Deleted behind the server's back, as by a rebuilding whose process ended before the file was written anew.
  const { sqlite } = it.house.store;
  await it.house.stop();
  const file = new Sqlite(join(it.folder, 'lianxi.sqlite'));
  for (const table of ['updates', 'baselines']) {
    file
      .prepare(`DELETE FROM ${table} WHERE room IN (SELECT room FROM documents WHERE kind IN ('register', 'care'))`)
      .run();
  }
  file.prepare("INSERT INTO settings VALUES ('scrub_due', '1')").run();
  file.close();
  expect([sqlite.open, her.length > 0, found().length > 0]).toEqual([false, true, true]);
  await it.restart();
  await until(
    'it is done',
    () => it.house.store.sqlite.prepare("SELECT 1 FROM settings WHERE key = 'scrub_due'").get() === undefined,
  );
  expect(found()).toEqual([]);
});
