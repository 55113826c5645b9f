import { addTopic, appendParagraphs, createAuthor, textOf } from '@lianxi/documents';
import { createDocument, createForeground, createSqliteLog, findDocument, type Store } from '@lianxi/server';
import * as Y from 'yjs';
import { readTrace } from '../convergence/traces.ts';
import { partsOf } from '../relay/harness.ts';

export interface Paper {
  readonly address: string;
  readonly room: number;
  readonly rows: number;
  /** As the rows were stored (bytes). */
  readonly raw: number;
  /** The last fold (ms). */
  readonly foldTime: number;
  readonly edits: number;
  readonly endContent: string;
}

/**
 * The 259,778 edits of `automerge-paper` as minutes of one topic, typed at three a second, a row each half second, folded as the relay
 * folds. The authors take turns, each for two hundred rows. `tick`: so many ms have gone by.
 */
export const storePaper = async (store: Store, authors: readonly string[], tick: (ms: number) => void): Promise<Paper> => {
  const parts = partsOf('minutes/joint/paper');
  createDocument(store, { parts, title: '纪要', createdBy: null, isDemo: false, seed: null });
  const room = findDocument(store, parts.address)?.room ?? 0;
  const log = createSqliteLog(store.sqlite, store.clock);
  store.sqlite.pragma('synchronous = OFF');

  const doc = new Y.Doc();
  addTopic(doc, { id: 't1', title: '论文' }, createAuthor(authors[0] ?? ''));
  appendParagraphs(textOf(doc, 't1'), [{ text: '' }]);
  const words = (textOf(doc, 't1').get(0) as Y.XmlElement).get(0) as Y.XmlText;
  const { txns, endContent } = readTrace('automerge-paper');
  let rows = 0;
  let raw = 0;
  let waiting: Uint8Array[] = [Y.encodeStateAsUpdate(doc)];
  const append = async () => {
    const bytes = Y.mergeUpdates(waiting);
    waiting = [];
    raw += bytes.length;
    const author = authors[Math.floor(rows / 200) % authors.length] ?? '';
    await log.append([{ room, after: rows, rows: [{ author, bytes }], entries: [] }]);
    rows++;
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
    tick(333);
    if (index % 2 === 1) await append();
    if (rows > 0 && rows % 500 === 0 && index % 2 === 1) {
      const from = performance.now();
      await fold.compact(room);
      foldTime = performance.now() - from;
    }
  }
  if (waiting.length > 0) await append();
  return { address: parts.address, room, rows, raw, foldTime, edits: txns.length, endContent };
};
