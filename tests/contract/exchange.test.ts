import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createAuthor,
  describeRegister,
  importResidents,
  lockableColumns,
  planImport,
  projectRegister,
  unlockColumns,
} from '@lianxi/documents';
import { readRegisterWorkbook } from '@lianxi/exchange';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';

/** What the reader of workbooks says and what a register takes are two packages that do not know each other: here they meet. */
const fixtures = join(import.meta.dirname, '../../packages/exchange/fixtures');
const author = createAuthor('mclerk00');

const readRows = async (name: string) => {
  const reading = await readRegisterWorkbook(readFileSync(join(fixtures, name)), name);
  if (!reading.ok) throw new Error(reading.error.type);
  // A person chooses the register, so the compound's name says nothing more.
  return reading.value.rows.map(({ compound: _, ...row }) => row);
};

const openUnlocked = () => {
  const doc = new Y.Doc();
  const about = { purpose: '试验', legalBasis: '试验', keepingPeriod: '一天', responsible: '试验' };
  expect(describeRegister(doc, about, author).ok && unlockColumns(doc, lockableColumns, '试验', author).ok).toBe(true);
  return { doc, register: projectRegister(doc) };
};

describe.each(['明德花园居民信息登记表.xlsx', '锦绣苑台账.csv', '东风家属院花名册.xls'])('%s', (name) => {
  test('[RG13] every row becomes a resident at a door, and a second import of the same file changes nothing', async () => {
    const rows = await readRows(name);
    const { doc, register } = openUnlocked();
    const plan = planImport(register, rows);
    expect(plan.create).toHaveLength(rows.length);
    expect(importResidents(doc, register, plan, author).ok).toBe(true);
    expect(register.residents.ids()).toHaveLength(rows.length);
    const doors = new Set(rows.map((row) => `${row.building}-${row.entrance}-${row.room}`));
    expect(register.doors()).toHaveLength(doors.size);
    const state = Y.encodeStateVector(doc);

    const again = planImport(register, await readRows(name));
    expect([again.create, again.update, again.missing]).toEqual([[], [], []]);
    expect(again.unchanged).toHaveLength(rows.length);
    expect(importResidents(doc, register, again, author).ok).toBe(true);
    expect(Y.encodeStateVector(doc)).toEqual(state);
  });

  test('people of an import that was taken back are written anew where that is asked for', async () => {
    const rows = (await readRows(name)).slice(0, 40);
    const { doc, register } = openUnlocked();
    const written = importResidents(doc, register, planImport(register, rows), author);
    if (!written.ok) throw new Error(written.error.type);
    for (const id of register.residents.ids()) doc.getMap('residents').set(`${id}/~`, [true, 1, 'mclerk00']);
    expect(planImport(register, rows).removed).toHaveLength(40);
    expect(planImport(register, rows, { bringsBack: true }).create).toHaveLength(40);
  });
});
