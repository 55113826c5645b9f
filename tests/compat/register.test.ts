import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  correctResident,
  createAuthor,
  listDoors,
  lockableColumns,
  lockColumns,
  projectRegister,
  registerDefinition,
  registerTables,
} from '@lianxi/documents';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';

const frozen = join(import.meta.dirname, 'frozen');
const open = (version: 1 | 2) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readFileSync(join(frozen, `register-v${version}.bin`)));
  return doc;
};

describe.each([1, 2] as const)('a register stored by schema version %i', (version) => {
  test('[RG18] reads as it did', () => {
    const expected = JSON.parse(readFileSync(join(frozen, `register-v${version}.json`), 'utf8'));
    expect(JSON.parse(JSON.stringify(registerDefinition.snapshot(open(version))))).toMatchObject(expected);
  });

  test('[RG18] has no container that is not a table of this version', () => {
    const names: string[] = registerTables.map(({ name }) => name);
    const stored = [...open(version).share.keys()].filter((name) => name !== 'meta');
    expect(stored.sort()).toEqual([...names].sort());
  });
});

test('[RG18] doors, clashes and history of version 1 are still there, reading writes nothing, and it can be worked on', () => {
  const doc = open(1);
  let updates = 0;
  doc.on('update', () => updates++);
  const register = projectRegister(doc);
  expect(register.doors().map((door) => [door.place.room, door.residents, door.gone])).toEqual([
    ['负1', [], []],
    ['501', ['r1'], ['r2', 'r3']],
  ]);
  const row = register.residents.row('r1');
  expect(row?.clashes).toMatchObject([{ field: 'residence', others: [{ value: 'tenant', member: 'mxyz' }] }]);
  expect(row?.settled).toMatchObject([{ field: 'note', value: '上午在家', settledBy: 'mabc2345' }]);
  expect(row?.changes.map(({ field, member }) => [field, member])).toContainEqual(['phones', 'mabc2345']);
  expect(register.residents.row('r4')?.isRemoved).toBe(true);
  expect(updates).toBe(0);
  expect(correctResident(doc, 'r1', { name: '何秀' }, createAuthor('m1')).ok).toBe(true);
});

test('[RG20] what version 1 held is read, listed and written as before, until the committee locks it', () => {
  const doc = open(1);
  const register = projectRegister(doc);
  const author = createAuthor('m1');
  const fields = ['name', 'idNumber', 'sex', 'birth', 'residence', 'partyMember'] as const;
  const lines = () => listDoors(register, register.doors(), fields, false);
  expect(lines()).toContainEqual(['何秀兰', '990101195207057666', '女', '1952-07-05', '常住', '是']);
  expect(lockableColumns.map((column) => register.standing(column))).toEqual(
    lockableColumns.map((column) =>
      column === 'idNumber'
        ? { type: 'unlocked', purpose: '换届选民登记' }
        : { type: 'before', purpose: '网格日常联系与走访' },
    ),
  );
  expect(correctResident(doc, 'r1', { birth: '1952-07-06' }, author).ok).toBe(true);
  expect(lockColumns(doc, lockableColumns, author).ok).toBe(true);
  expect(lines()).toContainEqual(['何秀兰', '', '', '', '', '']);
  expect(correctResident(doc, 'r1', { birth: '1952-07-05' }, author)).toMatchObject({
    ok: false,
    error: { type: 'ColumnLocked', field: 'birth' },
  });
});

test('[RG22] a column that was locked when it was stored is hidden, and what stands in it is known by its number', () => {
  const register = projectRegister(open(2));
  expect(register.residents.values('r1')).toMatchObject({ name: '何秀兰', sex: '2', birth: null, note: null });
  expect(register.residents.values('r1').residence).toBe('permanent');
  expect(register.households.values('h1').remark).toBeNull();
  expect([register.held('birth'), register.held('note'), register.standing('birth').type]).toEqual([2, 2, 'locked']);
});
