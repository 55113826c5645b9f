import type { Result } from '@lianxi/base';
import {
  type About,
  type Author,
  beginImport,
  type Change,
  describeRegister,
  type ImportPlan,
  type ImportRow,
  type ImportRun,
  type KeptOfImport,
  type LockableColumn,
  lockableColumns,
  planImport,
  projectRegister,
  type RegisterError,
  type RegisterProjection,
  requiredToUnlock,
  takeBackImport,
  unlockColumns,
} from '@lianxi/documents';
import { projectionOf } from '#lib/view';
import type { Workspace } from '#lib/workspace';
import { asIfUnlocked } from './as-if-unlocked.ts';

/** One register, open while an import compares with it or writes to it. */
export interface RegisterPort {
  about(): About;
  locked(): readonly LockableColumn[];
  /** As it would be with these columns open. */
  plan(rows: readonly ImportRow[], columns: readonly LockableColumn[], bringsBack: boolean): ImportPlan;
  /** Opens those of the columns that are locked, and says of the register what it does not say of itself; returns what takes it back. */
  unlock(
    columns: readonly LockableColumn[],
    reason: string,
    statement: Readonly<Record<(typeof requiredToUnlock)[number], string>>,
  ): readonly Change[];
  begin(plan: ImportPlan): ImportRun;
  takeBack(changes: readonly Change[]): Result<KeptOfImport, RegisterError>;
  /** Nobody stands in it, and no door. */
  readonly isBare: boolean;
  /** Throws where it can no longer be written to, e.g. because the device was locked meanwhile. */
  check(): void;
  release(): void;
}

/** The register cannot be written to just now; its message is the reason, as the sync names it. */
export class RegisterShut extends Error {}

const patience = 8000;

export const openRegister = async (workspace: Workspace, address: string): Promise<RegisterPort> => {
  const document = workspace.open(address);
  await document.whenLoaded;
  // Comparing with half a register would make doubles of those who have not arrived yet.
  if (workspace.isOnline) await Promise.race([document.whenSynced, new Promise((end) => setTimeout(end, patience))]);
  const { generation } = document.state;
  const check = () => {
    const { readOnly, generation: now } = document.state;
    if (readOnly !== null || now !== generation) throw new RegisterShut(readOnly ?? 'renewing');
  };
  try {
    check();
  } catch (cause) {
    document.release();
    throw cause;
  }
  const author: Author = workspace.author;
  const register = (): RegisterProjection => projectionOf(document.doc, projectRegister);
  return {
    about: () => register().aboutValues(),
    locked: () => lockableColumns.filter((column) => !register().isOpen(column)),
    plan: (rows, columns, bringsBack) => planImport(asIfUnlocked(register(), columns), rows, { bringsBack }),
    unlock: (columns, reason, statement) => {
      const opened = columns.filter((column) => !register().isOpen(column));
      if (opened.length === 0) return [];
      const { doc } = document;
      const about = register().aboutValues();
      const lacking = requiredToUnlock.filter((field) => !about[field]);
      const told = describeRegister(doc, Object.fromEntries(lacking.map((field) => [field, statement[field]])), author);
      const unlocked = told.ok ? unlockColumns(doc, opened, reason, author) : told;
      if (!unlocked.ok || !told.ok) throw new Error(unlocked.ok ? 'not described' : unlocked.error.type);
      return [...unlocked.value, ...told.value];
    },
    begin: (plan) => beginImport(document.doc, register(), plan, author),
    takeBack: (changes) => takeBackImport(document.doc, register(), changes, author),
    get isBare() {
      return register().residents.ids().length === 0 && register().households.ids().length === 0;
    },
    check,
    release: () => document.release(),
  };
};
