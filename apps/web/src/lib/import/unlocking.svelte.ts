import { isLockable, type LockableColumn, lockableColumns, requiredToUnlock } from '@lianxi/documents';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Workspace } from '#lib/workspace';
import type { Outline } from './outline.ts';
import { openRegister } from './register-port.ts';

/** What columns of the workbook are for, and what is said of registers that do not say it of themselves yet. */
export interface Purpose {
  readonly reason: string;
  readonly legalBasis: string;
  readonly keepingPeriod: string;
}

interface Surveyed {
  readonly locked: readonly LockableColumn[];
  /** What the register does not say of itself. */
  readonly lacking: readonly (typeof requiredToUnlock)[number][];
}

const blank: Purpose = { reason: '', legalBasis: '', keepingPeriod: '' };

/**
 * Which columns of a workbook the registers that its people go to have locked, and the one statement that opens them: a
 * purpose for all that are ticked. Citizen numbers are ticked by a person only.
 */
export class Unlocking {
  purpose: Purpose = $state.raw(blank);
  isDone = $state(false);
  readonly chosen = new SvelteSet<LockableColumn>();
  readonly mayUnlock: boolean;
  readonly #workspace: Workspace;
  readonly #outline: () => Outline | null;
  readonly #addresses: () => readonly string[];
  readonly #surveyed = new SvelteMap<string, Surveyed>();

  constructor(workspace: Workspace, outline: () => Outline | null, addresses: () => readonly string[]) {
    this.#workspace = workspace;
    this.#outline = outline;
    this.#addresses = addresses;
    this.mayUnlock = workspace.member.grants.some(({ role }) => role === 'committee' || role === 'committee-admin');
  }

  /** Columns of the workbook that at least one of the registers has locked. */
  get locked(): readonly LockableColumn[] {
    const inBook = new Set<string | null>(
      (this.#outline()?.sheets ?? []).flatMap(({ status, columns }) =>
        status === 'read' ? columns.map(({ field }) => field) : [],
      ),
    );
    const surveyed = this.#addresses().map((address) => this.#surveyed.get(address));
    // A number that is read says the sex and the day of birth as well.
    const isNumberRead =
      this.chosen.has('idNumber') || surveyed.some((each) => each?.locked.includes('idNumber') === false);
    if (inBook.has('idNumber') && isNumberRead) for (const said of ['sex', 'birth']) inBook.add(said);
    return lockableColumns.filter(
      (column) => inBook.has(column) && surveyed.some((each) => each?.locked.includes(column)),
    );
  }

  get wanted(): readonly LockableColumn[] {
    return this.locked.filter((column) => this.chosen.has(column));
  }

  /** Whether the basis and the keeping period have to be said: some register does not say them of itself. */
  get asksGrounds(): boolean {
    return this.#addresses().some((address) =>
      this.#surveyed.get(address)?.lacking.some((field) => field === 'legalBasis' || field === 'keepingPeriod'),
    );
  }

  get isReady(): boolean {
    const { reason, legalBasis, keepingPeriod } = this.purpose;
    const said = this.asksGrounds ? [reason, legalBasis, keepingPeriod] : [reason];
    return this.mayUnlock && this.wanted.length > 0 && said.every((text) => text.trim() !== '');
  }

  /** Columns to be opened in the registers. */
  get opened(): readonly LockableColumn[] {
    return this.isDone ? this.wanted : [];
  }

  /** Whether what stands in a column of the workbook stays out, as things are. */
  holds(field: string | null): boolean {
    return field !== null && isLockable(field) && this.locked.includes(field) && !this.opened.includes(field);
  }

  /** Whether a register will have a column open when the import is written. */
  isOpenIn(address: string, column: LockableColumn): boolean {
    return this.opened.includes(column) || this.#surveyed.get(address)?.locked.includes(column) === false;
  }

  toggle(column: LockableColumn): void {
    if (!this.chosen.delete(column)) this.chosen.add(column);
  }

  /** Begins anew with another workbook. */
  reset(): void {
    this.isDone = false;
    this.purpose = blank;
    this.chosen.clear();
    for (const column of lockableColumns) if (column !== 'idNumber') this.chosen.add(column);
  }

  /** Reads of each register that people go to what it has locked; each once. */
  async survey(): Promise<void> {
    for (const address of new Set(this.#addresses())) {
      if (this.#surveyed.has(address)) continue;
      try {
        const port = await openRegister(this.#workspace, address);
        const about = port.about();
        this.#surveyed.set(address, {
          locked: port.locked(),
          lacking: requiredToUnlock.filter((field) => !about[field]),
        });
        port.release();
      } catch {
        // It cannot be written to just now; the comparison says why.
      }
    }
  }

  /** What was read of the registers is not so any more. */
  forget(): void {
    this.#surveyed.clear();
  }
}
