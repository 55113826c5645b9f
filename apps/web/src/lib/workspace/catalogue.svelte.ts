import { type Address, type DocumentKind, onlyIdOf, type Scope, toAddress } from '@lianxi/access';
import { createUuid } from '@lianxi/base';
import type { Api, Member } from '../session/index.ts';
import { BegunDocuments, isFinal, type NotCreated } from './begun.ts';
import { type DocumentEntry, DocumentList } from './document-list.svelte.ts';
import { People } from './people.svelte.ts';
import { Renames } from './renames.ts';
import type { Stored } from './stored.ts';

export type Asked =
  | { readonly type: 'unreached' }
  /** The relay knows nobody here, or somebody else. */
  | { readonly type: 'other-member' }
  /** Something that is not the relay's list; all stays as it was. */
  | { readonly type: 'unfit' }
  /** `missing`: what was listed and may not be seen any more. */
  | { readonly type: 'taken'; readonly missing: readonly string[] };

/**
 * What the person may open and who the others are, as the relay last said it, with what it does not know yet: documents
 * begun and titles given on this device.
 */
export class Catalogue {
  readonly people: People;
  readonly #list: DocumentList;
  readonly #begun: BegunDocuments;
  readonly #renames: Renames;
  readonly #api: Api;

  constructor(member: Member, stored: Stored, api: Api) {
    this.#api = api;
    this.people = new People(stored);
    this.#begun = new BegunDocuments(stored, api);
    this.#renames = new Renames(stored, api);
    this.#list = new DocumentList(stored, this.#begun, this.#renames, member.id);
  }

  get documents(): readonly DocumentEntry[] {
    return this.#list.all;
  }

  find(address: string): DocumentEntry | undefined {
    return this.#list.find(address);
  }

  isBegunHere(address: string): boolean {
    return this.#begun.has(address);
  }

  begin(kind: DocumentKind, scope: Scope, title: string): Address {
    const address = toAddress(kind, scope, onlyIdOf(kind) ?? createUuid());
    this.recognise(address, title);
    return address;
  }

  /** Takes in a document that was begun here and forgotten. */
  recognise(address: string, title: string): void {
    this.#begun.add({ address, title, createdAt: Date.now() });
    this.#list.lookAtBegun();
  }

  /**
   * What this person has begun is no more: for nobody, as far as the relay knows of it. `unreached`: that cannot be asked now;
   * `taken-up`: it is others' as well by now, or was always.
   */
  async takeAway(address: string): Promise<'done' | 'unreached' | 'taken-up'> {
    const isHereOnly = this.#begun.has(address);
    this.#begun.drop(address);
    if (!isHereOnly) {
      const answer = await this.#api.send<unknown>('DELETE', '/api/documents', { address });
      if (!answer.ok) {
        const { error } = answer;
        if (error.type === 'Unreachable' || !isFinal(error)) return 'unreached';
        // What there is none of has been taken away already, in another window perhaps.
        if (error.status !== 404) return 'taken-up';
      }
    }
    const title = this.#renames.titleOf(address);
    if (title !== undefined) this.#renames.drop(address, title);
    this.#list.drop(address);
    return 'done';
  }

  /** The list's title follows the document's own. False where it is called so already. */
  retitle(address: string, title: string): boolean {
    const entry = this.#list.find(address);
    if (!entry || entry.title === title) return false;
    this.#renames.put(address, title);
    this.#list.retitle(address, title);
    return true;
  }

  async ask(): Promise<Asked> {
    const before = this.#list.listed();
    const [documents, people] = await Promise.all([
      this.#api.get<unknown>('/api/documents'),
      this.#api.get<unknown>('/api/members'),
    ]);
    if (documents.ok) {
      const taken = this.#list.take(documents.value, before);
      // Who is there depends on who asks, and only the list of documents says who did.
      if (taken.type === 'taken' && people.ok) this.people.take(people.value);
      return taken;
    }
    if (documents.error.type === 'Unreachable') return { type: 'unreached' };
    return { type: documents.error.status === 401 ? 'other-member' : 'unfit' };
  }

  /** Tells the relay what it does not know yet; returns what it will not have, and whether there is now more there. */
  async tell(): Promise<{ readonly isMore: boolean; readonly refused: readonly NotCreated[] }> {
    const listed = new Set(this.#list.listed());
    const { made, refused } = await this.#begun.register((address) => listed.has(address));
    for (const begun of made) {
      this.#list.settle(begun);
      this.#renames.drop(begun.address, begun.title);
    }
    this.#list.lookAtBegun();
    await this.#renames.deliver((address) => !this.#begun.has(address));
    return { isMore: made.length > 0, refused };
  }
}
