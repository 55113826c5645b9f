import { createSeededNumbers } from '@lianxi/base';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { findFork } from './forks.ts';
import { readUpdate } from './update.ts';

const forkOf = (told: Uint8Array, contents: readonly Uint8Array[]): number | null => {
  const read = readUpdate(told);
  if (!read.ok) throw new Error(read.error.detail);
  const here = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(Y.mergeUpdates([...contents])));
  return findFork(read.value, here, [...contents].reverse()).client;
};
const author = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};

const write = (doc: Y.Doc, pick: (limit: number) => number): void => {
  const text = doc.getText('text');
  const map = doc.getMap('map');
  const list = doc.getArray('list');
  const xml = doc.getXmlFragment('xml');
  const acts = [
    () => text.insert(pick(text.length + 1), ['abc', '联席', '𠮷', 'x'][pick(4)] ?? ''),
    () => text.length > 3 && text.delete(pick(text.length - 2), 2),
    () => text.length > 3 && text.format(0, 2, { bold: pick(2) === 0 ? true : null }),
    () => text.insertEmbed(0, { image: { width: 1.5 } }),
    () => map.set(`k${pick(3)}`, [pick(9), 'x', { deep: [1, null] }]),
    () => map.delete(`k${pick(3)}`),
    () => map.set('nested', new Y.Map([['a', pick(5)]])),
    () => map.set('bytes', new Uint8Array([pick(9), 2])),
    () => list.push([pick(5), 'two']),
    () => list.length > 1 && list.delete(0, 1),
    () => {
      const element = new Y.XmlElement('p');
      element.setAttribute('level', `${pick(3)}`);
      element.insert(0, [new Y.XmlText('words')]);
      xml.insert(0, [element]);
    },
    () => xml.length > 1 && xml.delete(0, 1),
  ];
  acts[pick(acts.length)]?.();
};

it('[GD7] takes what it has already, however Yjs has cut, joined and collected it, for the same', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const next = createSeededNumbers(seed);
    const pick = (limit: number) => Math.floor(next() * limit);
    const docs = [1, 2].map((index) => author(pick(2 ** 31) + index));
    const updates: Uint8Array[] = [];
    for (const doc of docs) {
      doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== 'wire') updates.push(update);
      });
    }
    for (let step = 0; step < 40; step++) {
      write(docs[pick(2)] as Y.Doc, pick);
      if (next() < 0.3) {
        const [one, other] = docs as [Y.Doc, Y.Doc];
        Y.applyUpdate(one, Y.encodeStateAsUpdate(other), 'wire');
        Y.applyUpdate(other, Y.encodeStateAsUpdate(one), 'wire');
      }
    }
    const server = author(3);
    for (const update of updates) Y.applyUpdate(server, update);
    const folded = Y.encodeStateAsUpdate(server);
    const half = Math.floor(updates.length / 2);
    const later = Y.diffUpdate(folded, Y.encodeStateVectorFromUpdate(Y.mergeUpdates(updates.slice(0, half))));
    for (const contents of [updates, [folded], [Y.mergeUpdates(updates.slice(0, half)), later]]) {
      for (const doc of docs) expect([seed, forkOf(Y.encodeStateAsUpdate(doc), contents)]).toEqual([seed, null]);
      for (const update of updates.slice(-5)) expect(forkOf(update, contents)).toBeNull();
    }
  }
}, 60_000);

it.each<readonly [string, (doc: Y.Doc) => unknown, (doc: Y.Doc) => unknown]>([
  ['words', (doc) => doc.getText('t').insert(0, 'one'), (doc) => doc.getText('t').insert(0, 'two')],
  ['the last letter', (doc) => doc.getText('t').insert(0, 'same1'), (doc) => doc.getText('t').insert(0, 'same2')],
  ['a value', (doc) => doc.getMap('m').set('k', [1]), (doc) => doc.getMap('m').set('k', [2])],
  ['a key', (doc) => doc.getMap('m').set('k', 1), (doc) => doc.getMap('m').set('l', 1)],
  ['a container', (doc) => doc.getMap('m').set('k', 1), (doc) => doc.getMap('n').set('k', 1)],
  ['a kind of type', (doc) => doc.getMap('m').set('k', new Y.Map()), (doc) => doc.getMap('m').set('k', new Y.Array())],
  ['an element', (doc) => addElement(doc, 'p'), (doc) => addElement(doc, 'h1')],
  [
    'an embedded thing',
    (doc) => doc.getText('t').insertEmbed(0, { a: 1 }),
    (doc) => doc.getText('t').insertEmbed(0, {}),
  ],
  [
    'bytes',
    (doc) => doc.getMap('m').set('k', new Uint8Array([1])),
    (doc) => doc.getMap('m').set('k', new Uint8Array([2])),
  ],
  ['a mark', (doc) => mark(doc, 'bold'), (doc) => mark(doc, 'italic')],
  ['words and a value', (doc) => doc.getText('t').insert(0, 'x'), (doc) => doc.getMap('m').set('k', 1)],
])('[GD8] sees that %s told under the same clocks is another', (_, one, other) => {
  const docs = [author(5), author(5)] as const;
  one(docs[0]);
  other(docs[1]);
  expect(forkOf(Y.encodeStateAsUpdate(docs[1]), [Y.encodeStateAsUpdate(docs[0])])).toBe(5);
  expect(forkOf(Y.encodeStateAsUpdate(docs[0]), [Y.encodeStateAsUpdate(docs[0])])).toBeNull();
});

it('[GD8] sees that the same words were told in another place', () => {
  const base = author(1);
  base.getText('t').insert(0, 'ab');
  const docs = [author(5), author(5)] as const;
  for (const [index, doc] of docs.entries()) {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
    doc.getText('t').insert(index, 'x');
  }
  expect(forkOf(Y.encodeStateAsUpdate(docs[1]), [Y.encodeStateAsUpdate(docs[0])])).toBe(5);
});

it('[GD19] compares what both still have: of what was deleted and collected only the place is left', () => {
  const here = author(5);
  here.getText('t').insert(0, 'gone and kept');
  const told = author(5);
  told.getText('t').insert(0, 'GONE and kept');
  expect(forkOf(Y.encodeStateAsUpdate(told), [Y.encodeStateAsUpdate(here)])).toBe(5);
  here.getText('t').delete(0, 4);
  const collected = author(1);
  Y.applyUpdate(collected, Y.encodeStateAsUpdate(here));
  expect(forkOf(Y.encodeStateAsUpdate(told), [Y.encodeStateAsUpdate(collected)])).toBeNull();
  const other = author(5);
  other.getText('t').insert(0, 'GONE and lost');
  expect(forkOf(Y.encodeStateAsUpdate(other), [Y.encodeStateAsUpdate(collected)])).toBe(5);
});

const addElement = (doc: Y.Doc, name: string): void => doc.getXmlFragment('x').insert(0, [new Y.XmlElement(name)]);
const mark = (doc: Y.Doc, name: string): void => {
  doc.getText('t').insert(0, 'ab');
  doc.getText('t').format(0, 2, { [name]: true });
};
