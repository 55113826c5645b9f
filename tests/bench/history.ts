/**
 * How long opening the history of a long paper takes: `node tests/bench/history.ts`. The 259,778 edits of `automerge-paper` are typed
 * into minutes at three a second, a row each half second, and folded as the relay folds; then the history is asked for over
 * HTTP and opened as the page opens it. Prints what it takes (ms) and what it keeps (bytes).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistory, readFacts, readVersion } from '@lianxi/documents/minutes-history';
import { openStore, readDocument, readHistory } from '@lianxi/server';
import { storePaper } from './paper.ts';

const folder = mkdtempSync(join(tmpdir(), 'lianxi-history-'));
let now = 1_800_000_000_000;
const opened = openStore(folder, () => now);
if (!opened.ok) throw new Error(opened.error.type);
const store = opened.value;
const paper = await storePaper(store, ['mwriter0'], (ms) => {
  now += ms;
});
const { address, room } = paper;

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
  edits: paper.edits,
  rows: paper.rows,
  'bytes as stored': paper.raw,
  'document, bytes': readDocument(store, address)?.update.length,
  'kept, rows': kept.n,
  'kept, bytes': kept.bytes,
  'last fold': `${paper.foldTime.toFixed(0)} ms`,
  'relay reads': await time(read),
  'page opens': await time(open),
  'facts of all moments': await time(() => readFacts(history)),
  'a version': await time(() => readVersion(history, 't1', { from: null, to: last >> 1 })),
  'a comparison': await time(() => readVersion(history, 't1', { from: last >> 2, to: last })),
  moments: history.moments.length,
  plain,
});
const whole = text.flatMap((node) => (node.type === 'element' ? node.children : [node]));
if (whole.map((node) => (node.type === 'run' ? node.text : '')).join('') !== paper.endContent)
  throw new Error('not the paper');
store.close();
rmSync(folder, { recursive: true });
