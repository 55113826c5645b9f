import type { Result } from '@lianxi/base';
import {
  type Author,
  beginImport,
  type Change,
  describeRegister,
  type ImportPlan,
  type ImportRow,
  type ImportRun,
  isUnlocked,
  type KeptOfImport,
  planImport,
  projectRegister,
  type RegisterError,
  type RegisterProjection,
  takeBackImport,
  unlockColumn,
} from '@lianxi/documents';
import { projectionOf } from '#lib/view';
import type { Workspace } from '#lib/workspace';
import { asIfUnlocked } from './as-if-unlocked.ts';

/** Why citizen numbers may be taken in at all: without all three the column stays shut. */
export interface Purpose {
  readonly purpose: string;
  readonly legalBasis: string;
  readonly keepingPeriod: string;
}

export const isWhole = (purpose: Purpose): boolean =>
  [purpose.purpose, purpose.legalBasis, purpose.keepingPeriod].every((text) => text.trim() !== '');

/** One register, open while an import compares with it or writes to it. */
export interface RegisterPort {
  plan(rows: readonly ImportRow[], purpose: Purpose | null, bringsBack: boolean): ImportPlan;
  /** Writes the purpose where there is one; returns what takes it back. */
  unlock(purpose: Purpose, responsible: string): readonly Change[];
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
    plan: (rows, purpose, bringsBack) =>
      planImport(purpose ? asIfUnlocked(register()) : register(), rows, { bringsBack }),
    unlock: (purpose, responsible) => {
      const about = register().aboutValues();
      if (isUnlocked(about, 'idNumber')) return [];
      const { doc } = document;
      const told = describeRegister(doc, { ...purpose, responsible: about.responsible ?? responsible }, author);
      const unlocked = told.ok ? unlockColumn(doc, 'idNumber', purpose.purpose, author) : told;
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
