import type { OpenDocument, Rights } from '@lianxi/sync';
import { onDestroy, untrack } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { restfully } from '../view/index.ts';
import { useWorkspace } from './context.ts';

/** A document that this component holds open. Everything read from it is reactive, `doc` included. */
export interface DocumentView {
  readonly address: string;
  /** Another one after a refused change made it necessary to fetch the document anew. */
  readonly doc: OpenDocument['doc'];
  readonly awareness: OpenDocument['awareness'];
  readonly state: OpenDocument['state'];
  readonly rights: Rights;
  readonly receipt: OpenDocument['receipt'];
  readonly mayWrite: boolean;
}

/**
 * Holds the document at `address()` open while the component lives. Call it while a component is being set up. The address
 * is asked once, for on the way to another page a route has none any more; a page is made anew for each (`{#key}`).
 */
export const useDocument = (address: () => string): DocumentView => {
  const workspace = useWorkspace();
  const held = hold(workspace.open(untrack(address)));
  onDestroy(() => held.document.release());
  const current = (): OpenDocument => {
    held.listen();
    return held.document;
  };
  return {
    get address() {
      return held.document.address;
    },
    get doc() {
      return current().doc;
    },
    get awareness() {
      return current().awareness;
    },
    get state() {
      return current().state;
    },
    get rights() {
      return current().rights;
    },
    get receipt() {
      return current().receipt;
    },
    get mayWrite() {
      return current().state.readOnly === null;
    },
  };
};

const hold = (document: OpenDocument) => ({
  document,
  listen: createSubscriber((update) => {
    let told = standingOf(document);
    const tell = () => {
      told = standingOf(document);
      update();
    };
    // Each letter that is typed goes to the disk, to the relay and into the receipt: that it got further is told when they rest.
    return restfully(
      tell,
      (listener) => document.subscribe(listener),
      () => !isOnlyFurther(told, standingOf(document)),
    );
  }),
});

const standingOf = ({ doc, rights, state, receipt }: OpenDocument) => ({
  ...state,
  doc,
  rights,
  refused: receipt.refused.length,
  isWaiting: receipt.waiting > 0,
});

/** Nothing is new but that changes are on their way, or have arrived. */
const isOnlyFurther = (before: ReturnType<typeof standingOf>, now: ReturnType<typeof standingOf>): boolean => {
  const { isStoring, isWaiting, ...rest } = now;
  if ((isStoring && !before.isStoring) || (isWaiting && !before.isWaiting)) return false;
  return Object.entries(rest).every(([name, value]) => before[name as keyof typeof rest] === value);
};
