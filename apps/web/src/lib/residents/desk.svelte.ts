import type { Author, Door, RegisterProjection, RegisterResult } from '@lianxi/documents';
import { addResident, commitRegister, editCells, isUnlocked } from '@lianxi/documents';
import type { OpenDocument } from '@lianxi/sync';
import { createContext } from 'svelte';
import { m } from '#lib/paraglide/messages.js';
import type { Workspace } from '#lib/workspace';
import type { Source } from '../exports/gather.ts';
import { Attention } from './attention.svelte.ts';
import type { PastePlan } from './paste.ts';
import type { OpenRegisters } from './registers.svelte.ts';
import { Reveals } from './reveal.svelte.ts';

/** What every part of the residents' page shares: the open registers, the marks, the reveals, and the one way to write. */
export class Desk {
  readonly workspace: Workspace;
  readonly registers: OpenRegisters;
  readonly attention: Attention;
  readonly reveals = new Reveals((row, field) => this.reportReveal(row, field));
  readonly me: string;

  constructor(workspace: Workspace, registers: OpenRegisters) {
    this.workspace = workspace;
    this.registers = registers;
    this.me = workspace.member.id;
    this.attention = new Attention(this.me);
  }

  mayWrite(source: RegisterProjection): boolean {
    return this.registers.of(source)?.mayWrite ?? false;
  }

  isIdNumberOpen(source: RegisterProjection): boolean {
    return isUnlocked(source.aboutValues(), 'idNumber');
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
    return open !== undefined && this.workspace.run(open.address, intent(open.doc, this.workspace.author));
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

export const [useDesk, provideDesk] = createContext<Desk>();
