import { type Grant, isRole, type Standpoint } from '@lianxi/access';
import { err, isJsonObject, type Json, ok, type Result } from '@lianxi/base';
import type { PasskeySecret } from '@lianxi/sync';
import { isLeaseFacts, Lease } from '../lock/lease.ts';
import type { Lock } from '../lock/lock.svelte.ts';
import type { Way } from '../lock/opening.ts';
import { type Api, type ApiError, createApi } from './api.ts';
import { type Device, isDevice } from './device.ts';
import { markShared, type SharedStart, sharedKey } from './shared.ts';
import { Sitting } from './sitting.svelte.ts';
import { keptStorage, readStored, type SmallStorage, tabStorage, writeStored } from './storage.ts';
import type { Wiped } from './wipe.ts';

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
  /** As the relay lists this browser; null for a shared computer and a program. */
  readonly device: Device | null;
  /** How long documents with residents may be opened without having heard of the relay (ms); null: it has not said. */
  readonly lease: number | null;
  readonly isShared: boolean;
  /** This window looks as somebody with another role would, for reading, until then (ms). */
  readonly viewAs: ViewAs | null;
}

export interface ViewAs extends Standpoint {
  readonly until: number;
}

/** What the relay answers: who this is, its own time, how long a device may do without it (ms), and their passkeys. */
type SessionAnswer = SessionFacts & {
  readonly time: number;
  readonly lease?: number;
  /** The person's own, by their ids. */
  readonly passkeys?: readonly string[];
};

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
/** What this browser is called as a device of the member; goes with the rest of theirs. */
const deviceKey = (member: string): string => `lianxi.${member}.device`;

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
  /** This window looked as somebody else would, and does not any more: there is nothing left in it. */
  hasViewEnded = $state(false);
  /** Unsent changes of an earlier, ordinary session that this device still holds; they were left alone. */
  leftBefore = $state(0);
  /** This device was revoked: what was on it is going, or is gone. */
  wiped: 'going' | Wiped | null = $state.raw(null);
  readonly bearer: string | null;
  readonly api: Api;
  #lock: OwnLock | null = null;
  /** How far the relay's clock is ahead of this device's (ms), as far as it is known. */
  #ahead = 0;
  readonly #sitting: Sitting;
  readonly #wipes = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('lianxi/wipe');

  constructor(shared: SharedStart = 'none') {
    this.#sitting = new Sitting(shared, () => this.api);
    this.bearer = readStored(tabStorage, bearerKey, isText);
    this.facts = readFacts(this.#storage, this.#key);
    this.api = createApi(() => this.bearer, { onRevoked: (member) => void this.#wipe(member, true) });
    if (this.#wipes) this.#wipes.onmessage = ({ data }) => void this.#wipe(String(data), false);
    // Somebody signed in or out in another window: this one must not go on in the name of who was here before.
    addEventListener('storage', ({ key }) => {
      if ((key === factsKey || key === sharedKey) && this.bearer === null) void this.check();
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

  /** A sitting at a shared computer: nothing of it is kept here. */
  get isShared(): boolean {
    return this.#sitting.isHere;
  }

  /** Where this person's lists are kept. */
  get lists(): SmallStorage {
    return this.isShared || this.facts?.viewAs ? this.#sitting.lists : keptStorage;
  }

  /** Asks the relay who this is. Unreachable leaves things as they are; only a clear “nobody” signs out. */
  async check(): Promise<void> {
    if (!(await this.#isClear())) return;
    const answer = await this.api.get<SessionAnswer>('/api/session');
    if (answer.ok && isAnswer(answer.value)) {
      if (answer.value.isShared && !this.isShared) {
        this.#forget();
        await this.#sitting.meet();
      } else this.#accept(answer.value);
    } else if (!answer.ok && answer.error.type === 'Refused') {
      this.isReached = true;
      // A hotel's log-in page also says 401; only the relay's own word counts.
      if (answer.error.status === 401 && answer.error.isTold) {
        this.#endView();
        this.hasEnded = this.facts !== null || this.hasEnded;
        if (this.isShared) markShared(false);
        this.#forget();
      }
    } else this.isReached = false;
    this.isChecking = false;
  }

  signIn(name: string, passphrase: string, isShared = false): Promise<Result<void, ApiError>> {
    return this.enterBy('/api/session', { name, passphrase }, isShared);
  }

  setUp(input: {
    code: string;
    communityName: string;
    name: string;
    passphrase: string;
  }): Promise<Result<void, ApiError>> {
    return this.enterBy('/api/setup', input);
  }

  /**
   * Every way in: a passphrase, an invitation, a passkey. `isShared`: at a computer that others use too, which keeps nothing.
   * `passkey`: what its authenticator has told for this device alone.
   */
  async enterBy(
    path: string,
    body: object,
    isShared = false,
    passkey: PasskeySecret | null = null,
  ): Promise<Result<void, ApiError>> {
    if (!(await this.#isClear())) return err({ type: 'Unreachable' });
    const takeBack = isShared ? this.#sitting.begin() : () => {};
    // Only whoever comes in needs it.
    const { ownDevice } = await import('./own-device.ts');
    const hello = isShared ? { isShared } : { device: ownDevice() };
    const answer = await this.api.send<SessionAnswer>('POST', path, { ...body, ...hello });
    if (!answer.ok) {
      takeBack();
      // The answer may have been lost on its way, and its cookie not.
      if (isShared && answer.error.type === 'Unreachable') this.#sitting.isLeft = true;
      return answer;
    }
    await this.#clearBefore(answer.value, isShared);
    // Whoever was here before is not any more, and their name does not wait for the next one either.
    if (isShared) writeStored(keptStorage, factsKey, undefined);
    else markShared(false);
    this.#sitting.isHere = isShared;
    await this.#openWith(
      answer.value,
      'passphrase' in body ? { passphrase: String(body.passphrase) } : passkey && { passkey },
    );
    this.#accept(answer.value);
    return ok(undefined);
  }

  /** The token of a window that sees as another role does. */
  viewToken({ role, on }: Standpoint): Promise<Result<SessionFacts & { token: string }, ApiError>> {
    return this.api.send('POST', '/api/view-as', { role, on });
  }

  /** Ends what this window saw as somebody else; there is nothing to erase, for it kept nothing. */
  async endView(): Promise<void> {
    await this.api.send('DELETE', '/api/session');
    this.#endView();
    this.#forget();
  }

  async signOut(): Promise<void> {
    if (this.bearer === null) await this.#sitting.end();
    this.#forget();
    writeStored(tabStorage, bearerKey, undefined);
  }

  /** The token of a demo role, for this window or another. */
  async demoToken(role: DemoRole): Promise<Result<{ token: string; facts: SessionFacts }, ApiError>> {
    const answer = await createApi(() => null).send<SessionFacts & { token: string }>('POST', '/api/demo/session', {
      role,
    });
    return answer.ok ? ok({ token: answer.value.token, facts: answer.value }) : answer;
  }

  async makeDemo(): Promise<Result<unknown, ApiError>> {
    return createApi(() => null, { patience: 120_000 }).send('POST', '/api/demo');
  }

  async removeDemo(): Promise<Result<unknown, ApiError>> {
    return this.api.send('DELETE', '/api/demo');
  }

  setupFacts(): Promise<Result<SetupFacts, ApiError>> {
    return this.api.get<SetupFacts>('/api/setup');
  }

  /** Makes this window that of a demo role. The page is loaded anew, so that nothing of the role before stays in memory. */
  static enterDemo(token: string, facts: SessionFacts): void {
    writeStored(tabStorage, bearerKey, token);
    writeStored(tabStorage, demoFactsKey, factsToJson(facts));
  }

  /**
   * What opens residents' documents on this device for this person; loaded when it is first asked for. Null in a demo tab, whose
   * people are made up and whose documents are not sealed ([SE17]).
   */
  openLock(member: string): Promise<Lock> | null {
    if (this.bearer !== null || this.isShared) return null;
    const own = this.#lockOf(member);
    own.opened ??= import('../lock/lock.svelte.ts').then(({ Lock }) => {
      const lock = new Lock(member, own.lease);
      if (own.passkeys) void lock.keepPasskeys(own.passkeys);
      return lock;
    });
    return own.opened;
  }

  /** The relay has answered this person, and may have said which passkeys they have. */
  noteContact(member: string, lease?: number, passkeys?: readonly string[]): void {
    if (this.bearer !== null || this.isShared) return;
    const own = this.#lockOf(member);
    own.lease.contact(lease);
    own.passkeys = passkeys ?? own.passkeys;
    void own.opened?.then((lock) => {
      lock.look();
      if (passkeys) void lock.keepPasskeys(passkeys);
    });
  }

  #lockOf(member: string) {
    if (this.#lock?.member !== member) {
      this.#closeLock();
      const key = `lianxi.${member}.lease`;
      const stored = {
        read: () => readStored(keptStorage, key, isLeaseFacts),
        write: (facts: Json) => writeStored(keptStorage, key, facts),
      };
      this.#lock = { member, lease: new Lease(stored), opened: null, passkeys: null };
    }
    return this.#lock;
  }

  #closeLock() {
    void this.#lock?.opened?.then((lock) => lock.close());
    this.#lock = null;
  }

  /** With what the relay has just taken it opens what is sealed here, or seals it from now on. */
  async #openWith({ member, lease, passkeys }: SessionAnswer, way: Way | null): Promise<void> {
    this.noteContact(member.id, lease, passkeys);
    if (way === null) return;
    const lock = await this.openLock(member.id);
    await lock?.enter(way, member.grants);
  }

  /**
   * Another device than this browser was for the person before: that one was revoked, and what it held goes. Beginning a
   * sitting, what an ordinary session kept goes too, unless some of it has not been sent.
   */
  async #clearBefore({ member, device }: SessionAnswer, isShared: boolean) {
    const former = readStored(keptStorage, deviceKey(member.id), isText);
    const isRevoked = device !== null && former !== null && former !== device.id;
    if (!isShared && !isRevoked) return;
    const { wipeMember, unsentOf } = await import('./wipe.ts');
    this.leftBefore = isRevoked ? 0 : await unsentOf(member.id);
    if (this.leftBefore === 0) await wipeMember(member.id);
  }

  /** Nobody is let in by the cookie of a sitting that was left. */
  async #isClear(): Promise<boolean> {
    if (!this.#sitting.isLeft) return true;
    this.isReached = await this.#sitting.end();
    if (!this.isReached) this.isChecking = false;
    return this.isReached;
  }

  /** `isFirst`: this window heard of it, and tells the others and the relay. */
  async #wipe(member: string, isFirst: boolean): Promise<void> {
    if (this.wiped !== null || (!isFirst && this.member?.id !== member)) return;
    this.wiped = 'going';
    // The frame goes, and lets go of what it has open.
    this.#forget();
    this.isChecking = false;
    if (!isFirst) {
      this.wiped = { isWhole: true, unsent: 0 };
      return;
    }
    this.#wipes?.postMessage(member);
    const { wipeMember } = await import('./wipe.ts');
    const wiped = await wipeMember(member);
    // Only now: until it has been told, every answer of the relay begins this anew.
    await createApi(() => this.bearer).send('POST', '/api/devices/wiped', {});
    this.wiped = wiped;
  }

  #accept({ time, passkeys, ...answered }: SessionAnswer) {
    const facts = {
      ...answered,
      device: answered.device ?? null,
      lease: answered.lease ?? null,
      isShared: this.isShared,
      viewAs: answered.viewAs ?? null,
    };
    if (this.isShared) this.#sitting.hold();
    else if (facts.device !== null) writeStored(keptStorage, deviceKey(facts.member.id), facts.device.id);
    this.noteContact(facts.member.id, facts.lease ?? undefined, passkeys);
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

  #endView() {
    if (!this.facts?.viewAs) return;
    this.hasViewEnded = true;
    writeStored(tabStorage, bearerKey, undefined);
  }

  #forget() {
    this.#closeLock();
    this.facts = null;
    writeStored(this.#storage, this.#key, undefined);
    this.#sitting.release();
  }

  get #storage(): SmallStorage {
    return this.bearer === null ? this.lists : tabStorage;
  }

  get #key(): string {
    return this.bearer === null ? factsKey : demoFactsKey;
  }
}

/** What opens residents' documents for one member, and what it needs to know. */
interface OwnLock {
  readonly member: string;
  readonly lease: Lease;
  opened: Promise<Lock> | null;
  /** As the relay last said it; null: it has not. */
  passkeys: readonly string[] | null;
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

/** As it was kept, also by a version that knew less. */
const readFacts = (storage: SmallStorage, key: string): SessionFacts | null => {
  const facts = readStored(storage, key, isFacts);
  return (
    facts && {
      ...facts,
      device: isDevice(facts.device) ? facts.device : null,
      lease: facts.lease ?? null,
      isShared: false,
      viewAs: isViewAs(facts.viewAs) ? facts.viewAs : null,
    }
  );
};

const isViewAs = (value: unknown): value is ViewAs =>
  isJsonObject(value) && isRole(value.role) && isText(value.on) && typeof value.until === 'number';

/** Without what is another in each answer: writing it makes the other windows ask, which would go on for ever. */
const factsToJson = ({ member, community, isDemo, device, lease, viewAs }: SessionFacts): Json => ({
  member: { id: member.id, name: member.name, post: member.post, grants: member.grants.map((grant) => ({ ...grant })) },
  community: { name: community.name },
  isDemo,
  device: device && { id: device.id, name: device.name },
  lease,
  ...(viewAs ? { viewAs: { role: viewAs.role, on: viewAs.on, until: viewAs.until } } : {}),
});
