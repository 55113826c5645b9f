export {
  type Author,
  type Change,
  type ChangeError,
  commit,
  createAuthor,
  findEntryProblem,
  intentOrigin,
  valueAt,
} from './change.ts';
export { clashOrigin, keepClashes } from './clash.ts';
export {
  choice,
  date,
  dateTime,
  type Fields,
  type FieldType,
  fitsField,
  flag,
  integer,
  text,
  texts,
  type Values,
} from './field.ts';
export {
  changedKeys,
  defineRecord,
  defineTable,
  isCell,
  isRowBase,
  isRowId,
  isSettledClash,
  parseKey,
  type RowBase,
  recordId,
  type TableKey,
  type TableSchema,
} from './layout.ts';
export {
  type Clash,
  type FieldChange,
  projectTable,
  type Row,
  type SettledValue,
  type Subscription,
  type TableProjection,
  type Watcher,
} from './projection.ts';
export { type RowName, rebuildWithout } from './rebuild.ts';
