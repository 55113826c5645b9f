import { err, ok, type Result } from '@lianxi/base';
import type { Identity, SignInError, WeakPassphrase } from './identity.ts';
import type { Passphrases } from './passphrase.ts';
import type { SecretHash } from './secret.ts';
import type { Account, IdentityStore } from './store.ts';
import { findWeakness } from './weakness.ts';

/**
 * Somebody changes the own passphrase, which they show that they know, under the limits of signing in. Who it was is certain, so
 * unlike a passphrase that is given back (`replacePassphrase`) passkeys stay.
 */
export type ChangeOwnPassphrase = (
  account: Account,
  change: OwnPassphraseChange,
) => Promise<Result<void, SignInError | WeakPassphrase>>;

export interface OwnPassphraseChange {
  readonly current: string;
  readonly passphrase: string;
  /** The peer's network address. */
  readonly from: string;
  /** Where it is done: stays signed in. */
  readonly session: SecretHash;
  /** The person's other browsers stay signed in too. */
  readonly keepsOthers: boolean;
}

interface Parts {
  readonly store: IdentityStore;
  readonly passphrases: Passphrases;
  readonly signIn: Identity['signIn'];
}

export const createOwnPassphrase =
  ({ store, passphrases, signIn }: Parts): ChangeOwnPassphrase =>
  async ({ id, name }, { current, passphrase, from, session, keepsOthers }) => {
    const before = store.passphraseHashOf(id);
    const shown = await signIn({ name, passphrase: current, from });
    if (!shown.ok) return shown;
    const flaw = await findWeakness(passphrase, name);
    if (flaw) return err({ type: 'WeakPassphrase', flaw });
    const hash = await passphrases.hash(passphrase);
    return store.change((): Result<void, SignInError> => {
      // Somebody was faster: what was shown is not the passphrase any more, or the session has been ended.
      if (store.passphraseHashOf(id) !== before || !store.findSession(session))
        return err({ type: 'WrongCredentials' });
      store.replacePassphrase(id, hash);
      if (!keepsOthers) store.removeBrowserSessionsOf(id, session);
      store.note({ type: 'passphrase-changed', member: id, detail: { whom: id } });
      return ok(undefined);
    });
  };
