import { createSeededRandom } from '@lianxi/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { commit, createAuthor } from '../table/index.ts';
import { followupActs } from '../testing/followup-acts.ts';
import { runReplicas } from '../testing/replicas.ts';
import { followupSeed, followupTables, readFollowup, reportFeedback, reviewItem, takeBackStep } from './index.ts';

const resolution = (id: string, change = {}) => ({
  id,
  number: '1-1',
  text: '换灯',
  lead: '安居物业',
  assisting: ['临溪小学', '居民代表'],
  deadline: '2026-10-01',
  settled: null,
  ...change,
});
const scopes = new Map([
  ['安居物业', 'unit-anju'],
  ['临溪小学', 'unit-linxi'],
]);
const seed = (doc: Y.Doc) => {
  const signing = { number: '〔2026〕3号', signedAt: 5, hash: 'f'.repeat(64) };
  const header = { title: '联席会议', start: '2026-09-10T14:30' };
  const resolutions = [resolution('r1'), resolution('r2', { number: '1-2', settled: '2026-09-01' })];
  const changes = followupSeed({ header, signing, resolutions }, (name) => scopes.get(name));
  const server = createAuthor('', () => 1, createSeededRandom(0));
  expect(commit(doc, followupTables, changes, server).ok).toBe(true);
};
const open = () => {
  const doc = new Y.Doc();
  seed(doc);
  let time = 1_000;
  return { doc, author: createAuthor('m1', () => ++time, createSeededRandom(1)) };
};
const first = (doc: Y.Doc) => readFollowup(doc).items[0];

test('[FU1] [FU2] items stand as they were signed, with the scopes of those whom the directory knew', () => {
  const { doc } = open();
  const { signed, items } = readFollowup(doc);
  expect(signed).toMatchObject({ title: '联席会议', number: '〔2026〕3号', signedAt: 5 });
  expect(items).toMatchObject([
    { id: 'r1', number: '1-1', lead: '安居物业', parties: ['unit-anju', 'unit-linxi'], state: 'open' },
    { id: 'r2', number: '1-2', state: 'settled' },
  ]);
});

test('[FU3] [FU4] reported, sent back with another day, reported again, settled: the history has all of it', () => {
  const { doc, author } = open();
  expect(reportFeedback(doc, { item: 'r1', unit: '安居物业', text: ' 换了 8 盏 ' }, author).ok).toBe(true);
  expect(first(doc)).toMatchObject({ state: 'reported', deadline: '2026-10-01' });
  const back = { item: 'r1', outcome: 'continue', note: '还差 3 盏', deadline: '2026-10-20' } as const;
  expect(reviewItem(doc, back, author).ok).toBe(true);
  expect(first(doc)).toMatchObject({ state: 'continued', deadline: '2026-10-20', firstDeadline: '2026-10-01' });
  expect(reportFeedback(doc, { item: 'r1', unit: '安居物业', text: '换完' }, author).ok).toBe(true);
  expect(first(doc)?.state).toBe('reported');
  expect(reviewItem(doc, { item: 'r1', outcome: 'settled' }, author).ok).toBe(true);
  expect(first(doc)).toMatchObject({
    state: 'settled',
    deadline: '2026-10-20',
    history: [{ text: '换了 8 盏' }, { text: '还差 3 盏' }, { text: '换完' }, { outcome: 'settled', text: null }],
  });
  expect(reportFeedback(doc, { item: 'r1', unit: null, text: '补记' }, author).ok).toBe(true);
  expect(first(doc)?.state).toBe('settled');
  const last = first(doc)?.history.findLast(({ type }) => type === 'review');
  expect(takeBackStep(doc, { type: 'review', id: last?.id ?? '' }, author).ok).toBe(true);
  expect(first(doc)).toMatchObject({ state: 'reported', history: { length: 4 } });
});

test('[FU3] empty words and unknown items are refused, and nothing is written', () => {
  const { doc, author } = open();
  const before = Y.encodeStateVector(doc);
  expect(reportFeedback(doc, { item: 'r1', unit: null, text: ' ' }, author)).toMatchObject({
    error: { type: 'NothingWritten' },
  });
  expect(reviewItem(doc, { item: 'r9', outcome: 'settled' }, author)).toMatchObject({ error: { type: 'NoSuchItem' } });
  expect(Y.encodeStateVector(doc)).toEqual(before);
});

test('[FU5] devices that were apart read the same, and nothing that anybody said is lost but what they took back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { minLength: 20, maxLength: 80 }), async (numbers) => {
      const replicas = await runReplicas({
        numbers,
        acts: followupActs,
        seed,
        tables: followupTables.map(({ name }) => name),
      });
      const read = replicas.map(({ doc }) => readFollowup(doc));
      for (const each of read) expect(each).toEqual(read[0]);
      for (const { doc } of replicas) {
        const rows = ['feedback', 'reviews'].flatMap((name) => {
          const map = doc.getMap<unknown>(name);
          const isBack = (id: string) => (map.get(`${id}/~`) as readonly unknown[] | undefined)?.[0] === true;
          return [...map.keys()].filter((key) => !key.includes('/') && !isBack(key));
        });
        const told = readFollowup(doc).items.flatMap(({ history }) => history.map(({ id }) => id));
        expect(told.toSorted()).toEqual(rows.toSorted());
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
