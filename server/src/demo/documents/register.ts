import {
  type Change,
  commitRegister,
  keepClashes,
  type LockableColumn,
  residentsTable,
  unlockColumns,
} from '@lianxi/documents';
import * as Y from 'yjs';
import { addDays, idOf, momentOf, type Register, type Resident } from '../community/index.ts';
import { type Desk, type Draft, done, draw } from './draft.ts';

/** What every register holds beyond the minimum, and what for. */
const kept: readonly { readonly columns: readonly LockableColumn[]; readonly purpose: string }[] = [
  { columns: ['residence'], purpose: '分清常住、租住和人户分离，登记出租房屋' },
  { columns: ['note'], purpose: '走访时记下方便上门的时间' },
];

/** The grid's register, minimal by law. Numbers and days of birth stand in it only where the register has unlocked them and says why. */
export const drawRegister = (desk: Desk, register: Register): Promise<Draft> => {
  const { grid, compound, households, vacant, residents, changes, unlockReason } = register;
  const keeper = keeperOf(desk, grid.scope);
  const createdAt = households[0]?.createdAt ?? momentOf(addDays(desk.community.today, -400));
  const plan = {
    address: `register/${grid.scope}/main`,
    title: `${compound.name} ${grid.name}`,
    createdBy: 'chen',
    createdAt,
    updatedAt: Math.max(createdAt, ...changes.map(({ at }) => desk.past(at))),
  };
  return draw(desk, plan, async (doc) => {
    const entered = desk.author(keeper, createdAt);
    done(commitRegister(doc, describe(desk, register), entered));
    const opener = desk.author('he', createdAt);
    for (const { columns, purpose } of kept) done(unlockColumns(doc, columns, purpose, opener));
    if (unlockReason) {
      done(
        unlockColumns(
          doc,
          ['idNumber', 'birth'],
          unlockReason,
          desk.author('he', momentOf(addDays(desk.community.today, -6))),
        ),
      );
    }
    const doors = [
      ...households.map(({ id, building, entrance, room, residence }) => ({
        id,
        values: { building, entrance, room, use: residence === 'tenant' ? 'rented' : 'home' },
      })),
      ...vacant.map((room) => ({
        id: idOf(desk.community.seed, `vacant ${grid.scope} ${room.building} ${room.entrance} ${room.room}`),
        values: { ...room, use: 'vacant' },
      })),
    ];
    const rows: Change[] = [
      ...doors.map(({ id, values }): Change => ({ type: 'create', table: 'households', id, values })),
      ...residents.map(
        (resident): Change => ({
          type: 'create',
          table: 'residents',
          id: resident.id,
          values: valuesOf(resident, unlockReason !== null),
        }),
      ),
    ];
    done(commitRegister(doc, rows, entered));
    for (const { resident, field, value, at, by } of changes) {
      const change: Change = { type: 'set', table: 'residents', id: resident, field, value };
      done(commitRegister(doc, [change], desk.author(by ?? keeper, desk.past(at))));
    }
    if (unlockReason) await differ(desk, doc, register, keeper);
  });
};

const describe = ({ community }: Desk, { grid, compound }: Register): readonly Change[] => {
  const responsible = community.people.find(({ key }) => key === 'he');
  const about = {
    grid: grid.name,
    compound: compound.name,
    purpose: '网格日常联系与走访',
    legalBasis: '《个人信息保护法》第十三条第一款第三项：履行法定职责所必需',
    keepingPeriod: '迁出满 1 年后删除',
    responsible: responsible ? `${responsible.name} ${responsible.from}${responsible.post}` : null,
  };
  return Object.entries(about).map(([field, value]) => ({ type: 'set', table: 'about', id: 'self', field, value }));
};

const valuesOf = (resident: Resident, isUnlocked: boolean) => ({
  household: resident.household,
  name: resident.name,
  phones: resident.phones.length > 0 ? resident.phones : null,
  relation: resident.relation,
  relationText: resident.relationWord,
  residence: resident.residence,
  ...(isUnlocked ? { idNumber: resident.citizenNumber, birth: resident.birthDate } : {}),
});

const keeperOf = ({ community }: Desk, grid: string): string | null =>
  community.people.find(({ grants }) => grants.some(({ role, on }) => role === 'grid' && on === grid))?.key ?? null;

/** Two people who were apart set the same cell, so that there is a clash to settle. */
const differ = async (
  desk: Desk,
  doc: Y.Doc,
  { residents, changes }: Register,
  keeper: string | null,
): Promise<void> => {
  const touched = new Set(changes.map(({ resident }) => resident));
  const resident = residents.find(({ id, residence }) => residence === 'permanent' && !touched.has(id));
  if (!resident) return;
  const { today } = desk.community;
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const set = (value: string): Change => ({
    type: 'set',
    table: 'residents',
    id: resident.id,
    field: 'residence',
    value,
  });
  const offline = desk.author(keeper, desk.past(momentOf(today, '08:20')));
  const office = desk.author('chen', desk.past(momentOf(today, '08:52')));
  done(commitRegister(other, [set('tenant')], offline));
  done(commitRegister(doc, [set('separated')], office));
  const stop = keepClashes(doc.getMap(residentsTable.name), office);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  // The note of the lost value follows in a microtask.
  await null;
  stop();
  other.destroy();
};
