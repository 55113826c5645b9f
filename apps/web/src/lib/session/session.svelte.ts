import type { Grant } from '@lianxi/access';
import { isJsonObject, type Json, ok, type Result } from '@lianxi/base';
import { isLeaseFacts, Lease } from '../lock/lease.ts';
import type { Lock } from '../lock/lock.svelte.ts';
import { type Api, type ApiError, createApi } from './api.ts';
import { readStored, writeStored } from './storage.ts';

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly post: string;
  readonly grants: readonly Grant[];
}

export interface SessionFacts {
  readonly member: Member;
  readonly community: { readonly name: string };
  readonly isDemo: boolean;
}

/** What the relay answers: who this is, its own time, and how long a device may do without it (ms). */
type SessionAnswer = SessionFacts & { readonly time: number; readonly lease?: number };

/** Clocks differ, and answers take their time (ms). */
const nearlyRight = 60_000;

export interface SetupFacts {
  readonly isFirstRun: boolean;
  readonly hasDemo: boolean;
  readonly mayDemo: boolean;
  readonly communityName: string | null;
}

export type DemoRole = 'committee' | 'branch' | 'unit';

const factsKey = 'lianxi.session';
const bearerKey = 'lianxi.bearer';
const demoFactsKey = 'lianxi.demo-session';

/**
 * Who is at this window. Starts from what was stored, so that the first screen never waits for the network, and is put
 * right as soon as the relay answers. A demo tab keeps its own role in sessionStorage, apart from every other window.
 */
export class Session {
  facts: SessionFacts | null = $state.raw(null);
  /** True until it is known from the relay, or from its absence, who this is. */
  isChecking = $state(true);
  /** Whether the relay answered when it was last asked. */
  isReached = $state(false);
  /** The relay has ended the session, without this person having asked for it. */
  hasEnded = $state(false);
  readonly bearer: string | null;
  readonly api: Api;
  #lock: { readonly member: string; readonly lease: Lease; opened: Promise<Lock> | null } | null = null;
  /** How far the relay's clock is ahead of this device's (ms), as far as it is known. */
  #ahead = 0;

  constructor() {
    this.bearer = readStored(sessionStorage, bearerKey, isText);
    this.facts = readStored(this.#storage, this.#key, isFacts);
    this.api = createApi(() => this.bearer);
    // Somebody signed in or out in another window: this one must not go on in the name of who was here before.
    addEventListener('storage', ({ key }) => {
      if (key === factsKey && this.bearer === null) void this.check();
    });
  }

  get member(): Member | null {
    return this.facts?.member ?? null;
  }

  /**
   * The time by the relay's clock: what people write into the same documents is dated by it, and rights end by it. A device's
   * own clock may be years off; one that is right to the minute is left alone.
   */
  readonly now = (): number => Date.now() + this.#ahead;

  /** Asks the relay who this is. Unreachable leaves things as they are; only a clear “nobody” signs out. */
  async check(): Promise<void> {
    const answer = await this.api.get<SessionAnswer>('/api/session');
    if (answer.ok && isAnswer(answer.value)) this.#accept(answer.value);
    else if (!answer.ok && answer.error.type === 'Refused') {
      this.isReached = true;
      // A hotel's log-in page also says 401; only the relay's own word counts.
      if (answer.error.status === 401 && answer.error.isTold) {
        this.hasEnded = this.facts !== null || this.hasEnded;
        this.#forget();
      }
    } else this.isReached = false;
    this.isChecking = false;
  }

  async signIn(name: string, passphrase: string): Promise<Result<void, ApiError>> {
    return this.#enter(await this.api.send<SessionAnswer>('POST', '/api/session', { name, passphrase }), passphrase);
  }

  async setUp(input: {
    code: string;
    communityName: string;
    name: string;
    passphrase: string;
  }): Promise<Result<void, ApiError>> {
    return this.#enter(await this.api.send<SessionAnswer>('POST', '/api/setup', input), input.passphrase);
  }

  async signOut(): Promise<void> {
    if (this.bearer === null) await this.api.send('DELETE', '/api/session');
    this.#forget();
    writeStored(sessionStorage, bearerKey, undefined);
  }

  /** The token of a demo role, for this window or another. */
  async demoToken(role: DemoRole): Promise<Result<{ token: string; facts: SessionFacts }, ApiError>> {
    const answer = await createApi(() => null).send<SessionFacts & { token: string }>('POST', '/api/demo/session', {
      role,
    });
    return answer.ok ? ok({ token: answer.value.token, facts: answer.value }) : answer;
  }

  async makeDemo(): Promise<Result<unknown, ApiError>> {
    return createApi(() => null, 120_000).send('POST', '/api/demo');
  }

  async removeDemo(): Promise<Result<unknown, ApiError>> {
    return this.api.send('DELETE', '/api/demo');
  }

  setupFacts(): Promise<Result<SetupFacts, ApiError>> {
    return this.api.get<SetupFacts>('/api/setup');
  }

  /** Makes this window that of a demo role. The page is loaded anew, so that nothing of the role before stays in memory. */
  static enterDemo(token: string, facts: SessionFacts): void {
    writeStored(sessionStorage, bearerKey, token);
    writeStored(sessionStorage, demoFactsKey, factsToJson(facts));
  }

  /**
   * What opens residents' documents on this device for this person; loaded when it is first asked for. Null in a demo tab, whose
   * people are made up and whose documents are not sealed ([SE17]).
   */
  openLock(member: string): Promise<Lock> | null {
    if (this.bearer !== null) return null;
    const own = this.#lockOf(member);
    own.opened ??= import('../lock/lock.svelte.ts').then(({ Lock }) => new Lock(member, own.lease));
    return own.opened;
  }

  /** The relay has answered this person. */
  noteContact(member: string, lease?: number): void {
    if (this.bearer !== null) return;
    const own = this.#lockOf(member);
    own.lease.contact(lease);
    void own.opened?.then((lock) => lock.look());
  }

  #lockOf(member: string) {
    if (this.#lock?.member !== member) {
      this.#closeLock();
      const key = `lianxi.${member}.lease`;
      const stored = {
        read: () => readStored(localStorage, key, isLeaseFacts),
        write: (facts: Json) => writeStored(localStorage, key, facts),
      };
      this.#lock = { member, lease: new Lease(stored), opened: null };
    }
    return this.#lock;
  }

