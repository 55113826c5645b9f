import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { type Change, commit, createAuthor, defineTable, keepClashes, projectTable, text } from './index.ts';

const schema = defineTable('rows', { name: text(), phone: text(20) });

const open = (member: string, clientID: number) => {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  const author = createAuthor(member, () => clientID);
  const table = projectTable(doc.getMap('rows'), schema);
  keepClashes(doc.getMap('rows'), author);
  const write = (...changes: Change[]) => commit(doc, [schema], changes, author);
  return { doc, table, write };
};
const exchange = (...docs: Y.Doc[]) => {
  for (const from of docs) for (const to of docs) if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
};
const settleMicrotasks = () => new Promise((resolve) => setTimeout(resolve));

for (const [first, second] of [
  [1, 2],
  [2, 1],
] as const) {
  test(`[TB4] two values set apart are both kept, whichever client id wins (${first} against ${second})`, async () => {
    const one = open('one', first);
    const two = open('two', second);
    one.write({ type: 'create', table: 'rows', id: 'r1', values: { name: '甲', phone: '1' } });
    exchange(one.doc, two.doc);
    one.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '2' });
    two.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '3' });
    exchange(one.doc, two.doc);
    await settleMicrotasks();
    exchange(one.doc, two.doc);
    expect(one.table.row('r1')).toEqual(two.table.row('r1'));
    const row = one.table.row('r1');
    expect(row?.clashes).toHaveLength(1);
    expect([row?.values.phone, row?.clashes[0]?.others[0]?.value].sort()).toEqual(['2', '3']);
    two.write({ type: 'settle', table: 'rows', id: 'r1', field: 'phone' });
    exchange(one.doc, two.doc);
    expect(one.table.row('r1')?.clashes).toEqual([]);
  });
}

test('[TB5] values set one after the other are no clash, even when they arrive together', async () => {
  const one = open('one', 1);
  const two = open('two', 2);
  one.write({ type: 'create', table: 'rows', id: 'r1', values: { phone: '1' } });
  one.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '2' });
  exchange(one.doc, two.doc);
  two.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '3' });
  two.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '4' });
  exchange(one.doc, two.doc);
  await settleMicrotasks();
  expect(one.table.row('r1')?.values.phone).toBe('4');
  expect(one.table.row('r1')?.clashes).toEqual([]);
});

test('[TB2] a removal and an edit made apart both survive, and the removal can be taken back', () => {
  const one = open('one', 1);
  const two = open('two', 2);
  one.write({ type: 'create', table: 'rows', id: 'r1', values: { name: '甲' } });
  exchange(one.doc, two.doc);
  const removal = one.write({ type: 'remove', table: 'rows', id: 'r1' });
  two.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '9' });
  exchange(one.doc, two.doc);
  expect(two.table.ids()).toEqual([]);
  expect(two.table.row('r1')).toMatchObject({ isRemoved: true, values: { phone: '9' } });
  if (!removal.ok) throw new Error('refused');
  one.write(...removal.value);
  expect(one.table.ids()).toEqual(['r1']);
  expect(one.table.values('r1')).toEqual({ name: '甲', phone: '9' });
});

test('[TB6] a view hears only of the cell that it shows, and unaffected rows keep their identity', () => {
  const { table, write } = open('one', 1);
  write(
    { type: 'create', table: 'rows', id: 'r1', values: {} },
    { type: 'create', table: 'rows', id: 'r2', values: {} },
  );
  const heard: string[] = [];
  const stop = table.subscribe({ type: 'cell', id: 'r1', field: 'phone' }, () => heard.push('cell'));
  table.subscribe({ type: 'row', id: 'r2' }, () => heard.push('r2'));
  const before = [table.row('r1'), table.row('r2'), table.ids()];
  write({ type: 'set', table: 'rows', id: 'r1', field: 'name', value: '甲' });
  expect(heard).toEqual([]);
  expect(table.row('r1')).not.toBe(before[0]);
  expect(table.row('r2')).toBe(before[1]);
  expect(table.ids()).toBe(before[2]);
  write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '1' });
  expect(heard).toEqual(['cell']);
  stop();
  expect(table.listenerCount).toBe(1);
});

test('[TB1] a change that does not fit is refused whole', () => {
  const { table, write } = open('one', 1);
  const result = write(
    { type: 'create', table: 'rows', id: 'r1', values: {} },
    { type: 'set', table: 'rows', id: 'r1', field: 'phone', value: 'x'.repeat(21) },
  );
  expect(result).toMatchObject({ ok: false, error: { type: 'UnfitValue', field: 'phone' } });
  expect(table.ids()).toEqual([]);
});

