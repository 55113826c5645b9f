import type { Json } from '@lianxi/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { runReplicas } from '../testing/replicas.ts';
import {
  type Change,
  choice,
  commit,
  createAuthor,
  date,
  defineTable,
  fitsField,
  flag,
  integer,
  keepClashes,
  projectTable,
  text,
  texts,
} from './index.ts';

const schema = defineTable('rows', {
  name: text(20),
  count: integer(0, 9),
  done: flag(),
  day: date(),
  kind: choice('a', 'b'),
  tags: texts(3, 5),
});
type Field = keyof typeof schema.fields;
const fields = Object.keys(schema.fields) as Field[];
const valueArbitrary: Readonly<Record<Field, fc.Arbitrary<Json>>> = {
  name: fc.option(fc.string({ unit: 'grapheme', maxLength: 8 })),
  count: fc.option(fc.integer({ min: 0, max: 9 })),
  done: fc.option(fc.boolean()),
  day: fc.constantFrom(null, '1980', '1980-02', '1980-02-29'),
  kind: fc.constantFrom(null, 'a', 'b'),
  tags: fc.option(fc.array(fc.string({ unit: 'grapheme', maxLength: 2 }), { maxLength: 3 })),
};
const id = fc.constantFrom('r1', 'r2', 'r3', 'r4');
const edit = fc
  .constantFrom(...fields)
  .chain((field) => fc.record({ field: fc.constant(field), id, value: valueArbitrary[field] }));
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: edit.map((each): Change => ({ type: 'set', table: 'rows', ...each })) },
  {
    weight: 2,
    arbitrary: edit.map(
      (each): Change => ({ type: 'create', table: 'rows', id: each.id, values: { [each.field]: each.value } }),
    ),
  },
  { weight: 1, arbitrary: id.map((each): Change => ({ type: 'remove', table: 'rows', id: each })) },
  { weight: 1, arbitrary: id.map((each): Change => ({ type: 'restore', table: 'rows', id: each })) },
  {
    weight: 1,
    arbitrary: edit.map((each): Change => ({ type: 'settle', table: 'rows', id: each.id, field: each.field })),
  },
  {
    weight: 1,
    arbitrary: edit.map((each): Change => ({ type: 'unsettle', table: 'rows', id: each.id, field: each.field })),
  },
);
const everything = (table: ReturnType<typeof project>) => ({
  ids: table.ids(),
  rows: [...table.allIds()].sort().map((each) => table.row(each)),
});
const project = (doc: Y.Doc) => projectTable(doc.getMap('rows'), schema);
const open = (clientID: number) => {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  let time = 0;
  const author = createAuthor(`m${clientID}`, () => ++time);
  return { doc, author, write: (...changes: Change[]) => commit(doc, [schema], changes, author) };
};

