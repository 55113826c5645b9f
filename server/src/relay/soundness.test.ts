import { createSeededNumbers } from '@lianxi/base';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { readFresh } from './fresh.ts';
import type { StateVector } from './guard.ts';
import { createPlaces } from './places.ts';

/** The structural guard over a log, as a room has it for documents without rules. */
const createGuard = (log: readonly Uint8Array[]) => {
  const places = createPlaces();
  const vector: StateVector = new Map();
  const offer = (bytes: Uint8Array): Uint8Array | null => {
    const read = readFresh(bytes, vector);
    if (!read.ok || read.value.fits.type !== 'next') return null;
    const traced = places.trace(read.value.update);
    if (!traced) return null;
    places.accept(traced);
    for (const [client, clock] of read.value.fits.after) vector.set(client, clock);
    return read.value.bytes;
  };
  for (const bytes of log) offer(bytes);
  return { offer };
};

const act = (doc: Y.Doc, pick: (limit: number) => number): void => {
  const text = doc.getText('text');
  const map = doc.getMap('map');
  const xml = doc.getXmlFragment('xml');
  const [first] = xml.toArray();
  const nested = map.get('nested');
  const acts = [
    () => text.insert(pick(text.length + 1), 'abc'),
    () => text.length > 2 && text.delete(pick(text.length - 1), 1),
    () => map.set(`k${pick(3)}`, [pick(9), 'x']),
    () => {
      const element = new Y.XmlElement('p');
      element.setAttribute('a', 'b');
      element.insert(0, [new Y.XmlText('hello')]);
      xml.insert(0, [element]);
    },
    () => doc.getArray('list').push([pick(5)]),
    () => {
      const words = first instanceof Y.XmlElement ? first.get(0) : null;
      if (words instanceof Y.XmlText) words.insert(pick(words.length + 1), 'zz');
    },
    () => xml.length > 1 && xml.delete(0, 1),
    () => (nested instanceof Y.Map ? nested.set('b', pick(3)) : map.set('nested', new Y.Map([['a', 1]]))),
  ];
  acts[pick(acts.length)]?.();
};

it('[RL14] what the guard lets through of damaged updates never throws, waits or spoils a document; nothing honest is refused', () => {
  let accepted = 0;
  let refused = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const next = createSeededNumbers(seed);
    const pick = (limit: number) => Math.floor(next() * limit);
    const docs = [1, 2].map((index) => {
      const doc = new Y.Doc();
      doc.clientID = pick(2 ** 31) + index;
      return doc;
    });
    const server = new Y.Doc();
    const log: Uint8Array[] = [];
    const guard = createGuard([]);
    for (let step = 0; step < 60; step++) {
      const doc = docs[pick(2)] as Y.Doc;
      act(doc, pick);
      const honest = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server));
      if (next() < 0.4) {
        const damaged = honest.slice();
        for (let flips = 1 + pick(2); flips > 0; flips--) damaged[pick(damaged.length)] = pick(256);
        const passed = createGuard(log).offer(damaged);
        if (passed) {
          accepted++;
          const probe = new Y.Doc();
          for (const bytes of [...log, passed]) Y.applyUpdate(probe, bytes);
          expect(probe.store.pendingStructs).toBeNull();
          expect(probe.store.pendingDs).toBeNull();
          const copy = new Y.Doc();
          Y.applyUpdate(copy, Y.encodeStateAsUpdate(probe));
          expect(copy.toJSON()).toEqual(probe.toJSON());
        } else refused++;
      }
      const stored = guard.offer(honest);
      if (!stored) throw new Error(`seed ${seed}, step ${step}: an honest update was refused`);
      log.push(stored);
      Y.applyUpdate(server, honest);
      for (const each of docs) {
        if (next() < 0.5) Y.applyUpdate(each, Y.encodeStateAsUpdate(server, Y.encodeStateVector(each)));
      }
    }
  }
  expect(accepted).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(500);
}, 60_000);
