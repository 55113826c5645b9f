import { SvelteMap } from 'svelte/reactivity';

const patience = 30_000;

/**
 * Which masked fields are shown in full just now. Each was asked for one by one and hides itself: after 30 seconds, and all
 * of them as soon as the page is not looked at.
 */
export class Reveals {
  readonly #shown = new SvelteMap<string, ReturnType<typeof setTimeout>>();

  isShown(id: string, field: string): boolean {
    return this.#shown.has(`${id}/${field}`);
  }

  toggle(id: string, field: string): void {
    const key = `${id}/${field}`;
    if (this.#shown.has(key)) this.#hide(key);
    else
      this.#shown.set(
        key,
        setTimeout(() => this.#hide(key), patience),
      );
  }

  hideAll = (): void => {
    for (const key of [...this.#shown.keys()]) this.#hide(key);
  };

  #hide(key: string): void {
    clearTimeout(this.#shown.get(key));
    this.#shown.delete(key);
  }
}
