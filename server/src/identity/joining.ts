import { type Clock, err, ok, type Result } from '@lianxi/base';
import type { TooManyAttempts } from './attempts.ts';
import { noteGrant } from './granted.ts';
import type { AddAccountProblem, Identity, PrepareAccount, SignIn } from './identity.ts';
import type { Invitation } from './invitation.ts';
import type { Invitations, Key, NoSuchInvitation } from './invitations.ts';
import { nameKeyOf } from './member.ts';
import type { Passphrases } from './passphrase.ts';
import { replacePassphrase } from './renewal.ts';
import type { Account, IdentityStore } from './store.ts';
import { findWeakness } from './weakness.ts';

/**
 * Coming in by an invitation: as somebody new; with one more role, for whoever has an account and shows it; or back into the
 * own account. Invariant: an invitation brings one person in, however many bring it at once.
 */
export type Join = (key: Key, input: SignIn) => Promise<Result<Account, JoinError>>;

export type JoinError = NoSuchInvitation | TooManyAttempts | AddAccountProblem;

interface Parts {
  readonly store: IdentityStore;
  readonly clock: Clock;
  readonly passphrases: Passphrases;
  readonly invitations: Invitations;
  readonly identity: Pick<Identity, 'signIn'> & { readonly prepare: PrepareAccount };
}

export const createJoin = ({ store, clock, passphrases, invitations, identity }: Parts): Join => {
  /** Within a change: the invitation is used up, and what it was for is done, or neither. */
  const use = <E = never>(
    { id }: Invitation,
    as: 'new' | 'further' | 'recovered',
    bring: () => Result<Account, E>,
  ): Result<Account, E | NoSuchInvitation> =>
    store.change(() => {
      if (!invitations.counts(id)) return err({ type: 'NoSuchInvitation' });
      const brought = bring();
      if (!brought.ok) return brought;
      store.useInvitation(id, clock(), brought.value.id);
      store.note({ type: 'joined', member: brought.value.id, detail: { invitation: id, as } });
      return brought;
    });

  const giveBack = async (invitation: Invitation, account: Account, passphrase: string) => {
    const flaw = await findWeakness(passphrase, account.name);
    if (flaw) return err({ type: 'WeakPassphrase', flaw } as const);
    const hash = await passphrases.hash(passphrase);
    return use<never>(invitation, 'recovered', () => {
      replacePassphrase(store, account.id, hash, account.id);
      return ok(account);
    });
  };

  const addRole = (invitation: Invitation, account: Account) =>
    use<never>(invitation, 'further', () => {
      const { role, on, from, to, createdBy } = invitation;
      store.replaceGrants(account.id, [...store.grantsOf(account.id), { role, on, from, to }], createdBy);
      noteGrant(store.note, 'granted', account.id, invitation, createdBy);
      return ok(account);
    });

  return async (brought, input) => {
    const found = await invitations.find(brought, input.from);
    if (!found.ok) return found;
    const invitation = found.value;
    if (invitation.recovers !== null) {
      const account = store.findAccount(invitation.recovers);
      return account ? giveBack(invitation, account, input.passphrase) : err({ type: 'NoSuchInvitation' });
    }
    const key = nameKeyOf(input.name);
    const known = store.listAccounts().find(({ name }) => nameKeyOf(name) === key);
    if (known) {
      const shown = await identity.signIn({ ...input, name: known.name });
      if (shown.ok) return addRole(invitation, shown.value);
      return err(shown.error.type === 'TooManyAttempts' ? shown.error : { type: 'NameTaken', name: known.name });
    }
    const { role, on, from, to, post, createdBy } = invitation;
    const prepared = await identity.prepare({ ...input, post, grants: [{ role, on, from, to }] });
    return prepared.ok ? use(invitation, 'new', () => prepared.value.add(createdBy)) : prepared;
  };
};
