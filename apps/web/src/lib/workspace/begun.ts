import type { Api } from '../session/index.ts';
import { isListWith, type Stored } from './stored.ts';

export interface Begun {
  readonly address: string;
  readonly title: string;
  /** By this device's clock (ms). */
  readonly createdAt: number;
}

export interface Registered {
  readonly made: readonly Begun[];
  readonly refused: readonly NotCreated[];
}

/** The relay has said for good that it will not have it. */
export interface NotCreated {
  readonly begun: Begun;
  readonly name: string;
}

/**
 * Documents begun on this device that the relay does not know yet. Several windows of one person share the list.
 *
 * Invariant: a document leaves it only when the relay has named its address as made, or has refused it in its own words;
 * a proxy's page, a broken answer and silence leave everything as it was, and one refusal holds nothing else up.
 */
export class BegunDocuments {
  /** Also here, for a browser that keeps nothing. */
  #own: readonly Begun[] = [];
  readonly #dropped = new Set<string>();
  readonly #stored: Stored;
  readonly #api: Api;

  constructor(stored: Stored, api: Api) {
    this.#stored = stored;
    this.#api = api;
  }

  get all(): readonly Begun[] {
    const stored = this.#stored.read('begun', isBegun) ?? [];
    const isStored = new Set(stored.map(({ address }) => address));
    return [...this.#own.filter(({ address }) => !isStored.has(address)), ...stored];
  }

  has(address: string): boolean {
    return this.all.some((each) => each.address === address);
  }

  add(begun: Begun): void {
    if (!this.has(begun.address)) this.#put([begun, ...this.all]);
  }

  retitle(address: string, title: string): void {
    if (this.has(address)) this.#put(this.all.map((each) => (each.address === address ? { ...each, title } : each)));
  }

  /** It was taken back before the relay knew of it. */
  drop(address: string): void {
    this.#dropped.add(address);
    this.#remove(address);
  }

  /** Tells the relay of all that it does not list; what it made or refused is then no longer here. */
  async register(isListed: (address: string) => boolean): Promise<Registered> {
    const made: Begun[] = [];
    const refused: NotCreated[] = [];
    for (const begun of this.all) {
      if (isListed(begun.address)) {
        this.#remove(begun.address);
        continue;
      }
      const [kind, scope, id] = begun.address.split('/');
      const { title } = begun;
      const answer = await this.#api.send<unknown>('POST', '/api/documents', { kind, scope, id, title });
      if (answer.ok) {
        if (!namesAddress(answer.value, begun.address)) break;
        // Taken back while it was on its way there.
        if (this.#dropped.has(begun.address)) {
          await this.#api.send<unknown>('DELETE', '/api/documents', { address: begun.address });
          continue;
        }
        made.push(begun);
        this.#remove(begun.address);
      } else if (answer.error.type === 'Refused' && isFinal(answer.error)) {
        refused.push({ begun, name: answer.error.name });
        this.#remove(begun.address);
      } else break;
    }
    return { made, refused };
  }

  #remove(address: string) {
    this.#put(this.all.filter((each) => each.address !== address));
  }

  #put(next: readonly Begun[]) {
    this.#own = next;
    this.#stored.write('begun', next);
  }
}

const namesAddress = (answer: unknown, address: string): boolean =>
  typeof answer === 'object' && answer !== null && 'address' in answer && answer.address === address;

/** Later or after signing in anew it may be otherwise; so may it be when it was not the relay that spoke. */
export const isFinal = ({ status, isTold }: { readonly status: number; readonly isTold: boolean }): boolean =>
  isTold && status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429;

const isBegun = isListWith<Begun>('address');
