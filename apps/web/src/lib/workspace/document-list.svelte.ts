import { type Address, type DocumentKind, parseAddress, type Rights, type Scope } from '@lianxi/access';
import { isJsonObject } from '@lianxi/base';
import type { Begun, BegunDocuments } from './begun.ts';
import type { Renames } from './renames.ts';
import { isListWith, type Stored } from './stored.ts';

export interface DocumentEntry {
  readonly address: Address;
  readonly kind: DocumentKind;
  readonly scope: Scope;
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly rights: Rights;
}

/** What became of an answer that was said to be the list. */
export type Taken =
  | { readonly type: 'taken'; readonly missing: readonly string[] }
  /** Not the relay's list: a proxy's page, something cut off, nothing. */
  | { readonly type: 'unfit' }
  /** Somebody else is signed in in this browser by now. */
  | { readonly type: 'other-member' };

/**
 * What the person may open: the relay's list, kept for offline, and what was begun here.
 *
 * Invariant: only a whole answer of the relay's own, for this very person, ever takes a document away, and only one that had
 * been listed before the question was asked.
 */
export class DocumentList {
  #listed: readonly DocumentEntry[] = $state.raw([]);
  #waiting: readonly Begun[] = $state.raw([]);
  readonly all: readonly DocumentEntry[] = $derived(withBegun(this.#waiting, this.#listed));
  readonly #stored: Stored;
  readonly #begun: BegunDocuments;
  readonly #renames: Renames;
  readonly #member: string;

  constructor(stored: Stored, begun: BegunDocuments, renames: Renames, member: string) {
    this.#stored = stored;
    this.#begun = begun;
    this.#renames = renames;
    this.#member = member;
    this.#listed = stored.read('documents', isEntries) ?? [];
    this.lookAtBegun();
  }

  find(address: string): DocumentEntry | undefined {
    return this.all.find((candidate) => candidate.address === address);
  }

  /** Something was begun, registered or refused, here or in another window. */
  lookAtBegun(): void {
    this.#waiting = this.#begun.all;
  }

  retitle(address: string, title: string): void {
    this.#begun.retitle(address, title);
    this.lookAtBegun();
    this.#keep(this.#listed.map((each) => (each.address === address ? { ...each, title } : each)));
  }

  /** What stands in the list now; an answer to a question asked now can say that these are gone, and no others. */
  listed(): readonly string[] {
    return this.#listed.map(({ address }) => address);
  }

  take(answer: unknown, listedBefore: readonly string[]): Taken {
    if (!isJsonObject(answer) || !isEntries(answer.documents) || typeof answer.member !== 'string') {
      return { type: 'unfit' };
    }
    if (answer.member !== this.#member) return { type: 'other-member' };
    const known = new Set<string>(answer.documents.map(({ address }) => address));
    const missing = listedBefore.filter((address) => !known.has(address) && !this.#begun.has(address));
    const gone = new Set(missing);
    const unheard = this.#listed.filter(({ address }) => !known.has(address) && !gone.has(address));
    this.lookAtBegun();
    // A title that is on its way is not undone by an answer that does not know of it.
    const titled = answer.documents.map((each) => ({
      ...each,
      title: this.#renames.titleOf(each.address) ?? each.title,
    }));
    this.#keep([...unheard, ...titled]);
    return { type: 'taken', missing };
  }

  /** It was taken away by this very person. */
  drop(address: string): void {
    this.#keep(this.#listed.filter((each) => each.address !== address));
    this.lookAtBegun();
  }

  /** Registered: it stays where it is until the relay lists it. */
  settle(begun: Begun): void {
    const entry = toEntry(begun);
    if (entry && !this.#listed.some(({ address }) => address === begun.address)) this.#keep([entry, ...this.#listed]);
    this.lookAtBegun();
  }

  #keep(next: readonly DocumentEntry[]) {
    this.#listed = next;
    this.#stored.write('documents', next);
  }
}

const withBegun = (begun: readonly Begun[], listed: readonly DocumentEntry[]): readonly DocumentEntry[] => {
  const known = new Set<string>(listed.map(({ address }) => address));
  return [...begun.filter(({ address }) => !known.has(address)).flatMap((each) => toEntry(each) ?? []), ...listed];
};

const toEntry = ({ address, title, createdAt }: Begun): DocumentEntry | null => {
  const parsed = parseAddress(address);
  if (!parsed.ok) return null;
  return { ...parsed.value, title, createdAt, updatedAt: createdAt, rights: 'write' };
};

const isEntries = isListWith<DocumentEntry>('address');
