/** Which documents the page shows: what is asked about at the top of the frame (“who can see this”). */
import { createContext, onDestroy } from 'svelte';

type Read = () => readonly string[];

export class Shown {
  #read: Read | null = $state.raw(null);

  get addresses(): readonly string[] {
    return this.#read?.() ?? [];
  }

  lay(read: Read): () => void {
    this.#read = read;
    return () => {
      // The next page may have laid its own before this one has gone.
      if (this.#read === read) this.#read = null;
    };
  }
}

export const [useShown, provideShown] = createContext<Shown>();

/** Says which documents this page shows, the main one first. Call it while the page is being set up; what `read` reads is followed. */
export const useShownDocuments = (read: Read): void => onDestroy(useShown().lay(read));
