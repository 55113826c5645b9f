import { err, type Json, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, type ChangeError, commit, recordId, valueAt } from '../table/index.ts';
import { columnOf, type LockableColumn, type requiredToUnlock, standingOf } from './columns.ts';
import { type About, aboutRecord, registerTables } from './schema.ts';

export type RegisterError =
  | ChangeError
  | { readonly type: 'ColumnLocked'; readonly field: string }
  /** What the register does not say of itself; `reason`: nobody said what the columns are for. */
  | { readonly type: 'PurposeMissing'; readonly missing: readonly ((typeof requiredToUnlock)[number] | 'reason')[] };

export type RegisterResult = Result<readonly Change[], RegisterError>;

/** Writes changes of any kind to a register: what undo and the import use, under the same locks. */
export const commitRegister = (doc: Y.Doc, changes: readonly Change[], author: Author): RegisterResult => {
  const version = doc.getMap('meta').get('version');
  const isLocked = (column: LockableColumn) =>
    standingOf(column, (field) => aboutValue(doc, field), version).type === 'locked';
  for (const change of changes) {
    const field = filledColumns(change).find(isLocked);
    if (field) return err({ type: 'ColumnLocked', field } as RegisterError);
  }
  return commit(doc, registerTables, changes, author);
};

const filledColumns = (change: Change): readonly LockableColumn[] => {
  const cells: readonly (readonly [string, unknown])[] =
    change.type === 'create'
      ? Object.entries(change.values)
      : change.type === 'set'
        ? [[change.field, change.value]]
        : [];
  return cells
    .filter(([, value]) => (value ?? null) !== null)
    .map(([field]) => columnOf(change.table, field))
    .filter((column) => column !== null);
};

/** What the register says of itself, as it stands. */
export const aboutValue = (doc: Y.Doc, field: keyof About): Json =>
  valueAt(doc.getMap(aboutRecord.name), recordId, field);
