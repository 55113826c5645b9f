import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAddress } from '@lianxi/access';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  appendUpdate,
  createDocument,
  createSqliteLog,
  openStore,
  type RoomLog,
  readDocument,
  type Store,
} from '../store/index.ts';
import { compactRoom } from './compaction.ts';

let folder: string;
let store: Store;
let log: RoomLog;
const parsed = parseAddress('open/joint/a');
if (!parsed.ok) throw new Error('no address');
const parts = parsed.value;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lianxi-compaction-'));
  const opened = openStore(folder);
  if (!opened.ok) throw new Error(opened.error.type);
  store = opened.value;
  log = createSqliteLog(store.sqlite, store.clock);
  createDocument(store, { parts, title: '', createdBy: null, isDemo: false, seed: null });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const append = (doc: Y.Doc, act: () => void): void => {
  doc.once('update', (update: Uint8Array) => appendUpdate(store, parts.address, update));
  doc.transact(act);
};
const content = (): Y.Doc => {
  const doc = new Y.Doc();
  const whole = readDocument(store, parts.address);
  if (whole) Y.applyUpdate(doc, whole.update);
  return doc;
};

it('[RL51] replaces rows by a baseline, keeps the numbers, and does nothing the second time', async () => {
  const doc = new Y.Doc();
  for (let index = 0; index < 20; index++) append(doc, () => doc.getText('t').insert(0, `${index} `));
  append(doc, () => doc.getText('t').delete(0, 5));
  expect(await compactRoom(log, 1)).toEqual({ type: 'Compacted', seq: 21, quarantined: [] });
  expect(await compactRoom(log, 1)).toEqual({ type: 'Unchanged' });
  expect(store.sqlite.prepare('SELECT count(*) FROM updates').pluck().get()).toBe(0);
  append(doc, () => doc.getText('t').insert(0, 'later '));
  expect(store.sqlite.prepare('SELECT seq FROM updates').pluck().all()).toEqual([22]);
  expect(content().getText('t').toString()).toBe(doc.getText('t').toString());
});

it('[RL52] what was deleted is gone from the file after compaction', async () => {
  const doc = new Y.Doc();
  append(doc, () => doc.getText('t').insert(0, 'a name that must not stay'));
  append(doc, () => doc.getText('t').delete(0, doc.getText('t').length));
  append(doc, () => doc.getText('t').insert(0, 'kept'));
  await compactRoom(log, 1);
  const state = store.sqlite.prepare('SELECT state FROM baselines').pluck().get() as Buffer;
  expect(state.includes('must not stay')).toBe(false);
  expect(state.includes('kept')).toBe(true);
});

const rowsApart = () => store.sqlite.prepare('SELECT seq, author, reason FROM quarantine ORDER BY seq').all();

it('[RL53] puts rows apart that throw or wait for something, and names who wrote them; the rest comes out whole', async () => {
  const doc = new Y.Doc();
  append(doc, () => doc.getText('t').insert(0, 'whole'));
  const other = new Y.Doc();
  other.getText('t').insert(0, 'missing');
  other.once('update', (update: Uint8Array) => appendUpdate(store, parts.address, update, 'mwaiting'));
  other.getText('t').insert(3, 'builds on what is missing');
  // A text that promises more bytes than there are.
  appendUpdate(store, parts.address, Uint8Array.from([1, 1, 9, 0, 4, 1, 1, 116, 90, 120, 0]), 'mthrower');
  append(doc, () => doc.getText('t').insert(5, ' and sound'));
  const compacted = await compactRoom(log, 1);
  expect(compacted).toMatchObject({
    type: 'Compacted',
    seq: 4,
    quarantined: [
      { seq: 2, author: 'mwaiting' },
      { seq: 3, author: 'mthrower' },
    ],
  });
  expect(rowsApart()).toMatchObject([
    { seq: 2, author: 'mwaiting' },
    { seq: 3, author: 'mthrower' },
  ]);
  expect(store.sqlite.prepare('SELECT count(*) FROM updates').pluck().get()).toBe(0);
  expect(content().getText('t').toString()).toBe('whole and sound');
  append(doc, () => doc.getText('t').insert(0, 'later '));
  expect(await compactRoom(log, 1)).toMatchObject({ type: 'Compacted', quarantined: [] });
});

it('[RL53] keeps rows that lean on each other, whatever else is put apart', async () => {
  const [one, other] = [new Y.Doc(), new Y.Doc()];
  const rows: [Uint8Array[], Uint8Array[]] = [[], []];
  for (const text of ['a', 'b', 'c', 'd']) {
    const [from, to, own] = rows[0].length > rows[1].length ? [other, one, rows[1]] : [one, other, rows[0]];
    const before = Y.encodeStateVector(from);
    from.getText('t').insert(from.getText('t').length, text);
    own.push(Y.encodeStateAsUpdate(from, before));
    Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
  }
  appendUpdate(store, parts.address, Y.mergeUpdates(rows[0]), 'mone');
  appendUpdate(store, parts.address, Uint8Array.from([1, 1, 9, 0, 4, 1, 1, 116, 90, 120, 0]), 'mthrower');
  appendUpdate(store, parts.address, Y.mergeUpdates(rows[1]), 'mtwo');
  expect(await compactRoom(log, 1)).toMatchObject({ type: 'Compacted', quarantined: [{ seq: 2, author: 'mthrower' }] });
  expect(content().getText('t').toString()).toBe('abcd');
});

it('[OP42] why a row was put apart repeats nothing that was typed', async () => {
  const doc = new Y.Doc();
  doc.getText('t').insertEmbed(0, { typed: 'Zhang San' });
  const bytes = Buffer.from(Y.encodeStateAsUpdate(doc));
  // Not JSON any more: the parser's message quotes it.
  bytes[bytes.indexOf('{')] = 0x5a;
  appendUpdate(store, parts.address, bytes, 'mthrower');
  await compactRoom(log, 1);
  expect(rowsApart()).toEqual([{ seq: 1, author: 'mthrower', reason: 'SyntaxError' }]);
});

it('[RL53] leaves a log alone of which too much does not come out', async () => {
  for (let index = 0; index < 40; index++) {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'missing');
    append(doc, () => doc.getText('t').insert(3, 'builds on it'));
  }
  expect((await compactRoom(log, 1)).type).toBe('Unsound');
  expect(store.sqlite.prepare('SELECT count(*) FROM updates').pluck().get()).toBe(40);
  expect(rowsApart()).toEqual([]);
});
