import type { Api } from '#lib/session';
import {
  type AuditEntry,
  type AuditFilter,
  type AuditPageAnswer,
  type ChainHead,
  type ChainReport,
  everything,
  queryOf,
} from './entry.ts';

export type Trouble = 'unreached' | 'forbidden' | null;

/** The server's log as far as it was looked through, for one filter. */
export class AuditLog {
  filter: AuditFilter = $state.raw(everything);
  entries: readonly AuditEntry[] | null = $state.raw(null);
  next: number | null = $state(null);
  head: ChainHead | null = $state.raw(null);
  report: (ChainReport & { readonly at: number }) | null = $state.raw(null);
  trouble: Trouble = $state(null);
  isBusy = $state(false);
  isVerifying = $state(false);
  readonly #api: Api;
  /** Answers to what is not asked any more are left lying. */
  #turn = 0;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Looks anew, from the newest back. */
  look(filter: AuditFilter = this.filter): Promise<void> {
    this.filter = filter;
    this.entries = null;
    this.next = null;
    return this.more();
  }

  /** The next older ones; goes on until there is something to show. */
  async more(): Promise<void> {
    const turn = ++this.#turn;
    this.isBusy = true;
    const found: AuditEntry[] = [];
    let next = this.next;
    do {
      const answer = await this.#api.get<AuditPageAnswer>(`/api/audit${queryOf(this.filter, next)}`);
      if (turn !== this.#turn) return;
      this.trouble = answer.ok
        ? null
        : answer.error.type === 'Refused' && answer.error.status === 403
          ? 'forbidden'
          : 'unreached';
      if (!answer.ok) break;
      found.push(...answer.value.entries);
      this.head = answer.value.head;
      ({ next } = answer.value);
    } while (next !== null && found.length === 0);
    this.isBusy = false;
    if (this.trouble) return;
    this.entries = [...(this.entries ?? []), ...found];
    this.next = next;
  }

  async verify(): Promise<void> {
    this.isVerifying = true;
    const answer = await this.#api.get<ChainReport>('/api/audit/verify');
    this.isVerifying = false;
    if (answer.ok) this.report = { ...answer.value, at: Date.now() };
    else this.trouble = 'unreached';
  }

  /** Everything that the filter finds, page by page; null when it was stopped or not answered. */
  async all(isStopped: () => boolean, onprogress: (found: number) => void): Promise<readonly AuditEntry[] | null> {
    const { filter } = this;
    const found: AuditEntry[] = [];
    let next: number | null = null;
    do {
      const answer: Awaited<ReturnType<typeof this.ask>> = await this.ask(filter, next);
      if (!answer.ok || isStopped()) return null;
      found.push(...answer.value.entries);
      onprogress(found.length);
      ({ next } = answer.value);
    } while (next !== null);
    return found;
  }

  private ask(filter: AuditFilter, before: number | null) {
    return this.#api.get<AuditPageAnswer>(`/api/audit${queryOf(filter, before)}`);
  }
}
