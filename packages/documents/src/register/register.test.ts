import { createSeededRandom } from '@lianxi/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createAuthor } from '../table/index.ts';
import { registerActs } from '../testing/register-acts.ts';
import { runReplicas } from '../testing/replicas.ts';
import {
  addHousehold,
  addResident,
  clearColumns,
  commitRegister,
  correctHousehold,
  correctResident,
  describeRegister,
  isUnder,
  lockableColumns,
  lockColumns,
  moveBack,
  moveOut,
  moveResident,
  overviewRegisters,
  projectRegister,
  type RegisterProjection,
  recordDeath,
  registerTables,
  removeHousehold,
  removeResident,
  restoreHousehold,
  restoreResident,
  unlockColumns,
} from './index.ts';

const open = () => {
  const doc = new Y.Doc();
  let time = 1_000;
  const author = createAuthor('m1', () => ++time, createSeededRandom(1));
  return { doc, author, register: projectRegister(doc) };
};
const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const rooms = (register: RegisterProjection) =>
  register.doors().map(({ place }) => `${place.building}-${place.entrance}-${place.room}`);
const number = '990101194504047136';

const about = { purpose: '日常联系', legalBasis: '条例第三条', keepingPeriod: '迁出满1年', responsible: '社区书记' };
/** Something for each column, and where it stands. */
const samples = {
  sex: { sex: '2' },
  birth: { birth: '1945-04-04' },
  idNumber: { idNumber: number },
  residence: { residence: 'tenant' },
  partyMember: { partyMember: true },
  note: { note: '下午在家' },
} as const;

test.each(lockableColumns)('[RG1] %s is refused until the register has unlocked it, and again after', (column) => {
  const { doc, author, register } = open();
  const value = samples[column];
  must(
    addHousehold(doc, { room: '101', use: 'rented' }, [{ name: '甲', relation: '02', phones: ['1'] }], author, 'h1'),
  );
  const locked = { ok: false, error: { type: 'ColumnLocked', field: column } };
  expect(addResident(doc, 'h1', { name: '甲', ...value }, author)).toMatchObject(locked);
  must(describeRegister(doc, about, author));
  must(unlockColumns(doc, [column], '换届选民登记', author));
  expect(register.standing(column)).toEqual({ type: 'unlocked', purpose: '换届选民登记' });
  must(addResident(doc, 'h1', { name: '甲', ...value }, author, 'r1'));
  expect(register.residents.values('r1')).toMatchObject(value);
  must(lockColumns(doc, [column], author));
  expect(addResident(doc, 'h1', { name: '乙', ...value }, author)).toMatchObject(locked);
  must(correctResident(doc, 'r1', { [column]: null }, author));
});

test('[RG1] a remark on a door is a note like one on a person', () => {
  const { doc, author, register } = open();
  const locked = { ok: false, error: { type: 'ColumnLocked', field: 'note' } };
  expect(addHousehold(doc, { room: '101', remark: '南门' }, [], author)).toMatchObject(locked);
  must(addHousehold(doc, { room: '101' }, [], author, 'h1'));
  must(describeRegister(doc, about, author));
  must(unlockColumns(doc, ['note'], '走访时记下方便上门的时间', author));
  must(correctHousehold(doc, 'h1', { remark: '南门' }, author));
  must(lockColumns(doc, ['note'], author));
  expect(register.households.values('h1').remark).toBeNull();
  expect(register.held('note')).toBe(1);
});

