import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { correctResident, createAuthor, projectRegister, registerDefinition, registerTables } from '@lianxi/documents';
import { expect, test } from 'vitest';
import * as Y from 'yjs';

const frozen = join(import.meta.dirname, 'frozen');
const open = () => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readFileSync(join(frozen, 'register-v1.bin')));
  return doc;
};

test('[RG18] a register stored by schema version 1 reads as it did', () => {
  const expected = JSON.parse(readFileSync(join(frozen, 'register-v1.json'), 'utf8'));
  expect(JSON.parse(JSON.stringify(registerDefinition.snapshot(open())))).toMatchObject(expected);
});

test('[RG18] its doors, clashes and history are still there, reading writes nothing, and it can be worked on', () => {
  const doc = open();
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

test('[RG18] every container of version 1 is still a table of this version', () => {
  const names: string[] = registerTables.map(({ name }) => name);
  const stored = [...open().share.keys()].filter((name) => name !== 'meta');
  expect(stored.sort()).toEqual([...names].sort());
});
