import { createSubscriber } from 'svelte/reactivity';
import type { DocumentEntry, Workspace } from '#lib/workspace';
import { whenFresh } from '#lib/workspace/readings.ts';
import { type ChangeGroup, changesSince, digestLedger, type LedgerDigest } from './digest.ts';

interface Digest {
  readonly changes: readonly ChangeGroup[];
  readonly ledger: LedgerDigest | null;
}

/** Documents read at the same time, and how many of the latest are looked through for changes. */
const readAtOnce = 3;
const lookedThrough = 40;

/**
 * What the day's page needs of many documents, read from this device, a few at a time. Nothing stays open for it; a document
 * is read again when the list says that it changed.
 */
export class Digests {
  readonly #workspace: Workspace;
  readonly #known = new Map<string, Digest>();
  readonly #read = new Map<string, string>();
  #queue: DocumentEntry[] = [];
  #running = 0;
  #update: () => void = () => {};
  readonly #listen = createSubscriber((update) => {
    this.#update = update;
    return () => {
      this.#update = () => {};
      this.#queue = [];
      this.#read.clear();
    };
  });

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Digests as far as they have been read; asks for the rest. */
  of(
    entries: readonly DocumentEntry[],
    since: number,
  ): { readonly list: readonly Digest[]; readonly isReading: boolean } {
    this.#listen();
    // What was read of residents goes with the key; it is read again when that is back.
    for (const address of [...this.#read.keys()].filter((each) => this.#workspace.isShut(each))) {
      this.#known.delete(address);
      this.#read.delete(address);
    }
    entries = entries.filter(({ address }) => !this.#workspace.isShut(address));
    // What somebody consented to is no news. Registers are large; what is due comes from the others.
    const weight = ({ kind }: DocumentEntry) => (kind === 'ledger' ? 0 : kind === 'register' ? 2 : 1);
    const open = entries.filter(({ kind }) => kind !== 'care');
    const latest = open.sort((one, other) => weight(one) - weight(other) || other.updatedAt - one.updatedAt);
    const wanted = latest.filter(
      (entry, index) => entry.kind === 'ledger' || (entry.updatedAt > since && index < lookedThrough),
    );
    for (const entry of wanted) {
      const ticket = `${entry.updatedAt} ${since}`;
      if (this.#read.get(entry.address) === ticket) continue;
      this.#read.set(entry.address, ticket);
      this.#queue.push(entry);
    }
    queueMicrotask(() => this.#next(since));
    return {
      list: wanted.flatMap(({ address }) => this.#known.get(address) ?? []),
      isReading: wanted.some(({ address }) => !this.#known.has(address)),
    };
  }

  /** undefined until it has been read. */
  ledger(address: string): LedgerDigest | null | undefined {
    this.#listen();
    return this.#known.get(address)?.ledger;
  }

  #next(since: number): void {
    while (this.#running < readAtOnce && this.#queue.length > 0) {
      const entry = this.#queue.shift();
      if (!entry) return;
      this.#running++;
      void this.#take(entry, since).finally(() => {
        this.#running--;
        this.#next(since);
      });
    }
  }

  async #take(entry: DocumentEntry, since: number): Promise<void> {
    const document = this.#workspace.open(entry.address);
    await document.whenLoaded;
    if (this.#workspace.isShut(entry.address)) return document.release();
    if (!document.state.hasCopy) await whenFresh(this.#workspace, document, 6_000);
    this.#known.set(entry.address, {
      changes: changesSince(entry.address, entry.kind, document.doc, since, this.#workspace.member.id),
      ledger: entry.kind === 'ledger' ? digestLedger(document.doc) : null,
    });
    document.release();
    this.#update();
  }
}
