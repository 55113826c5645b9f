import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createAuthor } from '../../table/index.ts';
import { addTopic, recordResolution } from '../intents.ts';
import { projectMinutes } from '../read.ts';
import { appendParagraphs, plainTextOf, textOf } from '../text.ts';
import { textBlocksOf } from '../text-blocks.ts';
import {
  type HistoryEntry,
  openHistory,
  readFacts,
  readTables,
  readVersion,
  restoreTexts,
  wordsOfVersion,
} from './index.ts';

const minute = 60_000;

/** Two people who see each other's writing at once; each step is a minute. */
const hold = () => {
  const doc = new Y.Doc();
  const entries: HistoryEntry[] = [];
  let at = 1_800_000_000_000;
  const step = (author: string, act: (doc: Y.Doc) => void) => {
    const own = new Y.Doc();
    Y.applyUpdate(own, Y.encodeStateAsUpdate(doc));
    const said: Uint8Array[] = [];
    own.on('update', (update: Uint8Array) => said.push(update));
    act(own);
    for (const update of said) Y.applyUpdate(doc, update);
    entries.push({ author, at, until: at, bytes: Y.mergeUpdates(said) });
    at += minute;
  };
  return { doc, entries, step, open: () => openHistory(entries, new Map()) };
};
const wordsIn = (doc: Y.Doc, block: number): Y.XmlText => {
  const element = textOf(doc, 't1').get(block);
  if (!(element instanceof Y.XmlElement)) throw new Error(`no block ${block}`);
  return element.get(0) as Y.XmlText;
};
const meeting = () => {
  const held = hold();
  held.step('mjiaaaaa', (doc) => {
    addTopic(doc, { id: 't1', title: '路灯' }, createAuthor('mjiaaaaa'));
    appendParagraphs(textOf(doc, 't1'), [{ speaker: '物业：', text: '一个月换完' }, { text: '夜间走查' }]);
  });
  held.step('myiaaaaa', (doc) => wordsIn(doc, 0).insert(3, '两'));
  held.step('myiaaaaa', (doc) => wordsIn(doc, 0).delete(4, 1));
  held.step('mjiaaaaa', (doc) => {
    textOf(doc, 't1').delete(1, 1);
    recordResolution(doc, { id: 'r1', topic: 't1', text: '换灯 11 盏' }, createAuthor('mjiaaaaa'));
  });
  return held;
};

test('[HI3] [HI10] every moment has its text, its tables and who wrote each word', () => {
  const { open } = meeting();
  const history = open();
  expect(history.moments.map(({ authors }) => authors)).toEqual([
    ['mjiaaaaa'],
    ['myiaaaaa'],
    ['myiaaaaa'],
    ['mjiaaaaa'],
  ]);
  const words = [0, 1, 2, 3].map((to) => wordsOfVersion(readVersion(history, 't1', { from: null, to })));
  expect(words).toEqual([
    '物业：一个月换完\n夜间走查',
    '物业：两一个月换完\n夜间走查',
    '物业：两个月换完\n夜间走查',
    '物业：两个月换完',
  ]);
  const [paragraph] = readVersion(history, 't1', { from: null, to: 3 });
  const runs = paragraph?.type === 'element' ? paragraph.children : [];
  expect(runs.map((run) => run.type === 'run' && [run.text, run.by.author, run.marks])).toEqual([
    ['物业：', 'mjiaaaaa', { bold: {} }],
    ['两', 'myiaaaaa', expect.anything()],
    ['个月换完', 'mjiaaaaa', {}],
  ]);
  const titles = [2, 3].map((at) => {
    const minutes = projectMinutes(readTables(history, at));
    return [minutes.topics.get().agenda.length, minutes.numbered.get().map(({ number }) => number)];
  });
  expect(titles).toEqual([
    [1, []],
    [1, ['1-1']],
  ]);
  expect(readFacts(history).map(({ topics, tables }) => [topics.get('t1'), [...tables].sort()])).toEqual([
    [{ added: 12, removed: 0 }, ['agenda']],
    [{ added: 1, removed: 0 }, []],
    [{ added: 0, removed: 1 }, []],
    [{ added: 0, removed: 4 }, ['resolutions']],
  ]);
});

