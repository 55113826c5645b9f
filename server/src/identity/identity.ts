import { communityScope, type Grant, type Scope } from '@lianxi/access';
import { type Clock, err, ok, type Random, type Result, systemRandom } from '@lianxi/base';
import { createAttempts, setupLimits, signInLimits, type TooManyAttempts } from './attempts.ts';
import { createDevices, type Devices } from './devices.ts';
import { createFirstRunCode } from './first-run.ts';
import { noteGrant } from './granted.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createJoin, type Join } from './joining.ts';
import { createMemberId, type MemberId, type NameError, nameKeyOf, parseName } from './member.ts';
import { type ChangeOwnPassphrase, createOwnPassphrase } from './own-passphrase.ts';
import { createPasskeys, type Passkeys } from './passkeys.ts';
import { createPassphrases, type Passphrases } from './passphrase.ts';
import { createPeople, type People } from './people.ts';
import { createRecovery, type Recovery } from './recovery.ts';
import { createSignInRefusals } from './refused.ts';
import { replacePassphrase } from './renewal.ts';
import { createSessions, type Sessions } from './sessions.ts';
import type { Account, AddAccountError, IdentityStore } from './store.ts';
import { findWeakness, type Weakness } from './weakness.ts';

/**
 * Who people are: accounts with a name and a passphrase, sessions, and the first account of all. Rights are not decided
 * here (packages/access), and nothing here knows of HTTP.
 */
export interface Identity {
  readonly store: IdentityStore;
  readonly sessions: Sessions;
  readonly devices: Devices;
  readonly invitations: Invitations;
  readonly join: Join;
  readonly passkeys: Passkeys;
  readonly recovery: Recovery;
  readonly people: People;
  /** True while there is no account but the demo's. */
  isFirstRun(): boolean;
  /** `XXXX-XXXX` while it can be used, else null. */
  firstRunCode(): string | null;
  setUp(input: SetUp): Promise<Result<Account, SetUpError>>;
  signIn(input: SignIn): Promise<Result<Account, SignInError>>;
  /** `by`: null for whoever sits at the machine. */
  addAccount(input: AddAccount, by?: MemberId | null): Promise<Result<Account, AddAccountProblem>>;
  /** Gives somebody another passphrase; whoever was signed in with the old one is not any more. Tokens of programs stay. */
  changePassphrase(account: Account, passphrase: string, by?: MemberId | null): Promise<Result<void, WeakPassphrase>>;
  readonly changeOwnPassphrase: ChangeOwnPassphrase;
  /** By id or by name. */
  findAccount(idOrName: string): Account | undefined;
}

export interface SignIn {
  readonly name: string;
  readonly passphrase: string;
  /** Where the attempt comes from: the peer's network address. */
  readonly from: string;
}
export type SignInError = { readonly type: 'WrongCredentials' } | TooManyAttempts;

export interface SetUp extends SignIn {
  readonly code: string;
  readonly communityName: string;
}
export type SetUpError = { readonly type: 'WrongCode' } | TooManyAttempts | AddAccountProblem;

export interface AddAccount {
  readonly name: string;
  readonly passphrase: string;
  readonly post?: string;
  readonly grants: readonly Grant[];
}
/** Checks and the slow work first, outside of any transaction; adding is then a matter of one. */
export type PrepareAccount = (
  input: AddAccount,
) => Promise<
  Result<
    { add(by: MemberId | null, onlyIfFirst?: boolean): Result<Account, AddAccountError> },
    NameError | WeakPassphrase
  >
>;
export type AddAccountProblem = AddAccountError | NameError | WeakPassphrase;
export type WeakPassphrase = { readonly type: 'WeakPassphrase'; readonly flaw: Weakness };

export interface IdentityOptions {
  readonly store: IdentityStore;
  readonly clock: Clock;
  readonly random?: Random;
  readonly passphrases?: Passphrases;
}

