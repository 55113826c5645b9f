import { overviewRegisters, projectRegister, type RegisterProjection, type RegistersOverview } from '@lianxi/documents';
import type { OpenDocument } from '@lianxi/sync';
import { createSubscriber } from 'svelte/reactivity';
import { projectionOf, viewValue } from '#lib/view';
import { useWorkspace } from '#lib/workspace';

/** A register that is held open, with what its cells need to know of its document. */
export class OpenRegister {
  readonly address: string;
  readonly #document: OpenDocument;
  readonly #listen: () => void;
  #settledAt = 0;
  readonly state = $derived.by(() => {
    this.#listen();
    return this.#document.state;
  });
  readonly doc = $derived.by(() => {
    this.#listen();
    return this.#document.doc;
  });
  readonly register: RegisterProjection = $derived(projectionOf(this.doc, projectRegister));
  readonly mayWrite = $derived(this.state.readOnly === null);
  readonly isThere = $derived(this.state.disk !== 'loading' && (this.state.hasCopy || this.state.isSynced));
  readonly waiting = $derived.by(() => {
    this.#listen();
    return this.#document.receipt.waiting;
  });
  /** Own cells written after this moment have not been received yet. */
  readonly settledAt = $derived.by(() => {
    if (this.waiting === 0) {
      this.#settledAt = Date.now();
      return Number.POSITIVE_INFINITY;
    }
    return this.#settledAt || (this.#document.receipt.receivedAt ?? 0);
  });

  constructor(document: OpenDocument) {
    this.address = document.address;
    this.#document = document;
    this.#listen = createSubscriber((update) => document.subscribe(update));
  }

  release(): void {
    this.#document.release();
  }
}

export interface OpenRegisters {
  readonly list: readonly OpenRegister[];
  readonly overview: RegistersOverview;
  /** Doors over all of them, in walking order. */
  readonly doors: ReturnType<RegistersOverview['doors']>;
  readonly tree: ReturnType<RegistersOverview['tree']>;
  /** None of them is there yet. */
  readonly isLoading: boolean;
  of(register: RegisterProjection): OpenRegister | undefined;
}

/** Holds several registers open while the component lives. */
export const useRegisters = (addresses: () => readonly string[]): OpenRegisters => {
  const workspace = useWorkspace();
  const wanted = $derived([...addresses()].sort().join('\n'));
  const list = $derived(wanted === '' ? [] : wanted.split('\n').map((each) => new OpenRegister(workspace.open(each))));
  $effect(() => {
    const held = list;
    return () => {
      for (const each of held) each.release();
    };
  });
  const registers = $derived(list.map(({ register }) => register));
  const overview = $derived(overviewRegisters(registers));
  $effect(() => {
    const held = overview;
    return () => held.destroy();
  });
  const byRegister = $derived(new Map(list.map((each) => [each.register, each])));
  const doors = $derived(viewValue(overview.subscribe, overview.doors));
  const tree = $derived(viewValue(overview.subscribe, overview.tree));
  const isLoading = $derived(list.length > 0 && list.every(({ isThere }) => !isThere));
  return {
    get list() {
      return list;
    },
    get overview() {
      return overview;
    },
    get doors() {
      return doors.current;
    },
    get tree() {
      return tree.current;
    },
    get isLoading() {
      return isLoading;
    },
    of: (register) => byRegister.get(register),
  };
};
