import type { MinutesPlace } from '@lianxi/documents';

/** A place that was found and is on its way to being shown. In memory alone: what somebody looks for stands in no address. */
export interface Found {
  readonly address: string;
  readonly place: MinutesPlace;
  /** Folded. */
  readonly words: readonly string[];
  /** As it was typed. */
  readonly query: string;
}

let found: Found | null = $state.raw(null);
/** What is being looked for in the list of meetings: it is there again when one comes back. */
let asked = $state('');

export const showing = {
  get found(): Found | null {
    return found;
  },
  show: (next: Found | null) => {
    found = next;
  },
  get asked(): string {
    return asked;
  },
  ask: (query: string) => {
    asked = query;
  },
};
