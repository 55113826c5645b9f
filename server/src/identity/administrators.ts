import { communityScope, type Grant, isInForce } from '@lianxi/access';
import type { Account, IdentityStore } from './store.ts';

/** Whoever runs the community's server: `committee-admin` on the whole of it. */
export const isAdministrator = (grants: readonly Grant[], now: number): boolean =>
  grants.some((grant) => grant.role === 'committee-admin' && grant.on === communityScope && isInForce(grant, now));

/** The community's, or the demo's: they never count together. */
export const listAdministrators = (store: IdentityStore, isDemo: boolean, now: number): readonly Account[] =>
  store
    .listAccounts()
    .filter((account) => account.isDemo === isDemo && isAdministrator(store.grantsOf(account.id), now));
