import {
  addHousehold,
  addResident,
  correctHousehold,
  correctResident,
  describeRegister,
  lockableColumns,
  moveBack,
  moveOut,
  moveResident,
  removeHousehold,
  removeResident,
  restoreHousehold,
  restoreResident,
  unlockColumns,
} from '../register/index.ts';
import { type Act, pick, type Replica } from './replicas.ts';

const rowIds = (table: string, { doc }: Replica) => [...doc.getMap(table).keys()].filter((key) => !key.includes('/'));
const someHousehold = (replica: Replica) => pick(rowIds('households', replica), replica.chance) ?? 'h0';
const someResident = (replica: Replica) => pick(rowIds('residents', replica), replica.chance) ?? 'r0';

/** What the committee does first: a register that does not say what it is for opens no column. What is opened stays open. */
const state: Act = (r) => {
  const about = { purpose: r.word(), legalBasis: r.word(), keepingPeriod: r.word(), responsible: r.word() };
  return describeRegister(r.doc, about, r.author);
};
const open: Act = (r) => unlockColumns(r.doc, [pick(lockableColumns, r.chance) ?? 'note'], r.word(), r.author);

/** What people do with the register of a grid. */
export const registerActs: readonly Act[] = [
  (r) => addHousehold(r.doc, { building: r.word(), room: r.word() }, [{ name: r.word() }], r.author),
  (r) => addResident(r.doc, someHousehold(r), { name: r.word(), relation: r.chance() < 0.5 ? '02' : null }, r.author),
  (r) =>
    correctResident(r.doc, someResident(r), { name: r.word(), relation: r.chance() < 0.5 ? '02' : '20' }, r.author),
  (r) => correctHousehold(r.doc, someHousehold(r), { room: r.word(), entrance: r.word() }, r.author),
  (r) => moveResident(r.doc, someResident(r), someHousehold(r), r.author),
  (r) => moveOut(r.doc, someResident(r), '2026-01', r.author),
  (r) => moveBack(r.doc, someResident(r), r.author),
  (r) => removeResident(r.doc, someResident(r), r.author),
  (r) => restoreResident(r.doc, someResident(r), r.author),
  (r) => removeHousehold(r.doc, someHousehold(r), [], r.author),
  (r) => restoreHousehold(r.doc, someHousehold(r), r.author),
  (r) => describeRegister(r.doc, { compound: r.word() }, r.author),
  // A locked column takes none of these: the intents refuse as the relay would.
  (r) => correctResident(r.doc, someResident(r), { sex: '2', birth: '1978-05' }, r.author),
  (r) => addResident(r.doc, someHousehold(r), { residence: 'tenant', note: r.word(), partyMember: true }, r.author),
  (r) => correctHousehold(r.doc, someHousehold(r), { remark: r.word() }, r.author),
];

/** What the committee does with it besides. */
export const registerCommitteeActs: readonly Act[] = [...registerActs, state, open, open];
