import { isJsonObject } from '@lianxi/base';
import { type Followup, readFollowup } from '@lianxi/documents';
import { createSubscriber } from 'svelte/reactivity';
import type { DocumentEntry, Workspace } from '#lib/workspace';

type Doc = Parameters<typeof readFollowup>[0];

/** Kept on the device with its shape's number; another shape is as good as none. */
const keptShape = 1;
interface Kept {
  readonly shape: typeof keptShape;
  readonly followup: Followup;
}
const isKept = (value: unknown): value is Kept =>
  isJsonObject(value) && value.shape === keptShape && isJsonObject(value.followup);

/** Documents that are read at the same time, and how long one waits for the relay (ms). */
const readAtOnce = 8;
const patience = 6000;

/**
 * Every follow-up that this person may open, read a few at a time: from this device at once, and again when the relay has said
 * what is new. Nothing stays open for it; what was read is kept, so that the page is complete without a network.
 */
export class Followups {
  readonly #workspace: Workspace;
  readonly #known = new Map<string, Followup>();
  readonly #asked = new Set<string>();
  #queue: string[] = [];
  #running = 0;
  #update: () => void = () => {};
  readonly #listen = createSubscriber((update) => {
    this.#update = update;
    return () => {
      this.#update = () => {};
      this.#queue = [];
      this.#asked.clear();
    };
  });

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** undefined while it has not been read. */
  of({ address, updatedAt }: DocumentEntry): Followup | undefined {
    this.#listen();
    const ticket = `${address} ${updatedAt}`;
    if (!this.#asked.has(ticket)) {
      this.#asked.add(ticket);
      this.#queue.push(address);
      queueMicrotask(() => this.#next());
    }
    const known = this.#known.get(address) ?? this.#workspace.stored.readOf(address, isKept)?.followup;
    if (known) this.#known.set(address, known);
    return known;
  }

  /** What stands in a document that somebody holds open. */
  take(address: string, doc: Doc): void {
    const followup = readFollowup(doc);
    if (JSON.stringify(this.#known.get(address)) === JSON.stringify(followup)) return;
    this.#known.set(address, followup);
    this.#workspace.stored.writeOf(address, { shape: keptShape, followup } satisfies Kept);
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
    const take = () => document.state.hasCopy && this.take(address, document.doc);
    try {
      await document.whenLoaded;
      take();
      if (this.#workspace.isOnline && !document.state.isSynced) {
        await Promise.race([document.whenSynced, new Promise((resolve) => setTimeout(resolve, patience))]);
        take();
      }
    } finally {
      document.release();
    }
  }
}

const ofWorkspace = new WeakMap<Workspace, Followups>();

export const followupsOf = (workspace: Workspace): Followups => {
  const known = ofWorkspace.get(workspace) ?? new Followups(workspace);
  ofWorkspace.set(workspace, known);
  return known;
};
