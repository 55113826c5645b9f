/** What the relay keeps of minutes, replayed: each minute of a meeting that several write at once, through folds at any moment. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeededNumbers } from '@lianxi/base';
import { appendParagraphs, plainTextOf, textOf } from '@lianxi/documents';
import { openHistory, readFacts, readVersion, type VersionNode } from '@lianxi/documents/minutes-history';
import {
  createDocument,
  createForeground,
  createSqliteLog,
  findDocument,
  openStore,
  readHistory,
} from '@lianxi/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { times } from '../campaign.ts';
import { partsOf } from './harness.ts';

let now = 1_800_000_000_000;
let folder: string;
let store: Extract<ReturnType<typeof openStore>, { ok: true }>['value'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lianxi-history-'));
  const opened = openStore(folder, () => now);
  if (!opened.ok) throw new Error(opened.error.type);
  store = opened.value;
  store.sqlite.pragma('synchronous = OFF');
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const begin = (address: string) => {
  createDocument(store, { parts: partsOf(address), title: '会', createdBy: null, isDemo: false, seed: null });
  const room = findDocument(store, partsOf(address).address)?.room ?? 0;
  const log = createSqliteLog(store.sqlite, store.clock);
  const put = async (author: string, update: Uint8Array) => {
    const head = (await log.heads([room]))[0];
    await log.append([{ room, after: head?.seq ?? 0, rows: [{ author, bytes: update }], entries: [] }]);
  };
  return { room, log, put, fold: () => createForeground(log).compact(room) };
};
const countOf = (table: string, room: number) =>
  store.sqlite.prepare(`SELECT count(*) FROM ${table} WHERE room = ?`).pluck().get(room);
const wholeHistory = (room: number) => {
  const entries = [];
  for (let after = 0; ; ) {
    const page = readHistory(store, room, after);
    if (!page) throw new Error('no such document');
    entries.push(...page.entries);
    if (!page.hasMore) return openHistory(entries, new Map(page.owners.map(({ client, member }) => [client, member])));
    after = page.entries.at(-1)?.seq ?? 0;
  }
};
const wordsOf = (nodes: readonly VersionNode[]): string =>
  nodes
    .map((node) =>
      node.type === 'run' ? node.text : `${wordsOf(node.children)}${node.name === 'paragraph' ? '\n' : ''}`,
    )
    .join('');

it('[HI1] [HI2] [HI3] is whole after every fold, minute by minute, with who wrote and who deleted', async () => {
  for (let round = 0; round < times(4, 60); round++) {
    const random = createSeededNumbers(97 + round);
    const draw = (below: number) => Math.floor(random() * below);
    const { room, put, fold } = begin(`minutes/joint/m${round}`);
    const writers = ['mjiaaaaa', 'myiaaaaa', 'mbingaaa'].map((member) => ({ member, doc: new Y.Doc() }));
    const truth: { at: number; text: string }[] = [];
    const live = new Y.Doc();
    const owner = new Map<number, string>();
    let folds = 0;
    for (let step = 0; step < 160; step++) {
      const writer = writers[draw(3)] as (typeof writers)[number];
      const { doc, member } = writer;
      owner.set(doc.clientID, member);
      // Some are behind what the others have written.
      if (random() < 0.6) Y.applyUpdate(doc, Y.encodeStateAsUpdate(live, Y.encodeStateVector(doc)));
      const said: Uint8Array[] = [];
      const keep = (update: Uint8Array, origin: unknown) => origin === 'own' && said.push(update);
      doc.on('update', keep);
      doc.transact(() => {
        const text = textOf(doc, `t${draw(2)}`);
        const dice = random();
        if (text.length === 0 || dice < 0.1) appendParagraphs(text, [{ text: `第${step}段` }]);
        else if (dice < 0.15) text.delete(draw(text.length), 1);
        else {
          const block = text.get(draw(text.length));
          const words = block instanceof Y.XmlElement ? block.get(0) : null;
          if (!(words instanceof Y.XmlText)) return;
          const letters = [...plainTextOf(block as never)];
          const place = draw(letters.length + 1);
          const at = letters.slice(0, place).join('').length;
          const next = letters[place];
          if (dice < 0.75 || next === undefined) words.insert(at, ['字', '𠮷', '字母'][draw(3)] ?? '');
          else words.delete(at, next.length);
          if (dice > 0.95) words.format(0, [...plainTextOf(block as never)][0]?.length ?? 0, { bold: {} });
        }
      }, 'own');
      doc.off('update', keep);
      for (const update of said) {
        await put(member, update);
        Y.applyUpdate(live, update);
      }
      if (random() < 0.3) {
        truth.push({ at: now, text: ['t0', 't1'].map((topic) => plainTextOf(textOf(live, topic))).join('|') });
        now += 60_000;
      }
      if (random() < 0.05) folds += (await fold()).type === 'Compacted' ? 1 : 0;
    }
    expect(folds).toBeGreaterThan(2);
    const history = wholeHistory(room);
    for (const { at, text } of truth) {
      const moment = history.moments.findLastIndex((each) => each.at <= at);
      const words = ['t0', 't1'].map((topic) => wordsOf(readVersion(history, topic, { from: null, to: moment })));
      expect(words.map((each) => each.replace(/\n+$/, '')).join('|')).toBe(text);
    }
    const last = history.moments.length - 1;
    // Coloured: each character has who wrote it, as the document's own items say.
    for (const topic of ['t0', 't1']) {
      const written: string[] = [];
      const visit = (nodes: readonly VersionNode[]) => {
        for (const node of nodes)
          if (node.type === 'element') visit(node.children);
          else written.push(...[...node.text].map(() => node.by.author));
      };
      visit(readVersion(history, topic, { from: null, to: last }));
      const expected: string[] = [];
      const items = (type: Y.AbstractType<unknown>) => {
        for (let item = type._start; item; item = item.right) {
          if (item.deleted) continue;
          if (item.content instanceof Y.ContentType) items(item.content.type);
          if (item.content instanceof Y.ContentString)
            expected.push(...[...item.content.str].map(() => owner.get(item?.id.client ?? 0) ?? '?'));
        }
      };
      items(textOf(live, topic) as unknown as Y.AbstractType<unknown>);
      expect(written).toEqual(expected);
    }
    const facts = readFacts(history);
    const typed = facts.flatMap(({ topics }) => [...topics.values()]);
    const standing = typed.reduce((sum, { added, removed }) => sum + added - removed, 0);
    expect(standing).toBe(
      ['t0', 't1'].reduce((sum, topic) => {
        const nodes = readVersion(history, topic, { from: null, to: last });
        return sum + wordsOf(nodes).replace(/\n/g, '').length;
      }, 0),
    );
    // Rows were joined, and nothing is kept twice.
    expect(Number(countOf('history', room)) + Number(countOf('updates', room))).toBeLessThan(160);
  }
});
