export {
  type CitizenNumber,
  type CitizenNumberError,
  citizenChecksum,
  normaliseCitizenNumber,
  parseCitizenNumber,
} from './citizen-number.ts';
export {
  type ColumnStanding,
  isLockable,
  type LockableColumn,
  lockableColumns,
  purposeField,
  requiredToUnlock,
} from './columns.ts';
export {
  beginImport,
  type FieldUpdate,
  type ImportOptions,
  type ImportPlan,
  type ImportRow,
  type ImportRun,
  importResidents,
  planImport,
  residentOfRow,
} from './import.ts';
export {
  addHousehold,
  addResident,
  type CellEdit,
  chooseValue,
  clearColumns,
  commitRegister,
  correctHousehold,
  correctResident,
  describeRegister,
  editCells,
  lockColumns,
  moveBack,
  moveOut,
  moveResident,
  type RegisterError,
  type RegisterResult,
  recordDeath,
  removeHousehold,
  removeResident,
  restoreHousehold,
  restoreResident,
  type Statement,
  unlockColumns,
} from './intents.ts';
export { findEnded } from './keeping.ts';
export { registerDefinition } from './kind.ts';
export { fieldsFor, type ListField, listDoors, listFields, listMinimum } from './list.ts';
export { maskIdNumber, maskName, maskPhone } from './mask.ts';
export { floorOf, naturalKey, type Place, placeKey } from './order.ts';
export { isUnder, overviewRegisters, type PlaceBranch, type RegistersOverview } from './overview.ts';
export { type Door, projectRegister, type RegisterProjection } from './read.ts';
export { registerRules } from './rules.ts';
export {
  type About,
  aboutRecord,
  type Household,
  type HouseholdField,
  householdsTable,
  isGone,
  type Relation,
  type Residence,
  type Resident,
  type ResidentField,
  registerKind,
  registerTables,
  registerVersion,
  relations,
  residences,
  residentsTable,
  type Sex,
  sexes,
} from './schema.ts';
export { sensitiveWords } from './sensitive.ts';
export { type KeptOfImport, nothingKept, takeBackImport } from './take-back.ts';
export { parseRelation, parseResidence, parseSex, relationWord, residenceWord, sexWord } from './words.ts';
