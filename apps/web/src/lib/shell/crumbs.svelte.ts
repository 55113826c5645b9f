/** Where a page lies: the words at the left of the bar, the last one being the page itself. */
import { createContext, onDestroy } from 'svelte';

export interface Crumb {
  readonly label: string;
  /** Where a step back leads; the page's own crumb needs none. */
  readonly href?: string;
}

type Read = () => readonly Crumb[];

export class Trail {
  #read: Read | null = $state.raw(null);
  /** The same, outside of the reactive graph: a page that goes sees state as it was before the change that ends it. */
  #latest: Read | null = null;

  /** None where the page says nothing of its place. */
  get crumbs(): readonly Crumb[] {
    return this.#read?.().filter(({ label }) => label !== '') ?? [];
  }

  lay(read: Read): () => void {
    this.#latest = read;
    this.#read = read;
    return () => {
      // The next page may have laid its own before this one has gone.
      if (this.#latest === read) this.#read = null;
    };
  }
}

export const [useTrail, provideTrail] = createContext<Trail>();

/**
 * Says where this page lies, e.g. `useCrumbs(() => [{ label: m.shell_projects(), href: '/projects' }, { label: title }])`.
 * Call it while the page is being set up; what `read` reads is followed. Empty labels are left out, so a name that is not
 * known yet needs no care.
 */
export const useCrumbs = (read: Read): void => onDestroy(useTrail().lay(read));
