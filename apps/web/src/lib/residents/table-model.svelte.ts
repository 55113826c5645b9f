import type { Column, Misfit } from './columns.ts';
import type { Desk } from './desk.svelte.ts';
import { formatCells, type PastePlan, parseCells, planPaste } from './paste.ts';
import { type TableRow, textAt } from './rows.ts';
import { Selection } from './selection.svelte.ts';

export interface PasteReport {
  readonly count: number;
  readonly misfits: PastePlan['misfits'];
}

/** The spreadsheet: where one stands, what one is typing, and what copying, pasting, filling and clearing do. */
export class TableModel {
  readonly selection: Selection;
  /** What is being typed into the cell that has the focus; null when nothing is. */
  editing: { readonly text: string } | null = $state.raw(null);
  /** What has been typed so far; taken when the pointer goes elsewhere. */
  typed = '';
  /** The choice between two values is open on the cell that has the focus. */
  isChoosing = $state(false);
  report: PasteReport | null = $state.raw(null);
  /** Why the last typed text was not taken; it stays in the editor. */
  misfit: Misfit | null = $state(null);
  readonly #desk: Desk;
  readonly #rows: () => readonly TableRow[];
  readonly #columns: () => readonly Column[];
  /** Shown for the sake of the edit alone. */
  #lent: { readonly row: string; readonly field: string } | null = null;
  #copied: { readonly text: string; readonly cells: readonly (readonly string[])[] } | null = null;

  constructor(desk: Desk, rows: () => readonly TableRow[], columns: () => readonly Column[]) {
    this.#desk = desk;
    this.#rows = rows;
    this.#columns = columns;
    this.selection = new Selection(rows, () => columns().length);
  }

  get row(): TableRow | undefined {
    return this.selection.has ? this.#rows()[this.selection.row] : undefined;
  }

  get column(): Column | undefined {
    return this.#columns()[this.selection.column];
  }

  /** On a door's number, which leads to its household. */
  get isOnDoor(): boolean {
    return this.column?.id === 'room' && this.row?.isFirst === true;
  }

  get mayEdit(): boolean {
    const { row, column } = this;
    if (!row || !column?.table || !this.#desk.mayWrite(row.door.source)) return false;
    if (!this.#desk.isOpenIn(row.door.source, column.id)) return false;
    return column.table === 'households' ? row.isFirst : row.resident !== null || column.id === 'name';
  }

  hasClash(): boolean {
    const { row, column } = this;
    if (!row || !column?.table) return false;
    const { source, id } = row.door;
    const known = column.table === 'households' ? source.households.row(id) : source.residents.row(row.resident ?? '');
    return known?.clashes.some(({ field }) => field === column.fields[0]) ?? false;
  }

  /** Begins typing: over what stands there, or with what stands there. */
  edit(text?: string): void {
    const { row, column } = this;
    if (!row || !column) return;
    if (text === undefined && this.hasClash()) {
      this.isChoosing = true;
      return;
    }
    if (!this.mayEdit) return;
    // What stood there hidden is shown to whoever edits it: a reveal like any other.
    if (text === undefined && column.mask && row.resident !== null && textAt(row, column) !== '') {
      const isLent = !this.#desk.reveals.isShown(row.resident, column.id);
      if (!this.#desk.reveals.show(row.resident, column.id)) return;
      if (isLent) this.#lent = { row: row.resident, field: column.id };
    }
    this.misfit = null;
    this.typed = text ?? textAt(row, column);
    this.editing = { text: this.typed };
  }

  cancel(): void {
    if (this.#lent) this.#desk.reveals.hide(this.#lent.row, this.#lent.field);
    this.#lent = null;
    this.editing = null;
    this.misfit = null;
    this.isChoosing = false;
  }

  /** Takes what was typed; false where it does not fit, and typing goes on. */
  enter(text: string): boolean {
    if (!this.editing) return true;
    const { row: top, column: left } = this.selection;
    const plan = this.#plan({ top, left, bottom: top, right: left }, [[text]]);
    const [problem] = plan.misfits;
    if (problem) {
      this.misfit = problem.why;
      return false;
    }
    this.cancel();
    this.#desk.write(plan);
    return true;
  }

  /** Masked columns leave masked; within this page the values themselves are remembered beside the text. */
  copy(): string {
    const { top, left, bottom, right } = this.selection.range;
    const rows = this.#rows().slice(top, bottom + 1);
    const shown = this.#columns().slice(left, right + 1);
    const cells = rows.map((row) => shown.map((column) => textAt(row, column)));
    const text = formatCells(rows.map((row) => shown.map((column) => (column.mask ?? String)(textAt(row, column)))));
    this.#copied = { text, cells };
    return text;
  }

  paste(text: string): void {
    const isOwn = this.#copied !== null && text.replaceAll('\r\n', '\n') === this.#copied.text;
    this.#put(isOwn && this.#copied ? this.#copied.cells : parseCells(text));
  }

  /** Writes the uppermost cells of the range into all those below. */
  fillDown(): void {
    const { top, left, bottom, right } = this.selection.range;
    const row = this.#rows()[top];
    if (!row || bottom === top) return;
    const shown = this.#columns().slice(left, right + 1);
    const texts = [shown.map((column) => textAt(row, column))];
    this.#report(this.#plan({ top: top + 1, left, bottom, right }, texts));
  }

  clear(): void {
    const { top, left, bottom, right } = this.selection.range;
    this.#report(this.#plan({ top, left, bottom, right }, [['']]));
  }

  #put(texts: readonly (readonly string[])[]): void {
    this.#report(this.#plan(this.selection.range, texts));
  }

  #report(plan: PastePlan): void {
    this.#desk.write(plan);
    this.report = plan.misfits.length > 0 ? { count: plan.count, misfits: plan.misfits } : null;
  }

  #plan(range: Parameters<typeof planPaste>[2], texts: readonly (readonly string[])[]): PastePlan {
    const rows = this.#rows();
    const readonlyRow = rows.slice(range.top, range.bottom + 1).find(({ door }) => !this.#desk.mayWrite(door.source));
    if (readonlyRow) return { writes: new Map(), count: 0, misfits: [] };
    return planPaste(rows, this.#columns(), range, texts);
  }
}
