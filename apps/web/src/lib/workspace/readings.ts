import type { OpenDocument } from '@lianxi/sync';
import { createSubscriber } from 'svelte/reactivity';
import type { DocumentEntry } from './document-list.svelte.ts';
import type { Workspace } from './workspace.svelte.ts';

/** Documents that are read at the same time, and how long one waits for the relay (ms). */
const readAtOnce = 8;
const patience = 6000;

interface Reader {
  /** Takes what a copy holds; called again when the relay has said what is new. */
  take(address: string, doc: OpenDocument['doc']): void | Promise<void>;
  /** There is no copy on this device and none can be fetched. */
  miss?(address: string): void;
}

/**
 * Reads documents for a list, a few at a time: from this device at once, and again when the relay has said what is new. Nothing stays
 * open for it. Whoever asks in a reactive place is told with `changed`.
 */
export class Readings {
  readonly #workspace: Workspace;
  readonly #reader: Reader;
  readonly #asked = new Set<string>();
  #queue: string[] = [];
  #running = 0;
  #update: () => void = () => {};
  readonly #listen = createSubscriber((update) => {
    this.#update = update;
    return () => {
      this.#update = () => {};
      this.#queue = [];
      // The next look reads everything anew: they may have been worked on meanwhile.
      this.#asked.clear();
    };
  });

  constructor(workspace: Workspace, reader: Reader) {
    this.#workspace = workspace;
    this.#reader = reader;
  }

  /** Has it read, once for each state that the list knows. */
  ask({ address, updatedAt }: DocumentEntry): void {
    this.#listen();
    const ticket = `${address} ${updatedAt}`;
    if (this.#asked.has(ticket)) return;
    this.#asked.add(ticket);
    this.#queue.push(address);
    queueMicrotask(() => this.#next());
  }

  changed(): void {
    this.#update();
  }

  #next(): void {
    while (this.#running < readAtOnce && this.#queue.length > 0) {
      const address = this.#queue.shift() ?? '';
      this.#running += 1;
      void this.#read(address).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  async #read(address: string): Promise<void> {
    const document = this.#workspace.open(address);
    try {
      await document.whenLoaded;
      if (document.state.hasCopy) await this.#reader.take(address, document.doc);
      await whenFresh(this.#workspace, document, patience);
      if (document.state.hasCopy) await this.#reader.take(address, document.doc);
      else this.#reader.miss?.(address);
    } finally {
      document.release();
    }
  }
}

/** Until the relay has said what is new, where it can be reached; at most so long (ms). */
export const whenFresh = async (workspace: Workspace, document: OpenDocument, atMost: number): Promise<void> => {
  if (!workspace.isOnline || document.state.isSynced) return;
  await Promise.race([document.whenSynced, new Promise((resolve) => setTimeout(resolve, atMost))]);
};
