import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Write, Writer } from '../kind.ts';
import { createAuthor } from '../table/index.ts';
import { addHousehold, describeRegister, registerRules, registerTables, unlockColumn } from './index.ts';

const branch: Writer = { member: 'm1', isCommittee: false, units: [], isServer: false };
const committee: Writer = { ...branch, isCommittee: true };
const grounded = {
  purpose: ['联系', 1, 'm1'],
  legalBasis: ['条例', 1, 'm1'],
  keepingPeriod: ['1年', 1, 'm1'],
  unlockReason: ['换届', 1, 'm1'],
};
const write = (container: string, key: string | null, value: unknown, about: object = {}, writer = branch): Write => ({
  container,
  key,
  value,
  exists: false,
  writer,
  standing: (name, each) =>
    name === 'about' ? (about as Record<string, unknown>)[each.slice('self/'.length)] : undefined,
});
const ruleOf = (attempt: Write) => {
  const result = registerRules.mayWrite(attempt);
  return result.ok ? 'accepted' : result.error.rule;
};
const row = (values: object) => ({ ...values, $at: 1, $by: 'm1' });
const open = { ...grounded, unlocked: [['idNumber'], 1, 'm1'] };

test('[RG1] a citizen number gets past the relay only where the column is unlocked', () => {
  const number = '990101194504047136';
  expect(ruleOf(write('residents', 'r1', row({ name: '甲' })))).toBe('accepted');
  expect(ruleOf(write('residents', 'r1', row({ idNumber: number })))).toBe('column-locked');
  expect(ruleOf(write('residents', 'r1/idNumber', [number, 1, 'm1']))).toBe('column-locked');
  expect(ruleOf(write('residents', 'r1/idNumber!1-m2', [number, 1, 'm2']))).toBe('column-locked');
  expect(ruleOf(write('residents', 'r1/idNumber', [null, 1, 'm1']))).toBe('accepted');
  expect(ruleOf(write('residents', 'r1', row({ idNumber: number }), open))).toBe('accepted');
  expect(ruleOf(write('residents', 'r1/idNumber', [number, 1, 'm1'], open))).toBe('accepted');
  const { standing: _, ...blind } = write('residents', 'r1/idNumber', [number, 1, 'm1'], open);
  expect(ruleOf(blind)).toBe('column-locked');
});

test('[RG2] only the committee unlocks, and only a register that says what for', () => {
  const unlock = [['idNumber'], 1, 'm1'];
  expect(ruleOf(write('about', 'self/unlocked', unlock, grounded, branch))).toBe('committee-unlocks');
  expect(ruleOf(write('about', 'self/unlockReason', ['换届', 1, 'm1'], grounded, branch))).toBe('committee-unlocks');
  expect(ruleOf(write('about', 'self/unlocked', unlock, {}, committee))).toBe('purpose-missing');
  expect(ruleOf(write('about', 'self/unlocked', unlock, grounded, committee))).toBe('accepted');
  expect(ruleOf(write('about', 'self/unlocked', [[], 1, 'm1'], {}, committee))).toBe('accepted');
  expect(ruleOf(write('about', 'self/purpose', ['联系', 1, 'm1'], {}, branch))).toBe('accepted');
});

test('[RG3] a field that the register does not have is refused', () => {
  for (const field of ['health', 'religion', 'ethnicity', 'score', '__proto__', 'toString']) {
    expect(ruleOf(write('residents', `r1/${field}`, ['x', 1, 'm1']))).toBe('unfit-value');
  }
  expect(ruleOf(write('residents', 'r1', row({ health: 'x' })))).toBe('unfit-value');
  expect(ruleOf(write('labels', 'r1', row({})))).toBe('unknown-container');
});

test('[RG4] entries carry their writer’s name, rows are created once, nothing is deleted', () => {
  expect(ruleOf(write('residents', 'r1/name', ['甲', 1, 'm2']))).toBe('stamp-of-another');
  expect(ruleOf(write('residents', 'r1', { name: '甲', $at: 1, $by: 'm2' }))).toBe('stamp-of-another');
  expect(ruleOf(write('residents', 'r1/name!1-m2', ['甲', 1, 'm2', 5, 'm3']))).toBe('stamp-of-another');
  expect(ruleOf(write('residents', 'r1/name!1-m2', ['甲', 1, 'm2', 5, 'm1']))).toBe('accepted');
  expect(ruleOf({ ...write('residents', 'r1', row({ name: '甲' })), exists: true })).toBe('row-exists');
  expect(ruleOf(write('meta', 'version', 2))).toBe('server-only');
  expect(ruleOf({ ...write('meta', 'version', 1), writer: { ...branch, isServer: true } })).toBe('accepted');
  for (const { name } of registerTables) expect(registerRules.mayDelete(name)).toBe(false);
});

test('[RG4] everything that the intents write is accepted', () => {
  const doc = new Y.Doc();
  const author = createAuthor('m1');
  const refused: string[] = [];
  let about: Record<string, unknown> = {};
  for (const { name } of registerTables) {
    doc.getMap(name).observe((event) => {
      for (const key of event.keysChanged) {
        const rule = ruleOf(write(name, key, doc.getMap(name).get(key), about, committee));
        if (rule !== 'accepted') refused.push(`${name} ${key} ${rule}`);
      }
      about = Object.fromEntries([...doc.getMap('about')].map(([key, value]) => [key.slice('self/'.length), value]));
    });
  }
  describeRegister(doc, { grid: '三网格', purpose: '联系', legalBasis: '条例', keepingPeriod: '1年' }, author);
  about.unlockReason = ['x', 1, 'm1'];
  unlockColumn(doc, 'idNumber', '换届', author);
  addHousehold(doc, { room: '101' }, [{ name: '甲', idNumber: '990101194504047136' }], author);
  expect(refused).toEqual([]);
});
