import { type Grant, isCommitteeRole, isInForce, longestTerm, mayGive, mayGrant } from '@lianxi/access';
import { type Clock, createUuid, err, ok, type Random, type Result } from '@lianxi/base';
import type { Confirmation } from '@lianxi/protocol';
import { isAdministrator, listAdministrators } from './administrators.ts';
import { type Attempts, invitationLimits, type TooManyAttempts } from './attempts.ts';
import { type Invitation, isOpen } from './invitation.ts';
import type { MemberId } from './member.ts';
import type { Passphrases } from './passphrase.ts';
import { checkTerm, type InvalidTerm } from './place.ts';
import type { SignInRefusals } from './refused.ts';
import { createSecret, hashSecret, parseSecret, type Secret } from './secret.ts';
import { createSpokenCode, isSpokenCode, plainCode, showSpokenCode } from './spoken-code.ts';
import type { Account, IdentityStore } from './store.ts';

/**
 * Making invitations, and finding the one that somebody brings. Invariant: an invitation counts only while whoever made it
 * could still give what it gives.
 */
export interface Invitations {
  /** `by`: null for whoever sits at the machine, who needs nobody's consent. */
  make(by: Maker | null, wish: Wish): Promise<Result<Made, InviteError>>;
  /** Open ones that this person made or may confirm. */
  listFor(maker: Maker): readonly Listed[];
  /** `isSame`: the passphrase typed again is the caller's; asked only where that is what is wanted. */
  confirm(
    maker: Maker,
    id: string,
    isSame: () => Promise<Result<void, ConfirmError>>,
  ): Promise<Result<void, ConfirmError>>;
  withdraw(maker: Maker, id: string): Result<void, NoSuchInvitation>;
  /** By the secret of the link or the spoken code; never says why there is none. */
  find(key: Key, from: string): Promise<Result<Invitation, NoSuchInvitation | TooManyAttempts>>;
  /** Asked again with the write lock held. */
  counts(id: string): boolean;
  mayRecover(grants: readonly Grant[], member: MemberId): boolean;
}

export interface Maker {
  readonly account: Account;
  readonly grants: readonly Grant[];
}
export type Key = { readonly secret: string } | { readonly code: string };

export type Wish = { readonly name: string; readonly post: string } & (
  | (Grant & { readonly recovers: null })
  | { readonly recovers: Account }
);

export interface Made {
  readonly invitation: Invitation;
  readonly secret: Secret;
  /** Eight characters in two groups of four, with a line between them. */
  readonly code: string;
  readonly confirmation: Confirmation;
}
export interface Listed {
  readonly invitation: Invitation;
  readonly confirmation: Confirmation;
}

export type NoSuchInvitation = { readonly type: 'NoSuchInvitation' };
export type NeedsConfirmation = { readonly type: 'NeedsConfirmation'; readonly by: Exclude<Confirmation, null> };
export type ConfirmError =
  | NoSuchInvitation
  | NeedsConfirmation
  | { readonly type: 'WrongCredentials' }
  | TooManyAttempts;
export type InviteError =
  | { readonly type: 'Forbidden' }
  | { readonly type: 'TooManyInvitations' }
  /** `to`: how long it may be at most. */
  | { readonly type: 'TermTooLong'; readonly to: number }
  | InvalidTerm;

const lifetime = 72 * 3_600_000;
/** Open ones of one member. */
const most = 100;
/** Names of those who never came are kept for so long after. */
const keptFor = 30 * 24 * 3_600_000;

interface Parts {
  readonly store: IdentityStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly passphrases: Passphrases;
  readonly attempts: Attempts;
  readonly refusals: SignInRefusals;
}

