import { type Clock, err, ok, type Random, type Result } from '@lianxi/base';
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransportFuture,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { type Attempts, passkeyLimits, type TooManyAttempts } from './attempts.ts';
import { createChallenges } from './challenges.ts';
import type { MemberId } from './member.ts';
import type { Passkey } from './passkey.ts';
import type { SignInRefusals } from './refused.ts';
import type { SecretHash } from './secret.ts';
import type { Account, IdentityStore } from './store.ts';

/**
 * Signing in by a passkey: the authenticator shows that its owner is there (fingerprint, face, PIN) and signs for this very
 * host. The library is loaded when somebody uses it: most communities never do.
 */
export interface Passkeys {
  creationOptions(site: Site, account: Account, session: SecretHash): Promise<PublicKeyCredentialCreationOptionsJSON>;
  add(
    site: Site,
    account: Account,
    session: SecretHash,
    response: RegistrationResponseJSON,
    name: string,
  ): Promise<Result<Passkey, AddPasskeyError>>;
  list(member: MemberId): readonly Passkey[];
  remove(member: MemberId, id: string): Result<void, NoSuchPasskey>;
  requestOptions(site: Site): Promise<PublicKeyCredentialRequestOptionsJSON>;
  signIn(
    site: Site,
    response: AuthenticationResponseJSON,
    from: string,
  ): Promise<Result<Account, { readonly type: 'WrongCredentials' } | TooManyAttempts>>;
}

/** The page that asks: passkeys are bound to its host's name. */
export interface Site {
  readonly host: string;
  readonly origin: string;
  readonly community: string;
}

export type AddPasskeyError =
  /** Not what was asked for: another page's, too late, used before, made up. */
  { readonly type: 'InvalidPasskey' } | { readonly type: 'TooManyPasskeys' };
export type NoSuchPasskey = { readonly type: 'NoSuchPasskey' };

const most = 20;
const load = () => import('@simplewebauthn/server');

interface Parts {
  readonly store: IdentityStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly attempts: Attempts;
  readonly refusals: SignInRefusals;
}

export const createPasskeys = ({ store, clock, random, attempts, refusals }: Parts): Passkeys => {
  const challenges = createChallenges(clock, random);
  const nobody = 'sign-in';
  return {
    creationOptions: async ({ host, community }, { id, name }, session) =>
      (await load()).generateRegistrationOptions({
        rpName: community,
        rpID: host,
        userName: name,
        userDisplayName: name,
        userID: new Uint8Array(Buffer.from(id)),
        challenge: challenges.give(session),
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: store.listPasskeys(id).map(describe),
      }),
    add: async ({ host, origin }, account, session, response, name) => {
      const { verifyRegistrationResponse } = await load();
      const verified = await orNull(
        verifyRegistrationResponse({
          response,
          expectedChallenge: (challenge) => challenges.take(challenge, session),
          expectedOrigin: origin,
          expectedRPID: host,
          requireUserVerification: true,
        }),
      );
      if (!verified?.verified) return err({ type: 'InvalidPasskey' });
      const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
      return store.change((): Result<Passkey, AddPasskeyError> => {
        if (store.listPasskeys(account.id).length >= most) return err({ type: 'TooManyPasskeys' });
        const member = account.id;
        const passkey = { id, member, publicKey, counter, transports, name, createdAt: clock(), lastUsedAt: null };
        if (!store.addPasskey(passkey)) return err({ type: 'InvalidPasskey' });
        store.note({ type: 'passkey-added', member, detail: { passkey: id } });
        return ok(passkey);
      });
    },
    list: (member) => store.listPasskeys(member),
    remove: (member, id) =>
      store.change(() => {
        if (store.findPasskey(id)?.member !== member) return err({ type: 'NoSuchPasskey' });
        store.removePasskey(id);
        store.note({ type: 'passkey-removed', member, detail: { passkey: id } });
        return ok(undefined);
      }),
    requestOptions: async ({ host }) =>
      (await load()).generateAuthenticationOptions({
        rpID: host,
        challenge: challenges.give(nobody),
        userVerification: 'required',
      }),
    signIn: async ({ host, origin }, response, from) => {
      const limits = passkeyLimits(from);
      const allowed = attempts.take(limits);
      if (!allowed.ok) {
        refusals.tooMany();
        return allowed;
      }
      const passkey = store.findPasskey(response.id);
      const account = passkey && store.findAccount(passkey.member);
      const { verifyAuthenticationResponse } = await load();
      const verified =
        passkey &&
        account &&
        (await orNull(
          verifyAuthenticationResponse({
            response,
            expectedChallenge: (challenge) => challenges.take(challenge, nobody),
            expectedOrigin: origin,
            expectedRPID: host,
            requireUserVerification: true,
            credential: { ...describe(passkey), publicKey: passkey.publicKey, counter: passkey.counter },
          }),
        ));
      // What was signed in the name of one must not be told as another's: the authenticator names its owner.
      const { userHandle } = response.response;
      const isOwners = userHandle === undefined || userHandle === Buffer.from(account?.id ?? '').toString('base64url');
      if (!verified?.verified || !account || !isOwners) {
        refusals.wrong(account?.id ?? null, 'credentials');
        return err({ type: 'WrongCredentials' });
      }
      attempts.forgive(limits);
      store.notePasskeyUse(passkey.id, verified.authenticationInfo.newCounter, clock());
      return ok(account);
    },
  };
};

const describe = ({ id, transports }: Passkey) => ({
  id,
  transports: transports as AuthenticatorTransportFuture[],
});

/** The library throws for whatever is not as it should be. */
const orNull = <T>(verifying: Promise<T>): Promise<T | null> => verifying.catch(() => null);