test('[RG2] a register that does not say what for, on what grounds, how long and who answers unlocks nothing', () => {
  const { doc, author, register } = open();
  must(describeRegister(doc, { purpose: '日常联系' }, author));
  expect(unlockColumns(doc, ['birth'], ' ', author)).toMatchObject({
    ok: false,
    error: { type: 'PurposeMissing', missing: ['legalBasis', 'keepingPeriod', 'responsible', 'reason'] },
  });
  must(describeRegister(doc, about, author));
  must(unlockColumns(doc, ['birth', 'sex'], '高龄津贴', author));
  must(unlockColumns(doc, ['residence'], '出租房屋登记', author));
  expect(lockableColumns.map((column) => register.standing(column))).toEqual([
    { type: 'unlocked', purpose: '高龄津贴' },
    { type: 'unlocked', purpose: '高龄津贴' },
    { type: 'locked' },
    { type: 'unlocked', purpose: '出租房屋登记' },
    { type: 'locked' },
    { type: 'locked' },
  ]);
});

test('[RG2] two of the committee who unlock apart take nothing from each other', () => {
  const one = open();
  must(describeRegister(one.doc, about, one.author));
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one.doc));
  must(unlockColumns(one.doc, ['birth'], '高龄津贴', one.author));
  must(unlockColumns(other, ['residence'], '出租房屋登记', createAuthor('m2')));
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other));
  expect(lockableColumns.filter(one.register.isOpen)).toEqual(['birth', 'residence']);
});

test('[RG22] what stands in a column that was locked again is not read, and is there when it is opened or cleared', () => {
  const { doc, author, register } = open();
  must(describeRegister(doc, about, author));
  must(unlockColumns(doc, ['birth', 'sex'], '高龄津贴', author));
  must(addHousehold(doc, { room: '101' }, [{ name: '甲', birth: '1945-04-04', sex: '2' }], author, 'h1'));
  must(addResident(doc, 'h1', { name: '乙', birth: '1950' }, author, 'r2'));
  must(removeResident(doc, 'r2', author));
  const person = register.door('h1')?.residents[0] ?? '';
  must(correctResident(doc, person, { birth: '1945-04-05' }, author));
  doc.getMap('residents').set(`${person}/birth!5-m2`, ['1945-04-06', 5, 'm2']);
  let calls = 0;
  register.residents.subscribe({ type: 'cell', id: person, field: 'birth' }, () => calls++);
  const undo = must(lockColumns(doc, ['birth'], author));
  expect(calls).toBe(1);
  const row = register.residents.row(person);
  expect(row?.values).toMatchObject({ name: '甲', birth: null, sex: '2' });
  expect([row?.changes, row?.clashes]).toEqual([[], []]);
  expect(register.held('birth')).toBe(2);
  must(commitRegister(doc, undo, author));
  expect(register.residents.values(person).birth).toBe('1945-04-05');
  expect(register.residents.row(person)?.clashes).toHaveLength(1);
  must(lockColumns(doc, ['birth'], author));
  must(clearColumns(doc, ['birth'], author));
  expect(register.held('birth')).toBe(0);
  must(unlockColumns(doc, ['birth'], '高龄津贴', author));
  expect(register.residents.values(person)).toMatchObject({ birth: null, sex: '2' });
});

test('[RG20] a register of version 1 keeps open what was open, for its own purpose, until somebody says otherwise', () => {
  const { doc, author, register } = open();
  must(addHousehold(doc, { room: '101' }, [], author, 'h1'));
  expect(addResident(doc, 'h1', { birth: '1945' }, author).ok).toBe(false);
  doc.getMap('meta').set('version', 1);
  must(
    addResident(doc, 'h1', { ...samples.sex, ...samples.birth, ...samples.note, residence: 'tenant' }, author, 'r1'),
  );
  expect(register.standing('birth')).toEqual({ type: 'before', purpose: null });
  must(describeRegister(doc, about, author));
  expect(register.standing('birth')).toEqual({ type: 'before', purpose: '日常联系' });
  expect(register.standing('idNumber')).toEqual({ type: 'locked' });
  must(lockColumns(doc, ['birth'], author));
  expect(register.residents.values('r1')).toMatchObject({ birth: null, sex: '2' });
  must(unlockColumns(doc, ['sex'], '高龄津贴', author));
  expect(register.standing('sex')).toEqual({ type: 'unlocked', purpose: '高龄津贴' });
});