test('[TB3] three copies on a bad network come to the same rows, and each projection equals one made afresh', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer(), { minLength: 5, maxLength: 60 }),
      fc.array(change, { minLength: 1, maxLength: 30 }),
      async (numbers, changes) => {
        const kept = new Map<Y.Doc, ReturnType<typeof project>>();
        const tableOf = (doc: Y.Doc) => {
          const table = kept.get(doc) ?? project(doc);
          kept.set(doc, table);
          return table;
        };
        const replicas = await runReplicas({
          numbers,
          acts: changes.map((each) => (replica) => void commit(replica.doc, [schema], [each], replica.author)),
          tables: ['rows'],
          // Read after every step, so that what was remembered has to be thrown away in time.
          check: ({ doc }) => void everything(tableOf(doc)),
        });
        const [first] = replicas;
        for (const { doc } of replicas) {
          expect(everything(tableOf(doc))).toEqual(everything(project(doc)));
          if (first) expect(everything(tableOf(doc))).toEqual(everything(tableOf(first.doc)));
        }
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

test('[TB4] of values written apart in one cell none is lost: one stands, the others lie beside it', async () => {
  const branches = fc.uniqueArray(
    fc.record({
      client: fc.integer({ min: 1, max: 1000 }),
      values: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
    }),
    { minLength: 2, maxLength: 3, selector: ({ client }) => client },
  );
  await fc.assert(
    fc.asyncProperty(branches, fc.boolean(), async (edits, isPiecewise) => {
      const copies = edits.map(({ client, values }) => ({ ...open(client), values, sent: [] as Uint8Array[] }));
      const [first] = copies;
      first?.write({ type: 'create', table: 'rows', id: 'r1', values: {} });
      for (const { doc, author, sent } of copies) {
        if (first) Y.applyUpdate(doc, Y.encodeStateAsUpdate(first.doc));
        keepClashes(doc.getMap('rows'), author);
        doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
          if (local) sent.push(update);
        });
      }
      for (const { write, values } of copies) {
        for (const value of values) write({ type: 'set', table: 'rows', id: 'r1', field: 'count', value });
      }
      for (let round = 0; round < 3; round++) {
        for (const from of copies) {
          const updates = from.sent.splice(0);
          for (const to of copies) {
            if (to === from || updates.length === 0) continue;
            for (const update of isPiecewise ? updates : [Y.mergeUpdates(updates)]) Y.applyUpdate(to.doc, update);
          }
        }
        // The notes of lost values follow as microtasks.
        await new Promise<void>((resolve) => queueMicrotask(resolve));
      }
      const last = copies.flatMap(({ values }) => values.slice(-1));
      for (const { doc } of copies) {
        const row = project(doc).row('r1');
        const others = row?.clashes.flatMap((clash) => clash.others.map(({ value }) => value)) ?? [];
        const visible = [row?.values.count, ...others].filter((value) => value !== null);
        expect(visible).toEqual(expect.arrayContaining(last));
        // Piece by piece, a value may have been seen before its writer's next one came; never what nobody wrote.
        const allowed = isPiecewise ? copies.flatMap(({ values }) => values) : last;
        expect(visible.filter((value) => !allowed.some((each) => each === value))).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);

test('[TB7] undoing changes brings back what was read before, and undoing that brings them again', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), fc.array(change, { maxLength: 10 }), (before, changes) => {
      const { doc, author } = open(1);
      const table = project(doc);
      for (const each of before) commit(doc, [schema], [each], author);
      const read = () => table.ids().map((each) => [each, table.values(each)]);
      const then = read();
      const done = commit(doc, [schema], changes, author);
      if (!done.ok) {
        expect(read()).toEqual(then);
        return;
      }
      const now = read();
      const undone = commit(doc, [schema], done.value, author);
      expect(read()).toEqual(then);
      if (!undone.ok) throw new Error('an undo was refused');
      commit(doc, [schema], undone.value, author);
      expect(read()).toEqual(now);
    }),
    { numRuns: 200 },
  );
}, 60_000);

test('[TB8] whatever a stranger wrote into the map, reading it gives fitting values only', () => {
  const key = fc.oneof(
    fc.constantFrom(
      'r1',
      'r1/name',
      'r1/count',
      'r1/~',
      'r1/__proto__',
      'r1/toString',
      'r1/name!1-m',
      'r1/',
      '/x',
      '__proto__',
    ),
    fc.string({ maxLength: 6 }),
  );
  const value = fc.oneof(
    fc.jsonValue() as fc.Arbitrary<Json>,
    fc.tuple(fc.jsonValue() as fc.Arbitrary<Json>, fc.constant(1), fc.constant('m')).map((cell) => cell as Json),
    fc.constant({ $at: 1, $by: 'm', name: 7, count: 3 } as Json),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 12 }), (entries) => {
      const { doc } = open(1);
      for (const [each, written] of entries) doc.getMap('rows').set(each, written);
      const table = project(doc);
      for (const each of table.ids()) {
        for (const field of fields) expect(fitsField(schema.fields[field], table.values(each)[field])).toBe(true);
        expect(Object.getPrototypeOf(table.values(each))).toBe(Object.prototype);
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);

test('[TB1] a day that no calendar has, and half a character, do not fit', () => {
  expect(fitsField(date(), '2024-02-29')).toBe(true);
  expect(fitsField(date(), '2023-02-29')).toBe(false);
  expect(fitsField(date(), '1990-04-31')).toBe(false);
  expect(fitsField(text(), '𠮷')).toBe(true);
  expect(fitsField(text(), '𠮷'.slice(0, 1))).toBe(false);
  expect(fitsField(texts(), ['a', '\udc00'])).toBe(false);
});
