import { SvelteMap } from 'svelte/reactivity';

/** How long a field is shown (ms). */
export const shownFor = 60_000;

/**
 * Which masked fields are shown in full just now. Each was asked for one by one, leaves a report, and hides itself: after a
 * minute, and all of them as soon as the page is not looked at.
 */
export class Reveals {
  readonly #shown = new SvelteMap<string, ReturnType<typeof setTimeout>>();
  readonly #report: (id: string, field: string) => boolean;

  /** `report` says that a field is about to be shown; false where that could not be kept, and then it is not. */
  constructor(report: (id: string, field: string) => boolean) {
    this.#report = report;
  }

  /** Whether anything is shown: the screen then carries whose it is. */
  get isAny(): boolean {
    return this.#shown.size > 0;
  }

  isShown(id: string, field: string): boolean {
    return this.#shown.has(keyOf(id, field));
  }

  toggle(id: string, field: string): void {
    if (this.isShown(id, field)) this.hide(id, field);
    else this.show(id, field);
  }

  /** Says whether it is shown now. */
  show(id: string, field: string): boolean {
    const key = keyOf(id, field);
    if (this.#shown.has(key)) return true;
    if (!this.#report(id, field)) return false;
    this.#shown.set(
      key,
      setTimeout(() => this.hide(id, field), shownFor),
    );
    return true;
  }

  hide(id: string, field: string): void {
    const key = keyOf(id, field);
    clearTimeout(this.#shown.get(key));
    this.#shown.delete(key);
  }

  hideAll = (): void => {
    for (const timer of this.#shown.values()) clearTimeout(timer);
    this.#shown.clear();
  };
}

const keyOf = (id: string, field: string): string => `${id}/${field}`;
