import { createSeededRandom } from '@lianxi/base';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { type Change, createAuthor } from '../table/index.ts';
import {
  addResident,
  beginImport,
  commitRegister,
  correctResident,
  describeRegister,
  type ImportRow,
  importResidents,
  lockableColumns,
  lockColumns,
  planImport,
  projectRegister,
  removeResident,
  takeBackImport,
  unlockColumns,
} from './index.ts';

/** Made-up people. */
const rows: readonly ImportRow[] = [
  {
    building: 1,
    entrance: 1,
    room: '101',
    name: '蔡桂平',
    sex: '男',
    birth: '1945-04-04',
    idNumber: '990101194504047136',
    relation: '户主',
    phones: ['13800003122'],
    partyMember: false,
    note: '',
  },
  {
    building: 1,
    entrance: 1,
    room: '101',
    name: '钱浩凤',
    sex: '女',
    birth: '1946-09',
    relation: '配偶',
    phones: [],
    residence: '人户分离',
    note: '每月回来',
  },
  {
    building: 1,
    entrance: 1,
    room: '102',
    name: '𠮷田美和',
    sex: '女',
    relation: '母亲',
    phones: ['13800003123', '029-88003889'],
    partyMember: true,
  },
  { building: '1', entrance: '1', room: 102, name: '李强', birth: '1990-01-01', relation: '姑父' },
];

const open = ({ isUnlocked = true } = {}) => {
  const doc = new Y.Doc();
  let time = 1_000;
  const author = createAuthor('m1', () => ++time, createSeededRandom(2));
  describeRegister(
    doc,
    { compound: '东园', purpose: '联系', legalBasis: '条例', keepingPeriod: '1年', responsible: '社区书记' },
    author,
  );
  if (isUnlocked) unlockColumns(doc, lockableColumns, '换届', author);
  const register = projectRegister(doc);
  const bring = (list: readonly ImportRow[]) => {
    const result = importResidents(doc, register, planImport(register, list), author);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value;
  };
  const named = (name: string) =>
    register.residents.ids().find((id) => register.residents.values(id).name === name) ?? '';
  return { doc, author, register, bring, named };
};

test('[RG12] rows become doors and people; the same door is made once', () => {
  const { register, bring, named } = open();
  const plan = planImport(register, rows);
  expect(plan.create).toEqual([0, 1, 2, 3]);
  bring(rows);
  expect(register.doors().map(({ place, residents }) => [place.room, residents.length])).toEqual([
    ['101', 2],
    ['102', 2],
  ]);
  expect(register.residents.values(named('蔡桂平'))).toMatchObject({
    sex: '1',
    birth: '1945-04-04',
    idNumber: '990101194504047136',
    relation: '02',
    relationText: null,
    phones: ['13800003122'],
    partyMember: false,
    residence: null,
    note: null,
  });
  expect(register.residents.values(named('𠮷田美和'))).toMatchObject({ relation: '50', relationText: '母亲' });
  expect(register.residents.values(named('李强'))).toMatchObject({ relation: null, relationText: '姑父' });
});

test('[RG13] the same rows a second time write nothing', () => {
  const { doc, register, bring } = open();
  bring(rows);
  let updates = 0;
  doc.on('update', () => updates++);
  const plan = planImport(register, rows);
  expect(plan).toMatchObject({ create: [], update: [], kept: [], missing: [], unchanged: [0, 1, 2, 3] });
  bring(rows);
  expect(updates).toBe(0);
});

test('[RG13] only cells that the list changed are written; silence and less exact births change nothing', () => {
  const { register, bring, named } = open();
  bring(rows);
  const next: readonly ImportRow[] = [
    { ...(rows[0] as ImportRow), phones: ['13800009999'], birth: '1945-04', note: null },
    { building: 1, entrance: 1, room: '101', name: '钱浩凤', birth: '1946-09-09' },
  ];
  const plan = planImport(register, next);
  expect(plan.update).toEqual([
    {
      row: 0,
      resident: named('蔡桂平'),
      fields: [{ field: 'phones', from: ['13800003122'], to: ['13800009999'] }],
    },
    { row: 1, resident: named('钱浩凤'), fields: [{ field: 'birth', from: '1946-09', to: '1946-09-09' }] },
  ]);
  expect([...plan.missing].sort()).toEqual([named('𠮷田美和'), named('李强')].sort());
});

test('[RG13] what was corrected here is not put back by a list that has not changed', () => {
  const { doc, author, register, bring, named } = open();
  bring(rows);
  correctResident(doc, named('蔡桂平'), { phones: ['13911112222'] }, author);
  const plan = planImport(register, rows);
  expect(plan.update).toEqual([]);
  expect(plan.kept).toEqual([
    {
      row: 0,
      resident: named('蔡桂平'),
      fields: [{ field: 'phones', from: ['13911112222'], to: ['13800003122'] }],
    },
  ]);
});

test('[RG12] a person is known by number after marrying or moving, by door and name without one, and namesakes stay apart', () => {
  const { register, bring, named } = open();
  bring(rows);
  const match = (row: ImportRow) => {
    const { update, unchanged, create } = planImport(register, [row]);
    return create.length > 0 ? 'new' : (update[0]?.resident ?? (unchanged.length > 0 ? 'same' : 'none'));
  };
  expect(match({ name: '蔡平', building: 3, room: '9', idNumber: '990101194504047136' })).toBe(named('蔡桂平'));
  expect(match({ name: '钱浩凤', building: 1, entrance: 1, room: '101', birth: '1946-09-09' })).toBe(named('钱浩凤'));
  expect(match({ name: '钱浩凤', building: 1, entrance: 1, room: '101', birth: '1970-01-01' })).toBe('new');
  expect(match({ name: '李强', building: 9, entrance: 1, room: '901', birth: '1990-01-01' })).toBe('same');
  expect(match({ name: '李强', building: 9, entrance: 1, room: '901' })).toBe('new');
  expect(match({ name: '蔡桂平', building: 1, entrance: 1, room: '101', idNumber: '990101195207057666' })).toBe('new');
});