test('[RG6] doors are in walking order, and the head comes first behind each', () => {
  const { doc, author, register } = open();
  const doors = [
    ['10', '1', '101'],
    ['2', '1', '1001'],
    ['2', '1', '负1'],
    ['2', '1', '102'],
    ['2', '二', '201'],
    ['2', '1', '201'],
    ['A', '1', '101'],
  ] as const;
  doors.forEach(([building, entrance, room], index) => {
    must(addHousehold(doc, { building, entrance, room }, [], author, `h${index}`));
  });
  expect(rooms(register)).toEqual(['2-1-负1', '2-1-102', '2-1-201', '2-1-1001', '2-二-201', '10-1-101', 'A-1-101']);
  must(addResident(doc, 'h0', { name: '子', relation: '20' }, author, 'r1'));
  must(addResident(doc, 'h0', { name: '户主', relation: '02' }, author, 'r2'));
  must(addResident(doc, 'h0', { name: '妻', relation: '10' }, author, 'r3'));
  expect(register.door('h0')?.residents).toEqual(['r2', 'r1', 'r3']);
  must(moveOut(doc, 'r2', '2026-05', author));
  must(recordDeath(doc, 'r1', '2026-06-01', author));
  expect(register.door('h0')).toMatchObject({ residents: ['r3'], gone: ['r2', 'r1'] });
  must(moveBack(doc, 'r2', author));
  expect(register.door('h0')?.residents).toEqual(['r2', 'r3']);
});

test('[RG7] whose household was removed elsewhere is still behind a door', () => {
  const { doc, author, register } = open();
  must(addHousehold(doc, { room: '101' }, [], author, 'h1'));
  must(removeHousehold(doc, 'h1', [], author));
  expect(register.doors()).toEqual([]);
  must(addResident(doc, 'h1', { name: '甲' }, author, 'r1'));
  must(addResident(doc, 'nowhere', { name: '乙' }, author, 'r2'));
  expect(register.doors().map((door) => [door.id, door.isRemoved, door.residents])).toEqual([
    ['h1', true, ['r1']],
    ['nowhere', true, ['r2']],
  ]);
  expect(register.doors()[0]?.place.room).toBe('101');
});

test('[RG8] an edit of a name touches no door; a door that changes leaves the others', () => {
  const { doc, author, register } = open();
  must(addHousehold(doc, { room: '101' }, [{ name: '甲' }], author, 'h1'));
  must(addHousehold(doc, { room: '102' }, [], author, 'h2'));
  const before = register.doors();
  let calls = 0;
  register.subscribeDoors(() => calls++);
  must(correctResident(doc, before[0]?.residents[0] ?? '', { name: '甲乙', phones: ['1'] }, author));
  expect(register.doors()).toBe(before);
  expect(calls).toBe(0);
  must(correctHousehold(doc, 'h2', { room: '100' }, author));
  expect(calls).toBe(1);
  expect(register.doors()[1]).toBe(before[0]);
  expect(register.doors()[0]).not.toBe(before[1]);
});

test('[RG9] registers read as one, with counts that follow', () => {
  const one = open();
  const two = open();
  must(describeRegister(one.doc, { compound: '乙园' }, one.author));
  must(describeRegister(two.doc, { compound: '甲园' }, two.author));
  must(addHousehold(one.doc, { building: '1', entrance: '1', room: '101' }, [{ name: '甲' }], one.author, 'h1'));
  must(addHousehold(two.doc, { building: '1/a', entrance: '1', room: '101' }, [], two.author, 'h2'));
  must(addHousehold(two.doc, { building: '1', entrance: '2', room: '101' }, [{ name: '乙' }], two.author, 'h3'));
  const overview = overviewRegisters([one.register, two.register]);
  const tree = overview.tree();
  const other = tree.find(({ name }) => name === '甲园');
  expect(tree).toHaveLength(2);
  // A door behind which nobody lives is no household.
  expect(other).toMatchObject({ households: 1, residents: 1 });
  expect(other?.children.map(({ name, households }) => [name, households])).toEqual([
    ['1', 1],
    ['1/a', 0],
  ]);
  const under = overview.doors().filter((door) => isUnder(door, other?.children[0]?.id ?? 'none'));
  expect(under.map(({ id }) => id)).toEqual(['h3']);
  must(addResident(one.doc, 'h1', { name: '丙' }, one.author));
  expect(overview.tree().find(({ name }) => name === '乙园')).toMatchObject({ residents: 2 });
  expect(overview.tree().find(({ name }) => name === '甲园')).toBe(other);
});

