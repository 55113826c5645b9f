import type { MemberId } from './member.ts';
import type { IdentityStore } from './store.ts';

/**
 * Another passphrase: browsers that were signed in with the old one are not any more; a program's token stays. To be called
 * in a change.
 */
export const replacePassphrase = (store: IdentityStore, member: MemberId, hash: string, by: MemberId | null): void => {
  store.replacePassphrase(member, hash);
  store.removeBrowserSessionsOf(member);
  store.note({ type: 'passphrase-changed', member: by, detail: { whom: member } });
};