export const createInvitations = ({ store, clock, random, passphrases, attempts, refusals }: Parts): Invitations => {
  const standing = (member: MemberId): readonly Grant[] =>
    store.grantsOf(member).filter(({ to }) => to === null || to > clock());

  const mayRecover = (grants: readonly Grant[], member: MemberId): boolean => {
    const now = clock();
    const held = standing(member);
    if (held.length > 0) return held.every(({ role, on }) => mayGrant(grants, role, on, now));
    return grants.some((grant) => isCommitteeRole(grant.role) && grant.on === 'community' && isInForce(grant, now));
  };

  const isAdministratorsAccount = (member: MemberId): boolean =>
    standing(member).some(({ role }) => role === 'committee-admin');

  const isStillMeant = ({ createdBy, recovers, needsConfirmation, ...grant }: Invitation): boolean => {
    const now = clock();
    if (recovers !== null && !store.findAccount(recovers)) return false;
    if (recovers === null && !checkTerm(grant, now).ok) return false;
    if (createdBy === null) return true;
    if (!store.findAccount(createdBy)) return false;
    // Who became an administrator meanwhile is given back with a confirmation or not at all.
    if (recovers !== null && isAdministratorsAccount(recovers) && !needsConfirmation) return false;
    const grants = store.grantsOf(createdBy);
    return recovers === null ? mayGive(grants, grant, now) : mayRecover(grants, recovers);
  };

  const isConfirmed = ({ needsConfirmation, confirmedAt }: Invitation): boolean =>
    !needsConfirmation || confirmedAt !== null;
  const counts = (invitation: Invitation): boolean =>
    isOpen(invitation, clock()) && isConfirmed(invitation) && isStillMeant(invitation);

  /** With one administrator alone nobody else can confirm: then it is their own passphrase (docs/decisions). */
  const confirmationOf = (invitation: Invitation): Confirmation => {
    if (isConfirmed(invitation)) return null;
    const administrators = listAdministrators(store, false, clock());
    return administrators.length === 1 && administrators[0]?.id === invitation.createdBy ? 'passphrase' : 'admin';
  };

  const saltOf = (): Buffer => {
    const kept = store.change(() => {
      const known = store.readSetting('invitation_salt');
      if (known !== undefined) return known;
      const made = Buffer.from(random(16)).toString('hex');
      store.writeSetting('invitation_salt', made);
      return made;
    });
    return Buffer.from(kept, 'hex');
  };

  const checkWish = (by: Maker | null, wish: Wish): Result<void, InviteError> => {
    const now = clock();
    if (wish.recovers) {
      const isOwn = by?.account.id === wish.recovers.id;
      const may = by === null || (!isOwn && !wish.recovers.isDemo && mayRecover(by.grants, wish.recovers.id));
      return may ? ok(undefined) : err({ type: 'Forbidden' });
    }
    const term = checkTerm(wish, now);
    if (!term.ok || by === null) return term;
    const longest = longestTerm(by.grants, wish.role, wish.on, now);
    if (longest === null) return err({ type: 'Forbidden' });
    if (longest.to !== null && !mayGive(by.grants, wish, now)) return err({ type: 'TermTooLong', to: longest.to });
    return ok(undefined);
  };

  /** An account that is given back names the role that it has. */
  const grantOf = (wish: Wish): Grant =>
    wish.recovers
      ? (standing(wish.recovers.id)[0] ?? { role: 'guest', on: 'community' as Grant['on'], from: null, to: null })
      : wish;
  const concernsAdministrator = (wish: Wish): boolean =>
    wish.recovers ? isAdministratorsAccount(wish.recovers.id) : wish.role === 'committee-admin';

  return {
    make: async (by, wish) => {
      if (by?.account.isDemo) return err({ type: 'Forbidden' });
      const checked = checkWish(by, wish);
      if (!checked.ok) return checked;
      const now = clock();
      const maker = by?.account.id ?? null;
      const open = store.listOpenInvitations(now).filter(({ createdBy }) => createdBy === maker);
      if (maker !== null && open.length >= most) return err({ type: 'TooManyInvitations' });
      const { role, on, from, to } = grantOf(wish);
      const invitation: Invitation = {
        id: createUuid(clock, random),
        name: wish.name,
        post: wish.post,
        role,
        on,
        from,
        to,
        recovers: wish.recovers?.id ?? null,
        createdAt: now,
        createdBy: maker,
        expiresAt: now + lifetime,
        needsConfirmation: maker !== null && concernsAdministrator(wish),
        confirmedAt: null,
        confirmedBy: null,
        usedAt: null,
        usedBy: null,
        revokedAt: null,
      };
      const salt = saltOf();
      for (;;) {
        const secret = createSecret(random);
        const code = createSpokenCode(random);
        const hashes = { secretHash: hashSecret(secret), codeHash: await passphrases.digest(code, salt) };
        const isAdded = store.change(() => {
          store.removeInvitationsOverSince(now - keptFor);
          if (!store.addInvitation(invitation, hashes)) return false;
          const { id, recovers } = invitation;
          store.note({
            type: 'invited',
            member: maker,
            detail: { invitation: id, role, on, from, until: to, recovers },
          });
          return true;
        });
        if (isAdded)
          return ok({ invitation, secret, code: showSpokenCode(code), confirmation: confirmationOf(invitation) });
      }
    },
    listFor: ({ account, grants }) => {
      const now = clock();
      const mayConfirm = !account.isDemo && isAdministrator(grants, now);
      return store
        .listOpenInvitations(now)
        .filter((each) => each.createdBy === account.id || (mayConfirm && !isConfirmed(each)))
        .map((invitation) => ({ invitation, confirmation: confirmationOf(invitation) }));
    },
    confirm: async ({ account, grants }, id, isSame) => {
      const now = clock();
      const findWaiting = () => {
        const found = store.findInvitation(id);
        return found && isOpen(found, clock()) && !isConfirmed(found) ? found : undefined;
      };
      const waiting = findWaiting();
      if (!waiting || account.isDemo || !isAdministrator(grants, now)) return err({ type: 'NoSuchInvitation' });
      const by = waiting.createdBy === account.id ? 'passphrase' : 'admin';
      if (by === 'passphrase') {
        if (confirmationOf(waiting) === 'admin') return err({ type: 'NeedsConfirmation', by: 'admin' });
        const same = await isSame();
        if (!same.ok) return same;
      }
      return store.change(() => {
        const still = findWaiting();
        if (!still || !isAdministrator(store.grantsOf(account.id), clock())) return err({ type: 'NoSuchInvitation' });
        if (by === 'passphrase' && confirmationOf(still) === 'admin')
          return err({ type: 'NeedsConfirmation', by: 'admin' });
        store.confirmInvitation(id, clock(), account.id);
        store.note({ type: 'invitation-confirmed', member: account.id, detail: { invitation: id, by } });
        return ok(undefined);
      });
    },
    withdraw: ({ account, grants }, id) =>
      store.change(() => {
        const now = clock();
        const found = store.findInvitation(id);
        const may = found && (found.createdBy === account.id || (!account.isDemo && isAdministrator(grants, now)));
        if (!may || !isOpen(found, now)) return err({ type: 'NoSuchInvitation' });
        store.withdrawInvitation(id, now);
        store.note({ type: 'invitation-withdrawn', member: account.id, detail: { invitation: id } });
        return ok(undefined);
      }),
    find: async (key, from) => {
      if ('secret' in key) {
        const secret = parseSecret(key.secret);
        const found = secret && store.findInvitationBySecret(hashSecret(secret));
        return found && counts(found) ? ok(found) : err({ type: 'NoSuchInvitation' });
      }
      const limits = invitationLimits(from);
      const allowed = attempts.take(limits);
      if (!allowed.ok) {
        refusals.tooMany();
        return allowed;
      }
      const code = plainCode(key.code);
      const found = isSpokenCode(code)
        ? store.findInvitationByCode(await passphrases.digest(code, saltOf()))
        : undefined;
      if (!found || !counts(found)) {
        refusals.wrong(null, 'code');
        return err({ type: 'NoSuchInvitation' });
      }
      attempts.forgive(limits);
      return ok(found);
    },
    counts: (id) => {
      const found = store.findInvitation(id);
      return found !== undefined && counts(found);
    },
    mayRecover,
  };
};
