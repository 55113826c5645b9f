import { createSeededNumbers } from '@lianxi/base';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { isEmptyUpdate, readUpdate } from './update.ts';

/** A document with every kind of content that Yjs can hold, and some of it deleted. */
const createMixed = (seed: number): { readonly doc: Y.Doc; readonly updates: Uint8Array[] } => {
  const next = createSeededNumbers(seed);
  const doc = new Y.Doc();
  doc.clientID = Math.floor(next() * 2 ** 32);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = doc.getText('text');
  const map = doc.getMap('map');
  const list = doc.getArray('list');
  const xml = doc.getXmlFragment('xml');
  const actions = [
    () => text.insert(Math.floor(next() * (text.length + 1)), ['a', '联席', '𠮷', 'é'][Math.floor(next() * 4)] ?? ''),
    () => text.length > 2 && text.delete(Math.floor(next() * (text.length - 1)), 1),
    () => text.length > 3 && text.format(0, 2, { bold: true }),
    () => text.insertEmbed(0, { image: 'x' }),
    () => map.set(`k${Math.floor(next() * 4)}`, [1.5, 'x', null, true, { deep: [-3, 2 ** 40] }, next()]),
    () => map.set('bytes', new Uint8Array([1, 2, 3])),
    () => map.set('nested', new Y.Map([['a', 1]])),
    () => map.delete('k1'),
    () => list.push([1, 'two', { three: 3 }]),
    () => list.length > 1 && list.delete(0, 1),
    () => {
      const element = new Y.XmlElement('p');
      element.setAttribute('level', '1');
      element.insert(0, [new Y.XmlText('words')]);
      xml.push([element]);
    },
    () => xml.length > 1 && xml.delete(0, 1),
    () => map.set('doc', new Y.Doc({ guid: 'sub' })),
  ];
  for (let index = 0; index < 60; index++) actions[Math.floor(next() * actions.length)]?.();
  return { doc, updates };
};

it('[RL10] reads every update that Yjs writes, to the last clock', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { doc, updates } = createMixed(seed);
    for (const bytes of [...updates, Y.encodeStateAsUpdate(doc), Y.mergeUpdates(updates)]) {
      const read = readUpdate(bytes);
      if (!read.ok) throw new Error(`${seed}: ${read.error.detail}`);
      const decoded = Y.decodeUpdate(bytes);
      expect(read.value.structs.map(({ client, clock, length }) => [client, clock, length])).toEqual(
        decoded.structs.map((struct) => [struct.id.client, struct.id.clock, struct.length]),
      );
      const deleted = [...decoded.ds.clients].flatMap(([client, items]) =>
        items.map((item) => [client, item.clock, item.len]),
      );
      expect(read.value.deletes.map(({ client, clock, length }) => [client, clock, length])).toEqual(deleted);
    }
  }
});

it('[RL10] tells the value under a key as Yjs would', () => {
  const doc = new Y.Doc();
  const value = ['旧', 17, null, { a: [true, 2.5] }];
  doc.getMap('m').set('k', value);
  const read = readUpdate(Y.encodeStateAsUpdate(doc));
  expect(read.ok && read.value.structs[0]?.value()).toEqual(value);
  expect(read.ok && read.value.structs[0]?.key).toBe('k');
  expect(read.ok && read.value.structs[0]?.parent).toBe('m');
});

it('[RL10] never throws on flipped or cut bytes, and what it accepts Yjs can decode', () => {
  const next = createSeededNumbers(7);
  let accepted = 0;
  let refused = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const whole = Y.encodeStateAsUpdate(createMixed(seed).doc);
    for (let index = 0; index < 400; index++) {
      const bytes = whole.slice(0, next() < 0.3 ? Math.floor(next() * whole.length) : whole.length);
      for (let flips = next() < 0.5 ? 1 : 3; flips > 0 && bytes.length > 0; flips--) {
        bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
      }
      const read = readUpdate(bytes);
      if (read.ok) {
        accepted++;
        expect(() => Y.decodeUpdate(bytes)).not.toThrow();
      } else refused++;
    }
  }
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(1_000);
}, 60_000);

it('[RL10] is not made to allocate by a few bytes that promise much', () => {
  const promises = [
    [1, 255, 255, 255, 255, 7, 1, 0],
    [255, 255, 255, 255, 15],
    [0, 1, 1, 255, 255, 255, 255, 15],
    [1, 1, 1, 0, 8, 1, 1, 109, 255, 255, 255, 255, 15],
  ];
  const before = performance.now();
  for (const bytes of promises) expect(readUpdate(new Uint8Array(bytes)).ok).toBe(false);
  expect(performance.now() - before).toBeLessThan(100);
});

it('knows the empty update', () => {
  expect(isEmptyUpdate(Y.encodeStateAsUpdate(new Y.Doc()))).toBe(true);
});