  #closeLock() {
    void this.#lock?.opened?.then((lock) => lock.close());
    this.#lock = null;
  }

  /** With the passphrase that the relay has just taken: it opens what is sealed here, or seals it from now on. */
  async #enter(answer: Result<SessionAnswer, ApiError>, passphrase: string): Promise<Result<void, ApiError>> {
    if (!answer.ok) return answer;
    const { member, lease } = answer.value;
    this.noteContact(member.id, lease);
    const lock = await this.openLock(member.id);
    await lock?.enter(passphrase, member.grants);
    this.#accept(answer.value);
    return ok(undefined);
  }

  #accept({ time, lease, ...facts }: SessionAnswer) {
    this.noteContact(facts.member.id, lease);
    const ahead = time - Date.now();
    this.#ahead = Math.abs(ahead) < nearlyRight ? 0 : ahead;
    this.isReached = true;
    this.isChecking = false;
    this.hasEnded = false;
    writeStored(this.#storage, this.#key, factsToJson(facts));
    if (JSON.stringify(this.facts?.member) === JSON.stringify(facts.member) && this.facts?.isDemo === facts.isDemo)
      return;
    this.facts = facts;
  }

  #forget() {
    this.#closeLock();
    this.facts = null;
    writeStored(this.#storage, this.#key, undefined);
  }

  get #storage(): Storage {
    return this.bearer === null ? localStorage : sessionStorage;
  }

  get #key(): string {
    return this.bearer === null ? factsKey : demoFactsKey;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isAnswer = (value: unknown): value is SessionAnswer =>
  isJsonObject(value) && typeof value.time === 'number' && isFacts(value);

const isFacts = (value: unknown): value is SessionFacts =>
  isJsonObject(value) &&
  isJsonObject(value.member) &&
  isText(value.member.id) &&
  isText(value.member.name) &&
  Array.isArray(value.member.grants) &&
  isJsonObject(value.community);

/** Without what is another in each answer: writing it makes the other windows ask, which would go on for ever. */
const factsToJson = ({ member, community, isDemo }: SessionFacts): Json => ({
  member: { id: member.id, name: member.name, post: member.post, grants: member.grants.map((grant) => ({ ...grant })) },
  community: { name: community.name },
  isDemo,
});
