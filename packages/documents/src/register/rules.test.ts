import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Write, Writer } from '../kind.ts';
import { createAuthor } from '../table/index.ts';
import {
  addHousehold,
  clearColumns,
  describeRegister,
  lockableColumns,
  lockColumns,
  registerRules,
  registerTables,
  unlockColumns,
} from './index.ts';

const branch: Writer = { member: 'm1', isCommittee: false, units: [], isServer: false };
const committee: Writer = { ...branch, isCommittee: true };
const grounded = {
  purpose: ['联系', 1, 'm1'],
  legalBasis: ['条例', 1, 'm1'],
  keepingPeriod: ['1年', 1, 'm1'],
  responsible: ['书记', 1, 'm1'],
};
const write = (
  container: string,
  key: string | null,
  value: unknown,
  about: object = {},
  writer = branch,
  version = 2,
): Write => ({
  container,
  key,
  value,
  exists: false,
  writer,
  standing: (name, each) =>
    name === 'about'
      ? (about as Record<string, unknown>)[each.slice('self/'.length)]
      : name === 'meta' && each === 'version'
        ? version
        : undefined,
});
const ruleOf = (attempt: Write) => {
  const result = registerRules.mayWrite(attempt);
  return result.ok ? 'accepted' : result.error.rule;
};
const row = (values: object) => ({ ...values, $at: 1, $by: 'm1' });
const samples = {
  sex: '2',
  birth: '1945-04-04',
  idNumber: '990101194504047136',
  residence: 'tenant',
  partyMember: false,
  note: '下午在家',
} as const;

test.each(lockableColumns)('[RG1] %s gets past the relay only where the column is unlocked', (column) => {
  const value = samples[column];
  const unlocked = { ...grounded, [`${column}For`]: ['换届', 1, 'm1'] };
  expect(ruleOf(write('residents', 'r1', row({ name: '甲', phones: ['1'], relation: '02' })))).toBe('accepted');
  expect(ruleOf(write('residents', 'r1', row({ [column]: value })))).toBe('column-locked');
  expect(ruleOf(write('residents', `r1/${column}`, [value, 1, 'm1']))).toBe('column-locked');
  expect(ruleOf(write('residents', `r1/${column}!1-m2`, [value, 1, 'm2']))).toBe('column-locked');
  expect(ruleOf(write('residents', `r1/${column}`, [null, 1, 'm1']))).toBe('accepted');
  expect(ruleOf(write('residents', 'r1', row({ [column]: null })))).toBe('accepted');
  expect(ruleOf(write('residents', 'r1', row({ [column]: value }), unlocked))).toBe('accepted');
  expect(ruleOf(write('residents', `r1/${column}`, [value, 1, 'm1'], unlocked))).toBe('accepted');
  const again = { ...grounded, [`${column}For`]: ['', 1, 'm1'] };
  expect(ruleOf(write('residents', `r1/${column}`, [value, 1, 'm1'], again))).toBe('column-locked');
  const { standing: _, ...blind } = write('residents', `r1/${column}`, [value, 1, 'm1'], unlocked);
  expect(ruleOf(blind)).toBe('column-locked');
});

test('[RG1] a remark on a door needs what a note needs', () => {
  const noted = { ...grounded, noteFor: ['走访', 1, 'm1'] };
  expect(ruleOf(write('households', 'h1', row({ room: '101', use: 'rented' })))).toBe('accepted');
  expect(ruleOf(write('households', 'h1', row({ remark: '南门' })))).toBe('column-locked');
  expect(ruleOf(write('households', 'h1/remark', ['南门', 1, 'm1']))).toBe('column-locked');
  expect(ruleOf(write('households', 'h1/remark', ['南门', 1, 'm1'], noted))).toBe('accepted');
});

test('[RG2] only the committee unlocks and locks, and only a register that says what for', () => {
  const unlock = ['换届', 1, 'm1'];
  for (const each of ['', '换届', null]) {
    expect(ruleOf(write('about', 'self/birthFor', [each, 1, 'm1'], grounded, branch))).toBe('committee-unlocks');
  }
  expect(ruleOf(write('about', 'self/birthFor', unlock, {}, committee))).toBe('purpose-missing');
  for (const missing of Object.keys(grounded)) {
    const about = { ...grounded, [missing]: ['', 1, 'm1'] };
    expect(ruleOf(write('about', 'self/birthFor', unlock, about, committee))).toBe('purpose-missing');
  }
  expect(ruleOf(write('about', 'self/birthFor', unlock, grounded, committee))).toBe('accepted');
  expect(ruleOf(write('about', 'self/birthFor', ['', 1, 'm1'], {}, committee))).toBe('accepted');
  expect(ruleOf(write('about', 'self/purpose', ['联系', 1, 'm1'], {}, branch))).toBe('accepted');
  // A record's base would say all of it at once, past what is asked of each cell.
  expect(ruleOf(write('about', 'self', row({ birthFor: '换届' }), grounded, branch))).toBe('unfit-value');
  // Whoever sees that one of two purposes lost may leave the note of it.
  expect(ruleOf(write('about', 'self/birthFor!1-m2', ['换届', 1, 'm2'], grounded, branch))).toBe('accepted');
});

test('[RG20] in a register of version 1 the relay takes what was taken, until the committee has spoken', () => {
  const before = (field: string, value: unknown, about: object = {}) =>
    ruleOf(write('residents', `r1/${field}`, [value, 1, 'm1'], about, branch, 1));
  expect(before('birth', samples.birth)).toBe('accepted');
  expect(before('birth', samples.birth, { birthFor: ['', 1, 'm1'] })).toBe('column-locked');
  expect(before('idNumber', samples.idNumber)).toBe('column-locked');
  const listed = { unlocked: [['idNumber'], 1, 'm1'] };
  expect(before('idNumber', samples.idNumber, listed)).toBe('accepted');
  expect(before('idNumber', samples.idNumber, { ...listed, idNumberFor: ['', 1, 'm1'] })).toBe('column-locked');
  expect(ruleOf(write('residents', 'r1/idNumber', [samples.idNumber, 1, 'm1'], listed))).toBe('column-locked');
  // A client of before still writes the list.
  const list = (about: object, writer: Writer) =>
    ruleOf(write('about', 'self/unlocked', [['idNumber'], 1, 'm1'], about, writer));
  const reasoned = { ...grounded, unlockReason: ['换届', 1, 'm1'] };
  expect(list(reasoned, branch)).toBe('committee-unlocks');
  expect(list(grounded, committee)).toBe('purpose-missing');
  expect(list(reasoned, committee)).toBe('accepted');
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
  describeRegister(
    doc,
    { grid: '三网格', purpose: '联系', legalBasis: '条例', keepingPeriod: '1年', responsible: '书记' },
    author,
  );
  unlockColumns(doc, lockableColumns, '换届', author);
  addHousehold(doc, { room: '101', remark: '南门' }, [{ name: '甲', ...samples }], author);
  lockColumns(doc, lockableColumns, author);
  clearColumns(doc, lockableColumns, author);
  expect(refused).toEqual([]);
});