export const createIdentity = ({
  store,
  clock,
  random = systemRandom,
  passphrases = createPassphrases(random),
}: IdentityOptions): Identity => {
  const attempts = createAttempts(store, clock);
  const refusals = createSignInRefusals(store.note, clock);
  const code = createFirstRunCode(random);
  const isFirstRun = () => store.listAccounts().every(({ isDemo }) => isDemo);

  const prepare: PrepareAccount = async ({ name: typed, passphrase, post = '', grants }) => {
    const name = parseName(typed);
    if (!name.ok) return name;
    const flaw = await findWeakness(passphrase, name.value);
    if (flaw) return err({ type: 'WeakPassphrase', flaw });
    const passphraseHash = await passphrases.hash(passphrase);
    return ok({
      add: (by, onlyIfFirst = false) =>
        store.change(() => {
          const account = { id: unusedId(), name: name.value, post, isDemo: false, createdAt: clock() };
          const added = store.addAccount({ ...account, passphraseHash, grants }, onlyIfFirst, by);
          if (!added.ok) return added;
          for (const grant of grants) noteGrant(store.note, 'granted', account.id, grant, by);
          return ok(account);
        }),
    });
  };
  const add = async (input: AddAccount, by: MemberId | null, onlyIfFirst: boolean) => {
    const prepared = await prepare(input);
    return prepared.ok ? prepared.value.add(by, onlyIfFirst) : prepared;
  };
  const unusedId = (): MemberId => {
    let id = createMemberId(random);
    while (store.findAccount(id)) id = createMemberId(random);
    return id;
  };

  const signIn: Identity['signIn'] = async ({ name, passphrase, from }) => {
    const key = nameKeyOf(name);
    const limits = signInLimits(key, from);
    const allowed = attempts.take(limits);
    if (!allowed.ok) {
      refusals.tooMany();
      return allowed;
    }
    const account = store.listAccounts().find((candidate) => nameKeyOf(candidate.name) === key);
    const hash = account ? store.passphraseHashOf(account.id) : null;
    const isRight = await passphrases.verify(passphrase, hash ?? undefined);
    if (!account || !isRight) {
      refusals.wrong(account?.id ?? null, 'credentials');
      return err({ type: 'WrongCredentials' });
    }
    attempts.forgive(limits);
    return ok(account);
  };
  const invitations = createInvitations({ store, clock, random, passphrases, attempts, refusals });

  return {
    store,
    sessions: createSessions(store, clock, random),
    devices: createDevices(store, clock, random),
    isFirstRun,
    firstRunCode: () => (isFirstRun() ? code.shown : null),
    setUp: async ({ code: typed, communityName, name, passphrase, from }) => {
      const limits = setupLimits(from);
      const allowed = attempts.take(limits);
      if (!allowed.ok) {
        refusals.tooMany();
        return allowed;
      }
      if (!code.matches(typed)) {
        refusals.wrong(null, 'code');
        return err({ type: 'WrongCode' });
      }
      attempts.forgive(limits);
      const grants = [{ role: 'committee-admin', on: communityScope as Scope, from: null, to: null }] as const;
      const added = await add({ name, passphrase, grants }, null, true);
      if (added.ok) store.writeSetting('community_name', communityName);
      return added;
    },
    signIn,
    invitations,
    join: createJoin({ store, clock, passphrases, invitations, identity: { signIn, prepare } }),
    passkeys: createPasskeys({ store, clock, random, attempts, refusals }),
    recovery: createRecovery({ store, clock, random, passphrases, attempts, refusals, prepare }),
    people: createPeople(store, clock),
    addAccount: (input, by = null) => add(input, by, false),
    changePassphrase: async ({ id, name }, passphrase, by = null) => {
      const flaw = await findWeakness(passphrase, name);
      if (flaw) return err({ type: 'WeakPassphrase', flaw });
      const hash = await passphrases.hash(passphrase);
      store.change(() => replacePassphrase(store, id, hash, by));
      return ok(undefined);
    },
    changeOwnPassphrase: createOwnPassphrase({ store, passphrases, signIn }),
    findAccount: (idOrName) => {
      const key = nameKeyOf(idOrName);
      const all = store.listAccounts();
      return all.find(({ id }) => id === idOrName) ?? all.find(({ name }) => nameKeyOf(name) === key);
    },
  };
};