test('[TB9] a settled value stays in the history with who settled it, and settling can be taken back', async () => {
  const one = open('one', 1);
  const two = open('two', 2);
  one.write({ type: 'create', table: 'rows', id: 'r1', values: { phone: '1' } });
  exchange(one.doc, two.doc);
  one.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '2' });
  two.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '3' });
  exchange(one.doc, two.doc);
  await settleMicrotasks();
  exchange(one.doc, two.doc);
  const [clash] = one.table.row('r1')?.clashes ?? [];
  const settled = one.write({ type: 'settle', table: 'rows', id: 'r1', field: 'phone' });
  expect(one.table.row('r1')?.clashes).toEqual([]);
  expect(one.table.row('r1')?.settled).toEqual([
    { field: 'phone', ...clash?.others[0], settledAt: 1, settledBy: 'one' },
  ]);
  if (!settled.ok) throw new Error('refused');
  one.write(...settled.value);
  expect(one.table.row('r1')).toMatchObject({ clashes: [clash], settled: [] });
});

test('[TB10] a row tells who wrote over which field, and what it was created with', () => {
  const one = open('one', 1);
  one.write({ type: 'create', table: 'rows', id: 'r1', values: { name: '甲', phone: '1' } });
  one.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '2' });
  one.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: null });
  one.write({ type: 'remove', table: 'rows', id: 'r1' });
  expect(one.table.row('r1')).toMatchObject({
    createdBy: 'one',
    changes: [
      { field: 'phone', value: null, original: '1', time: 1, member: 'one' },
      { field: '~', value: true, member: 'one' },
    ],
  });
});

test('[TB6] a watcher is told which fields of which rows were touched, before any listener', () => {
  const { table, write } = open('one', 1);
  const heard: unknown[] = [];
  table.subscribe({ type: 'any' }, () => heard.push('any'));
  const stop = table.watch((touched) => heard.push([...touched].map(([id, fields]) => [id, [...fields]])));
  write({ type: 'create', table: 'rows', id: 'r1', values: {} });
  write({ type: 'set', table: 'rows', id: 'r1', field: 'name', value: '甲' });
  stop();
  write({ type: 'set', table: 'rows', id: 'r1', field: 'name', value: '乙' });
  expect(heard).toEqual([[['r1', ['']]], 'any', [['r1', ['name']]], 'any', 'any']);
});

test('[TB11] undoing leaves a cell alone that somebody else has written since, and takes back the rest', () => {
  const one = open('one', 1);
  const two = open('two', 2);
  one.write({ type: 'create', table: 'rows', id: 'r1', values: { name: '甲', phone: '1' } });
  exchange(one.doc, two.doc);
  const done = one.write(
    { type: 'set', table: 'rows', id: 'r1', field: 'name', value: '乙' },
    { type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '2' },
  );
  if (!done.ok) throw new Error(done.error.type);
  exchange(one.doc, two.doc);
  two.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '3' });
  exchange(one.doc, two.doc);
  const undone = one.write(...done.value);
  expect(one.table.values('r1')).toEqual({ name: '甲', phone: '3' });
  expect(undone.ok && undone.value).toHaveLength(1);
});

test('[TB11] a value that somebody else has written again is theirs', () => {
  const one = open('one', 1);
  const two = open('two', 2);
  one.write({ type: 'create', table: 'rows', id: 'r1', values: { phone: '1' } });
  const done = one.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '2' });
  exchange(one.doc, two.doc);
  two.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '3' });
  two.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value: '2' });
  exchange(one.doc, two.doc);
  if (done.ok) one.write(...done.value);
  expect(one.table.values('r1').phone).toBe('2');
});

test('[TB11] several steps on one cell are taken back one after the other, and brought again', () => {
  const one = open('one', 1);
  one.write({ type: 'create', table: 'rows', id: 'r1', values: { phone: '1' } });
  const steps = ['2', '3'].map((value) => one.write({ type: 'set', table: 'rows', id: 'r1', field: 'phone', value }));
  const undone = steps.reverse().map((step) => (step.ok ? one.write(...step.value) : step));
  expect(one.table.values('r1').phone).toBe('1');
  for (const step of undone.reverse()) if (step.ok) one.write(...step.value);
  expect(one.table.values('r1').phone).toBe('3');
});

test('[TB8] parts of a list under the name of a table are passed over', () => {
  const { doc, table, write } = open('one', 1);
  write({ type: 'create', table: 'rows', id: 'r1', values: { name: '甲' } });
  const other = new Y.Doc();
  other.getArray('rows').push([1]);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(table.ids()).toEqual(['r1']);
});
