/**
 * How long opening the history of a long paper takes: `node tests/bench/history.ts`. The 259,778 edits of `automerge-paper` are typed
 * into minutes at three a second, a row each half second, and folded as the relay folds; then the history is asked for over
 * HTTP and opened as the page opens it. Prints what it takes (ms) and what it keeps (bytes).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendParagraphs, textOf } from '@lianxi/documents';
import { openHistory, readFacts, readVersion } from '@lianxi/documents/minutes-history';
import {
  createDocument,
  createForeground,
  createSqliteLog,
  findDocument,
  openStore,
  readDocument,
  readHistory,
} from '@lianxi/server';
import * as Y from 'yjs';
import { readTrace } from '../convergence/traces.ts';
import { partsOf } from '../relay/harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'lianxi-history-'));
let now = 1_800_000_000_000;
const opened = openStore(folder, () => now);
if (!opened.ok) throw new Error(opened.error.type);
const store = opened.value;
const parts = partsOf('minutes/joint/paper');
createDocument(store, { parts, title: '纪要', createdBy: null, isDemo: false, seed: null });
const room = findDocument(store, parts.address)?.room ?? 0;
const log = createSqliteLog(store.sqlite, store.clock);
store.sqlite.pragma('synchronous = OFF');

const doc = new Y.Doc();
appendParagraphs(textOf(doc, 't1'), [{ text: '' }]);
const words = (textOf(doc, 't1').get(0) as Y.XmlElement).get(0) as Y.XmlText;
const { txns, endContent } = readTrace('automerge-paper');
let seq = 0;
let raw = 0;
let waiting: Uint8Array[] = [Y.encodeStateAsUpdate(doc)];
const store1 = async () => {
  const bytes = Y.mergeUpdates(waiting);
  waiting = [];
  raw += bytes.length;
  await log.append([{ room, after: seq, rows: [{ author: 'mwriter0', bytes }], entries: [] }]);
  seq++;
};
doc.on('update', (update: Uint8Array) => waiting.push(update));
let foldTime = 0;
const fold = createForeground(log);
for (const [index, { patches }] of txns.entries()) {
  doc.transact(() => {
    for (const [position, deleted, inserted] of patches) {
      if (deleted > 0) words.delete(position, deleted);
      if (inserted !== '') words.insert(position, inserted);
    }
  });
  now += 333;
  if (index % 2 === 1) await store1();
  if (seq > 0 && seq % 500 === 0 && index % 2 === 1) {
    const from = performance.now();
    await fold.compact(room);
    foldTime = performance.now() - from;
  }
}
if (waiting.length > 0) await store1();

const kept = store.sqlite.prepare('SELECT count(*) AS n, sum(length(bytes)) AS bytes FROM history').get() as {
  readonly n: number;
  readonly bytes: number;
};
const time = async (work: () => unknown): Promise<string> => {
  const all: number[] = [];
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    await work();
    all.push(performance.now() - from);
  }
  return `${(all.toSorted((a, b) => a - b)[2] ?? 0).toFixed(0)} ms (first ${(all[0] ?? 0).toFixed(0)})`;
};
const read = () => {
  const page = readHistory(store, room, 0);
  if (!page || page.hasMore) throw new Error('more than a page');
  return page.entries;
};
const entries = read();
const open = () => openHistory(entries, new Map());
const history = open();
const last = history.moments.length - 1;
const text = readVersion(history, 't1', { from: null, to: last });
const plain = JSON.stringify(text).length;
console.log({
  edits: txns.length,
  rows: seq,
  'bytes as stored': raw,
  'document, bytes': readDocument(store, parts.address)?.update.length,
  'kept, rows': kept.n,
  'kept, bytes': kept.bytes,
  'last fold': `${foldTime.toFixed(0)} ms`,
  'relay reads': await time(read),
  'page opens': await time(open),
  'facts of all moments': await time(() => readFacts(history)),
  'a version': await time(() => readVersion(history, 't1', { from: null, to: last >> 1 })),
  'a comparison': await time(() => readVersion(history, 't1', { from: last >> 2, to: last })),
  moments: history.moments.length,
  plain,
});
const whole = text.flatMap((node) => (node.type === 'element' ? node.children : [node]));
if (whole.map((node) => (node.type === 'run' ? node.text : '')).join('') !== endContent)
  throw new Error('not the paper');
store.close();
rmSync(folder, { recursive: true });
