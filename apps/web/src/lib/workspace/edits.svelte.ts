import type { Result } from '@lianxi/base';
import { type Author, type Change, commit, commitRegister } from '@lianxi/documents';
import type { OpenDocument } from '@lianxi/sync';
import { m } from '#lib/paraglide/messages.js';
import type { Toasts } from '../ui/toast.svelte.ts';
import { tablesOf } from './kinds.ts';
import { type Undone, UndoStack, type UndoStep } from './undo.svelte.ts';

/** What this person did here, with the way back, and the words that say so. */
export class Edits {
  readonly #undo = new UndoStack((step) => this.#apply(step));
  readonly #open: (address: string) => OpenDocument;
  readonly #author: Author;
  readonly #toasts: Toasts;

  constructor(open: (address: string) => OpenDocument, author: Author, toasts: Toasts) {
    this.#open = open;
    this.#author = author;
    this.#toasts = toasts;
  }

  get canUndo(): boolean {
    return this.#undo.canUndo;
  }

  get canRedo(): boolean {
    return this.#undo.canRedo;
  }

  run(
    address: string,
    result: Result<readonly Change[], { readonly type: string }>,
    explain: (type: string) => string,
  ): boolean {
    if (!result.ok) {
      this.#sayNotWritten(explain(result.error.type));
      return false;
    }
    if (result.value.length > 0) this.#undo.push({ address, changes: result.value });
    return true;
  }

  /** What was done to these documents cannot be taken back any more. */
  forget(isOf: (address: string) => boolean): void {
    this.#undo.forget(({ address }) => isOf(address));
  }

  /** A document was begun, whatever was written into it on the way: one step. It stays until `forget` says that it is gone. */
  begin(address: string, takeAway: () => void): void {
    this.forget((each) => each === address);
    this.#undo.push({ address, changes: [], takeAway });
  }

  undo(): void {
    this.#takeBack(this.#undo.latest);
  }

  /** The way back of what was done last, and of nothing that is done after it. */
  wayBack(): () => void {
    const step = this.#undo.latest;
    return () => {
      if (step && this.#undo.has(step)) this.#takeBack(step);
      else this.#toasts.show({ text: m.shell_undone_before(), tone: 'done' });
    };
  }

  redo(): void {
    this.#sayUndone(this.#undo.redo(), m.shell_redone());
  }

  #takeBack(step: UndoStep | undefined) {
    if (step?.takeAway) step.takeAway();
    else this.#sayUndone(this.#undo.undo(step), m.shell_undone());
  }

  #apply(step: UndoStep): UndoStep | null {
    const open = this.#open(step.address);
    // What was written into a column that is locked by now stays out of it.
    const result = step.address.startsWith('register/')
      ? commitRegister(open.doc, step.changes, this.#author)
      : commit(open.doc, tablesOf(step.address), step.changes, this.#author);
    open.release();
    if (result.ok) return { address: step.address, changes: result.value };
    this.#sayNotWritten(result.error.type);
    return null;
  }

  #sayNotWritten(why: string) {
    this.#toasts.show({ text: m.shell_not_written({ why }), tone: 'problem' });
  }

  #sayUndone(undone: Undone, whole: string) {
    if (undone === 'whole') this.#toasts.show({ text: whole, tone: 'done' });
    else if (undone === 'partly') this.#toasts.show({ text: m.shell_undo_partly(), tone: 'done' });
    else if (undone === 'overtaken') this.#toasts.show({ text: m.shell_undo_overtaken(), tone: 'problem' });
  }
}
