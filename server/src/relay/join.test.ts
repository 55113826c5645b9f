import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { joinUpdates } from './join.ts';
import { readUpdate, type Update } from './update.ts';

const read = (bytes: Uint8Array): Update => {
  const update = readUpdate(bytes);
  if (!update.ok) throw new Error(update.error.detail);
  return update.value;
};
const contentOf = (updates: readonly Uint8Array[]): unknown => {
  const doc = new Y.Doc();
  for (const bytes of updates) Y.applyUpdate(doc, bytes);
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.store.pendingDs).toBeNull();
  const content = [doc.getText('t').toDelta(), doc.getMap('m').toJSON(), [...Y.encodeStateVector(doc)].sort()];
  doc.destroy();
  return content;
};

const edit = fc.record({
  writer: fc.integer({ min: 0, max: 2 }),
  at: fc.nat(40),
  act: fc.constantFrom('insert', 'delete', 'set', 'unset', 'nest', 'format', 'hear'),
});

it('[RL15] updates joined for the disk and the wire say what they said apart, to Yjs and to ourselves', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 60 }), (edits) => {
      const docs = [3, 1, 2].map((id) => {
        const doc = new Y.Doc();
        doc.clientID = id * 1_000_003;
        return doc;
      });
      const stream: Uint8Array[] = [];
      for (const doc of docs) {
        doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'heard' && stream.push(update));
      }
      for (const { writer, at, act } of edits) {
        const doc = docs[writer] as Y.Doc;
        const text = doc.getText('t');
        const place = Math.min(at, text.length);
        if (act === 'insert') text.insert(place, '文a😀');
        else if (act === 'delete') text.delete(place, Math.min(3, text.length - place));
        else if (act === 'set') doc.getMap('m').set(`k${at % 5}`, [at]);
        else if (act === 'unset') doc.getMap('m').delete(`k${at % 5}`);
        else if (act === 'nest') doc.getMap('m').set(`n${at % 3}`, new Y.Array());
        else if (act === 'format') text.format(place, Math.min(4, text.length - place), { bold: true });
        else for (const update of stream) Y.applyUpdate(doc, update, 'heard');
      }
      if (stream.length === 0) return;
      const joined = joinUpdates(stream.map(read));
      expect(joined).not.toBeNull();
      const bytes = joined as Uint8Array;
      expect(contentOf([bytes])).toEqual(contentOf(stream));
      const again = read(bytes);
      expect(again.structs.length).toBe(stream.reduce((sum, each) => sum + read(each).structs.length, 0));
      // Yjs's own merging takes it as one of its own.
      expect(contentOf([Y.mergeUpdates([bytes, ...stream])])).toEqual(contentOf(stream));
      expect(contentOf([Y.diffUpdate(bytes, new Uint8Array([0]))])).toEqual(contentOf(stream));
    }),
    { numRuns: 300 },
  );
});

it('[RL15] what does not follow from each other is not joined', () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let index = 0; index < 3; index++) doc.getText('t').insert(index, 'x');
  const [first, , third] = updates as [Uint8Array, Uint8Array, Uint8Array];
  expect(joinUpdates([first, third].map(read))).toBeNull();
  expect(joinUpdates([third, first].map(read))).toBeNull();
});
