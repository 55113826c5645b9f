import type { Author, Door, RegisterProjection, RegisterResult } from '@lianxi/documents';
import {
  addResident,
  commitRegister,
  editCells,
  isLockable,
  type LockableColumn,
  lockableColumns,
} from '@lianxi/documents';
import type { OpenDocument } from '@lianxi/sync';
import { createContext } from 'svelte';
import { m } from '#lib/paraglide/messages.js';
import { viewTable } from '#lib/view';
import type { Workspace } from '#lib/workspace';
import type { Source } from '../exports/gather.ts';
import { Attention } from './attention.svelte.ts';
import type { PastePlan } from './paste.ts';
import type { OpenRegister, OpenRegisters } from './registers.svelte.ts';
import { Reveals } from './reveal.svelte.ts';

/** What every part of the residents' page shares: the open registers, the marks, the reveals, and the one way to write. */
export class Desk {
  readonly workspace: Workspace;
  readonly registers: OpenRegisters;
  readonly attention: Attention;
  readonly reveals = new Reveals((row, field) => this.reportReveal(row, field));
  readonly me: string;
  /** The register whose purpose and columns are looked at. */
  describing: OpenRegister | null = $state.raw(null);

  constructor(workspace: Workspace, registers: OpenRegisters) {
    this.workspace = workspace;
    this.registers = registers;
    this.me = workspace.member.id;
    this.attention = new Attention(this.me);
  }

  mayWrite(source: RegisterProjection): boolean {
    return this.registers.of(source)?.mayWrite ?? false;
  }

  /** Columns beyond the minimum that this register has not opened; changes with the register. */
  lockedIn(source: RegisterProjection): readonly LockableColumn[] {
    viewTable(source.about).values('self');
    return lockableColumns.filter((column) => !source.isOpen(column));
  }

  isOpenIn(source: RegisterProjection, column: string): boolean {
    return !isLockable(column) || !this.lockedIn(source).includes(column);
  }

  get isCommittee(): boolean {
    return this.workspace.member.grants.some(({ role }) => role === 'committee' || role === 'committee-admin');
  }

  addressOf(door: Door | undefined): string | undefined {
    return door && this.registers.of(door.source)?.address;
  }

  /** Doors by the registers that they are from, in walking order. */
  sourcesOf(doors: readonly Door[]): readonly Source[] {
    const byRegister = new Map<RegisterProjection, Door[]>();
    for (const door of doors) {
      const own = byRegister.get(door.source);
      if (own) own.push(door);
      else byRegister.set(door.source, [door]);
    }
    return [...byRegister].flatMap(([register, own]) => {
      const address = this.registers.of(register)?.address;
      return address === undefined ? [] : [{ address, register, doors: own, title: this.workspace.titleOf(address) }];
    });
  }

  /** Leaves a report that somebody's field is shown, or a number dialled; false, and said, where it could not be kept. */
  reportReveal(row: string, field: string): boolean {
    const open = this.registers.list.find(
      ({ register }) => register.residents.row(row) ?? register.households.row(row),
    );
    if (open && this.workspace.reports.note({ type: 'revealed', address: open.address, row, field })) return true;
    this.workspace.say(m.export_not_kept(), 'problem');
    return false;
  }

  /** Runs an intent on the register that a door is from; it can be undone. */
  run(source: RegisterProjection, intent: (doc: OpenDocument['doc'], author: Author) => RegisterResult): boolean {
    const open = this.registers.of(source);
    return open !== undefined && this.workspace.run(open.address, intent(open.doc, this.workspace.author), explain);
  }

  /** Runs an intent that nobody is to take back: what was cleared for good is not brought back by a stroke of undo. */
  discard(source: RegisterProjection, intent: (doc: OpenDocument['doc'], author: Author) => RegisterResult): boolean {
    const open = this.registers.of(source);
    const result = open && intent(open.doc, this.workspace.author);
    if (result && !result.ok) this.workspace.say(explain(result.error.type), 'problem');
    return result?.ok ?? false;
  }

  /** Writes what a paste, a fill or a typed cell came to. One step of undo a register. */
  write(plan: PastePlan): void {
    for (const [source, { edits, people }] of plan.writes) {
      this.run(source, (doc, author) => {
        const inverse = [];
        for (const { household, values } of people) {
          const added = addResident(doc, household, values, author);
          if (!added.ok) return added;
          inverse.unshift(...added.value);
        }
        const written = editCells(doc, edits, author);
        if (!written.ok) {
          commitRegister(doc, inverse, author);
          return written;
        }
        return { ok: true, value: [...written.value, ...inverse] };
      });
    }
  }

  /** Doors before and after one, among those shown. */
  neighbours(
    doors: readonly Door[],
    id: string,
  ): { readonly before: Door | undefined; readonly after: Door | undefined } {
    const at = doors.findIndex((door) => door.id === id);
    return { before: doors[at - 1], after: doors[at + 1] };
  }
}

const explain = (type: string): string =>
  type === 'ColumnLocked'
    ? m.residents_misfit_locked()
    : type === 'PurposeMissing'
      ? m.residents_purpose_missing()
      : type;

export const [useDesk, provideDesk] = createContext<Desk>();