test('[HI11] a comparison shows what was added and what was removed, each with who did it', () => {
  const history = meeting().open();
  const told: unknown[] = [];
  const visit = (nodes: ReturnType<typeof readVersion>) => {
    for (const node of nodes)
      if (node.type === 'element') visit(node.children);
      else if (node.fate !== 'kept') told.push([node.fate, node.text, node.by.author, node.by.moment]);
  };
  visit(readVersion(history, 't1', { from: 0, to: 3 }));
  expect(told).toEqual([
    ['added', '两', 'myiaaaaa', 1],
    ['removed', '一', 'myiaaaaa', 2],
    ['removed', '夜间走查', 'mjiaaaaa', 3],
  ]);
  // From before everything: all of it was added.
  const all = readVersion(history, 't1', { from: -1, to: 0 });
  expect(all.every(({ fate }) => fate === 'added')).toBe(true);
});

test('[HI12] what is restored is a new change: nothing else is touched, and it is taken back alone', () => {
  const { doc, open } = meeting();
  const nodes = readVersion(open(), 't1', { from: null, to: 0 });
  const before = JSON.stringify(textBlocksOf(textOf(doc, 't1')));
  const said: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => said.push(update));
  const restored = restoreTexts(doc, [{ topic: 't1', nodes }]);
  expect(said).toHaveLength(1);
  expect(textBlocksOf(textOf(doc, 't1'))).toEqual([
    {
      type: 'paragraph',
      runs: [
        { text: '物业：', isBold: true },
        { text: '一个月换完', isBold: false },
      ],
    },
    { type: 'paragraph', runs: [{ text: '夜间走查', isBold: false }] },
  ]);
  expect(restoreTexts(doc, [{ topic: 't1', nodes }])).toEqual({ ok: false, error: { type: 'AsItStands' } });
  // Somebody writes on meanwhile; taking back leaves that.
  appendParagraphs(textOf(doc, 't1'), [{ text: '散会' }]);
  if (!restored.ok) throw new Error(restored.error.type);
  restored.value.undo();
  expect(plainTextOf(textOf(doc, 't1'))).toBe('物业：两个月换完\n散会');
  expect(JSON.stringify(textBlocksOf(textOf(doc, 't1')).slice(0, 1))).toBe(before);
});

test('[HI12] blocks that stand there still are left to whoever types in them; a signed meeting restores nothing', () => {
  const { doc, open } = meeting();
  const nodes = readVersion(open(), 't1', { from: null, to: 2 });
  const standing = textOf(doc, 't1').get(0);
  expect(restoreTexts(doc, [{ topic: 't1', nodes }]).ok).toBe(true);
  expect(textOf(doc, 't1').get(0)).toBe(standing);
  expect(plainTextOf(textOf(doc, 't1'))).toBe('物业：两个月换完\n夜间走查');
  doc.getMap('header').set('self/state', ['signed', 1, 'server']);
  const signed = projectMinutes(doc).header.values('self').state;
  const was = plainTextOf(textOf(doc, 't1'));
  const answer = restoreTexts(doc, [{ topic: 't1', nodes: [] }]);
  expect([signed, answer.ok, plainTextOf(textOf(doc, 't1'))]).toEqual(['signed', false, was]);
});

test('[HI3] what two deleted apart counts as deleted when the first did; what was there before is one moment', () => {
  const { doc, entries, step } = hold();
  step('mjiaaaaa', (own) => appendParagraphs(textOf(own, 't1'), [{ text: '甲乙丙丁' }]));
  const [one, other] = [new Y.Doc(), new Y.Doc()];
  const cut = (own: Y.Doc, at: number, length: number): Uint8Array => {
    Y.applyUpdate(own, Y.encodeStateAsUpdate(doc));
    const before = Y.encodeStateVector(own);
    wordsIn(own, 0).delete(at, length);
    return Y.encodeStateAsUpdate(own, before);
  };
  const at = 1_800_000_600_000;
  entries.push({ author: 'myiaaaaa', at, until: at, bytes: cut(one, 1, 1) });
  entries.push({ author: 'mbingaaa', at: at + minute, until: at + minute, bytes: cut(other, 0, 3) });
  const history = openHistory(entries, new Map());
  const words = [0, 1, 2].map((to) => wordsOfVersion(readVersion(history, 't1', { from: null, to })));
  expect(words).toEqual(['甲乙丙丁', '甲丙丁', '丁']);
  // A baseline: of nobody in particular, coloured by whose client ids they are.
  const owners = new Map([...doc.store.clients.keys()].map((client) => [client, 'mjiaaaaa']));
  const state = Y.encodeStateAsUpdate(doc);
  const folded = openHistory([{ author: '', at, until: at, bytes: state }], owners);
  expect(folded.moments).toEqual([{ at, until: at, authors: ['mjiaaaaa'] }]);
});