test('[RG11] each intent is one transaction, and its inverse takes it back', () => {
  const { doc, author, register } = open();
  must(addHousehold(doc, { building: '1', room: '101' }, [{ name: '甲', relation: '02' }], author, 'h1'));
  must(addHousehold(doc, { building: '1', room: '102' }, [], author, 'h2'));
  const person = register.door('h1')?.residents[0] ?? '';
  let transactions = 0;
  doc.on('afterTransaction', () => transactions++);
  const read = () =>
    JSON.stringify(register.doors().map((door) => [door.id, door.place, door.residents, door.gone])) +
    JSON.stringify(register.residents.ids().map((id) => register.residents.values(id)));
  const before = read();
  const acts = [
    () => addResident(doc, 'h1', { name: '乙' }, author),
    () => addHousehold(doc, { room: '103' }, [{ name: '丙' }, { name: '丁' }], author),
    () => correctResident(doc, person, { name: '戊', phones: ['13800000001'] }, author),
    () => correctHousehold(doc, 'h1', { room: '104' }, author),
    () => moveOut(doc, person, '2026-01-02', author),
    () => recordDeath(doc, person, '2026', author),
    () => moveResident(doc, person, 'h2', author),
    () => removeResident(doc, person, author),
    () => removeHousehold(doc, 'h1', [person], author),
  ];
  for (const act of acts) {
    transactions = 0;
    const inverse = must(act());
    expect(transactions).toBe(1);
    expect(read()).not.toBe(before);
    must(commitRegister(doc, inverse, author));
    expect(read()).toBe(before);
  }
  expect(moveResident(doc, person, 'nowhere', author)).toMatchObject({ ok: false, error: { type: 'NoSuchRow' } });
  must(removeResident(doc, person, author));
  must(restoreResident(doc, person, author));
  must(removeHousehold(doc, 'h2', [], author));
  must(restoreHousehold(doc, 'h2', author));
  expect(read()).toBe(before);
});

const everything = (register: RegisterProjection) => ({
  doors: register.doors().map(({ source: _source, ...door }) => door),
  residents: register.residents.ids().map((id) => register.residents.row(id)),
});
test('[RG10] devices that were apart read the same register, and what was kept up to date equals what is read afresh', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { minLength: 10, maxLength: 60 }), async (numbers) => {
      const kept = new Map<Y.Doc, RegisterProjection>();
      const registerOf = (doc: Y.Doc) => {
        const register = kept.get(doc) ?? projectRegister(doc);
        kept.set(doc, register);
        return register;
      };
      const replicas = await runReplicas({
        numbers,
        acts: registerActs,
        tables: registerTables.map(({ name }) => name),
        seed: (doc, author) => {
          addHousehold(doc, { building: '1', room: '101' }, [], author, 'h0');
          addResident(doc, 'h0', { name: '甲' }, author, 'r0');
        },
        check: ({ doc }) => void registerOf(doc).doors(),
      });
      const [first] = replicas;
      for (const { doc } of replicas) {
        const now = everything(registerOf(doc));
        expect(now).toEqual(everything(projectRegister(doc)));
        if (first) expect(now).toEqual(everything(registerOf(first.doc)));
        const listed = now.doors.flatMap(({ residents, gone }) => [...residents, ...gone]);
        expect(listed.sort()).toEqual([...registerOf(doc).residents.ids()].sort());
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
