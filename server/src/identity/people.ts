import { type Grant, longestTerm, mayGive, mayGrant } from '@lianxi/access';
import { type Clock, err, ok, type Result } from '@lianxi/base';
import { isAdministrator, listAdministrators } from './administrators.ts';
import { noteGrant } from './granted.ts';
import type { NeedsConfirmation } from './invitations.ts';
import type { MemberId } from './member.ts';
import { checkTerm, type InvalidTerm } from './place.ts';
import type { Account, IdentityStore } from './store.ts';

/**
 * Whose roles are which: given, taken and handed over by those who may (packages/access), written into the audit log one by
 * one. Invariant: by this nobody takes the last administrator from the community, and nobody becomes an administrator by one
 * person's will while there is a second one.
 */
export interface People {
  /** In the place of all roles of `whom`. `isSame`: the caller has typed the own passphrase again. */
  setGrants(by: Granter, whom: Account, grants: readonly Grant[], isSame: boolean): Result<void, RegrantError>;
  /** All roles of `whom` go over to `to` at the time `at`, or now. */
  handOver(by: Granter, whom: Account, to: Account, at: number, isSame: boolean): Result<HandedOver, HandOverError>;
  /** At the wish of whoever sits at the machine. */
  regrant(whom: MemberId, grants: readonly Grant[], by?: MemberId | null): void;
}

export interface Granter {
  readonly account: Account;
  readonly grants: readonly Grant[];
}
export interface HandedOver {
  readonly at: number;
  readonly grants: number;
}

export type GiveError =
  | { readonly type: 'Forbidden' }
  | { readonly type: 'TermTooLong'; readonly to: number }
  | InvalidTerm
  | NeedsConfirmation;
export type RegrantError = GiveError | { readonly type: 'LastAdministrator' };
export type HandOverError = GiveError | { readonly type: 'NothingToHandOver' } | { readonly type: 'NoSuchMember' };

/** A hand-over is planned for no later than this from now (ms). */
const furthest = 2 * 366 * 24 * 3_600_000;

export const createPeople = (store: IdentityStore, clock: Clock): People => {
  const mayAdd = (by: Granter, grant: Grant): Result<void, GiveError> => {
    const now = clock();
    const term = checkTerm(grant, now);
    if (!term.ok) return term;
    const longest = longestTerm(by.grants, grant.role, grant.on, now);
    if (longest === null) return err({ type: 'Forbidden' });
    if (longest.to !== null && !mayGive(by.grants, grant, now)) return err({ type: 'TermTooLong', to: longest.to });
    return ok(undefined);
  };

  /** Who is the only administrator confirms by the passphrase; else it takes an invitation, which another one confirms. */
  const confirmAdministrator = (by: Granter, isSame: boolean): Result<void, NeedsConfirmation> => {
    if (by.account.isDemo) return ok(undefined);
    const isAlone = listAdministrators(store, false, clock()).length === 1;
    if (!isAlone) return err({ type: 'NeedsConfirmation', by: 'admin' });
    return isSame ? ok(undefined) : err({ type: 'NeedsConfirmation', by: 'passphrase' });
  };

  const regrant = (whom: MemberId, after: readonly Grant[], by: MemberId | null): void =>
    store.change(() => {
      const before = store.grantsOf(whom);
      const given = withoutTwins(after);
      store.replaceGrants(whom, given, by);
      for (const grant of missingIn(before, given)) noteGrant(store.note, 'withdrawn', whom, grant, by);
      for (const grant of missingIn(given, before)) noteGrant(store.note, 'granted', whom, grant, by);
    });

  return {
    regrant: (whom, grants, by = null) => regrant(whom, grants, by),
    setGrants: (by, whom, grants, isSame) =>
      store.change((): Result<void, RegrantError> => {
        const now = clock();
        const before = store.grantsOf(whom.id);
        const added = missingIn(grants, before);
        for (const grant of added) {
          const may = mayAdd(by, grant);
          if (!may.ok) return may;
        }
        for (const { role, on } of missingIn(before, grants)) {
          if (!mayGrant(by.grants, role, on, now)) return err({ type: 'Forbidden' });
        }
        if (added.some((grant) => grant.role === 'committee-admin' && !before.some((each) => lasts(each, grant)))) {
          const confirmed = confirmAdministrator(by, isSame);
          if (!confirmed.ok) return confirmed;
        }
        if (isAdministrator(before, now) && !isAdministrator(grants, now)) {
          const others = listAdministrators(store, whom.isDemo, now).filter(({ id }) => id !== whom.id);
          if (others.length === 0) return err({ type: 'LastAdministrator' });
        }
        regrant(whom.id, grants, by.account.id);
        return ok(undefined);
      }),
    handOver: (by, whom, to, wished, isSame) =>
      store.change((): Result<HandedOver, HandOverError> => {
        const now = clock();
        const at = Math.max(wished, now);
        if (whom.id === to.id) return err({ type: 'NoSuchMember' });
        if (at > now + furthest) return err({ type: 'InvalidTerm' });
        const before = store.grantsOf(whom.id);
        const moved = before.filter((grant) => grant.to === null || grant.to > at);
        if (moved.length === 0) return err({ type: 'NothingToHandOver' });
        const given = moved.map((grant): Grant => ({ ...grant, from: Math.max(at, grant.from ?? at) }));
        for (const grant of given) {
          const may = mayAdd(by, grant);
          if (!may.ok) return may;
        }
        // An office changes hands and no further administrator comes to be: the passphrase is enough.
        const isAdministrators = moved.some(({ role }) => role === 'committee-admin');
        if (isAdministrators && !isSame && !by.account.isDemo)
          return err({ type: 'NeedsConfirmation', by: 'passphrase' });
        const kept = before.flatMap((grant): readonly Grant[] => {
          if (!moved.includes(grant)) return [grant];
          return grant.from !== null && grant.from >= at ? [] : [{ ...grant, to: at }];
        });
        regrant(whom.id, kept, by.account.id);
        const held = store.grantsOf(to.id);
        const further = given.filter((grant) => !held.some((each) => lasts(each, grant)));
        regrant(to.id, [...held, ...further], by.account.id);
        const detail = { whom: whom.id, to: to.id, at, grants: moved.length };
        store.note({ type: 'handed-over', member: by.account.id, detail });
        return ok({ at, grants: moved.length });
      }),
  };
};

/** Whether who holds `held` already holds all that `wanted` gives. */
const lasts = (held: Grant, wanted: Grant): boolean =>
  held.role === wanted.role &&
  held.on === wanted.on &&
  (held.from === null || (wanted.from !== null && held.from <= wanted.from)) &&
  (held.to === null || (wanted.to !== null && wanted.to <= held.to));

const isSameGrant = (one: Grant, other: Grant): boolean =>
  one.role === other.role && one.on === other.on && one.from === other.from && one.to === other.to;
const missingIn = (grants: readonly Grant[], others: readonly Grant[]): readonly Grant[] =>
  grants.filter((grant) => !others.some((each) => isSameGrant(each, grant)));
const withoutTwins = (grants: readonly Grant[]): readonly Grant[] =>
  grants.filter((grant, index) => grants.findIndex((each) => isSameGrant(each, grant)) === index);