test('[RG12] who was removed stays removed, and who stands in the list twice comes in once', () => {
  const { doc, author, register, bring, named } = open();
  const [first] = rows;
  if (!first) throw new Error('no row');
  expect(planImport(register, [first, first])).toMatchObject({ create: [0], repeated: [1] });
  bring(rows);
  removeResident(doc, named('蔡桂平'), author);
  expect(planImport(register, rows)).toMatchObject({ create: [], removed: [0], unchanged: [1, 2, 3] });
});

test('[RG14] an import goes in steps, can stop between them, and is taken back whole', () => {
  const { doc, author, register } = open();
  const many = Array.from(
    { length: 250 },
    (_, index): ImportRow => ({
      building: 1 + (index % 5),
      entrance: 1,
      room: String(101 + Math.floor(index / 10)),
      name: `人${index}`,
    }),
  );
  const run = beginImport(doc, register, planImport(register, many), author);
  expect(run.total).toBe(250);
  expect(run.step(100).ok).toBe(true);
  expect(run.done).toBe(100);
  expect(register.residents.ids()).toHaveLength(100);
  while (run.done < run.total) run.step(100);
  expect(register.residents.ids()).toHaveLength(250);
  expect(commitRegister(doc, run.inverse(), author).ok).toBe(true);
  expect(register.doors()).toEqual([]);
});

test('[RG15] a register that has unlocked nothing takes names, doors, telephones and relations', () => {
  const { register, bring, named, doc, author } = open({ isUnlocked: false });
  expect(planImport(register, rows).locked).toEqual(lockableColumns);
  bring(rows);
  expect(register.residents.ids()).toHaveLength(4);
  expect(JSON.stringify(doc.getMap('residents'))).not.toMatch(/1945-04-04|990101194504047136|每月回来|separated|"sex"/);
  expect(register.residents.values(named('蔡桂平'))).toMatchObject({ phones: ['13800003122'], relation: '02' });
  expect(planImport(register, rows)).toMatchObject({ create: [], update: [] });
  // One column later on: only that is still to be written.
  expect(unlockColumns(doc, ['birth'], '高龄津贴核对年龄', author).ok).toBe(true);
  const plan = planImport(register, rows);
  expect(plan.locked).not.toContain('birth');
  expect(plan.update.flatMap(({ fields }) => fields.map(({ field }) => field))).toEqual(['birth', 'birth', 'birth']);
});

test('[RG19] an import is taken back but for what somebody has gone on with: cells, people, and the doors they live behind', () => {
  const { doc, author, register, named } = open();
  const colleague = createAuthor('m2', () => 9_000, createSeededRandom(3));
  importResidents(
    doc,
    register,
    planImport(register, [{ building: 9, room: '901', name: '早在的', note: '旧' }]),
    author,
  );
  const run = beginImport(
    doc,
    register,
    planImport(register, [...rows, { building: 9, room: '901', name: '早在的', note: '新', sex: '男' }]),
    author,
  );
  const pieces: (readonly Change[])[] = [];
  while (run.done < run.total) {
    const stepped = run.step(2);
    if (!stepped.ok) throw new Error(stepped.error.type);
    pieces.push(stepped.value);
  }
  // A colleague corrects one whom it had brought, and a cell that it had changed; somebody moves in behind a door of its making.
  correctResident(doc, named('李强'), { phones: ['13911112222'] }, colleague);
  correctResident(doc, named('早在的'), { note: '更新' }, colleague);
  const door = register.residents.values(named('蔡桂平')).household ?? '';
  addResident(doc, door, { name: '新来的' }, colleague);
  const kept = pieces.reverse().map((piece) => takeBackImport(doc, register, piece, author));
  expect(kept.map((each) => each.ok && each.value)).toEqual([
    { people: 0, cells: 1 },
    { people: 1, cells: 0 },
    { people: 0, cells: 0 },
  ]);
  const names = register.residents.ids().map((id) => register.residents.values(id).name);
  expect(names.sort()).toEqual(['新来的', '早在的', '李强'].sort());
  expect(register.residents.values(named('李强')).phones).toEqual(['13911112222']);
  expect(register.residents.values(named('早在的'))).toMatchObject({ note: '更新', sex: null });
  expect(register.doors().map(({ place, residents, isRemoved }) => [place.room, residents.length, isRemoved])).toEqual([
    ['101', 1, false],
    ['102', 1, false],
    ['901', 1, false],
  ]);
  // A second time, and where it was cut off in the middle, it finds nothing left to do.
  let updates = 0;
  doc.on('update', () => updates++);
  for (const piece of pieces) takeBackImport(doc, register, piece, author);
  expect(updates).toBe(0);
});

test('[RG19] a value of before whose column was locked meanwhile stays away, and the rest of the import is taken back', () => {
  const { doc, author, register, bring, named } = open();
  bring([{ building: 9, room: '901', name: '早在的', note: '旧' }]);
  const taken = bring([{ building: 9, room: '901', name: '早在的', note: '新', phones: ['13800003122'] }]);
  expect(lockColumns(doc, ['note'], author).ok).toBe(true);
  expect(takeBackImport(doc, register, taken, author)).toEqual({ ok: true, value: { people: 0, cells: 1 } });
  expect(register.residents.values(named('早在的'))).toMatchObject({ phones: null, note: null });
});
