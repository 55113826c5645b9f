import type { Change } from '@lianxi/documents';

export interface UndoStep {
  readonly address: string;
  readonly changes: readonly Change[];
  /** The document was begun by this step: taking it back takes the document away, which is asked of the relay. */
  readonly takeAway?: () => void;
}

const depth = 200;

/** How far a step could be taken back: not where somebody else has written since. */
export type Undone = 'whole' | 'partly' | 'overtaken' | 'refused' | 'nothing';

/** What can be taken back, and what was. `apply` writes a step and returns the one that takes it back, or null. */
export class UndoStack {
  #past: readonly UndoStep[] = $state.raw([]);
  #future: readonly UndoStep[] = $state.raw([]);
  readonly #apply: (step: UndoStep) => UndoStep | null;

  constructor(apply: (step: UndoStep) => UndoStep | null) {
    this.#apply = apply;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  push(step: UndoStep): void {
    this.#past = [...this.#past.slice(1 - depth), step];
    this.#future = [];
  }

  forget(isOut: (step: UndoStep) => boolean): void {
    this.#past = this.#past.filter((step) => !isOut(step));
    this.#future = this.#future.filter((step) => !isOut(step));
  }

  /** The step that was done last. */
  get latest(): UndoStep | undefined {
    return this.#past.at(-1);
  }

  has(step: UndoStep): boolean {
    return this.#past.includes(step);
  }

  /** `step`: this one and no other, wherever it stands; the latest where it is not said. */
  undo(step: UndoStep | undefined = this.latest): Undone {
    if (!step || !this.#past.includes(step)) return 'nothing';
    this.#past = this.#past.filter((each) => each !== step);
    const inverse = this.#apply(step);
    if (inverse && inverse.changes.length > 0) this.#future = [...this.#future, inverse];
    return compare(step, inverse);
  }

  redo(): Undone {
    const step = this.#future.at(-1);
    if (!step) return 'nothing';
    this.#future = this.#future.slice(0, -1);
    const inverse = this.#apply(step);
    if (inverse && inverse.changes.length > 0) this.#past = [...this.#past, inverse];
    return compare(step, inverse);
  }
}

const compare = (step: UndoStep, inverse: UndoStep | null): Undone => {
  if (inverse === null) return 'refused';
  if (inverse.changes.length === 0) return 'overtaken';
  return inverse.changes.length < step.changes.length ? 'partly' : 'whole';
};
