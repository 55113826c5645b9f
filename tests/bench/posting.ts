/**
 * What posting costs beside storing: entries appended to a real file with `synchronous=FULL`, so many a batch, with and
 * without the books; then the same with a long ledger behind it. `node tests/bench/posting.ts` prints medians of three rounds.
 */
import type { Address } from '@lianxi/access';
import type { Entry } from '@lianxi/documents';
import { createAppend, findDocument, postInBooks } from '@lianxi/server';
import * as Y from 'yjs';
import { entryOf, openOffice } from '../ledger/office.ts';

const rounds = 3;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const office = openOffice();
office.store.sqlite.pragma('synchronous = FULL');
const { sqlite, clock } = office.store;
const posting = createAppend(sqlite, clock, postInBooks(sqlite));
const storing = createAppend(sqlite, clock, () => []);

const updateOf = (entry: Entry): Uint8Array => {
  const doc = new Y.Doc();
  doc.getMap('entries').set(entry.id, entry);
  return Y.encodeStateAsUpdate(doc);
};

/** Microseconds of the processor an entry: the disk's own time is the same for both, and other people's work is not counted. */
const measure = (append: typeof posting, ledger: Address, size: number, count: number): number => {
  const head = findDocument(office.store, ledger);
  if (!head) throw new Error(ledger);
  const batches = Array.from({ length: count / size }, () =>
    Array.from({ length: size }, () => entryOf({ unit: `unit-${Math.floor(Math.random() * 20)}` })),
  ).map((entries) => ({
    rows: [{ author: 'mwriter1', bytes: Y.mergeUpdates(entries.map(updateOf)) }],
    entries: entries.map((value) => ({ container: 'entries', key: value.id, value, author: value.by })),
  }));
  let { seq: after } = head;
  const start = process.cpuUsage();
  for (const batch of batches) {
    const [appended] = append([{ room: head.room, after, ...batch }]);
    if (appended?.type !== 'stored') throw new Error(appended?.type);
    after = appended.seq;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / count;
};

const figures: Record<string, string> = {};
let made = 0;
for (const [size, count] of [
  [1, 200],
  [10, 1_000],
  [100, 3_000],
  [1_000, 6_000],
] as const) {
  const [stored, posted]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    stored.push(measure(storing, office.ledger(`s${++made}`), size, count));
    posted.push(measure(posting, office.ledger(`p${++made}`), size, count));
  }
  figures[`${size} a batch`] = `${median(stored).toFixed(1)} stored, ${median(posted).toFixed(1)} posted`;
}
const long = office.ledger('long');
for (const before of [0, 10_000, 30_000]) {
  const have = office.rows('SELECT count(*) AS n FROM ledger_entries WHERE ledger = ?', long)[0]?.n as number;
  if (before > have) measure(posting, long, 1_000, before - have);
  figures[`10 a batch on ${before}`] = `${measure(posting, long, 10, 1_000).toFixed(1)} posted`;
}
console.log('CPU µs an entry', figures);
office.stop();
