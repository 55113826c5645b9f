import type { MemberId } from './member.ts';
import type { IdentityStore } from './store.ts';

/**
 * Another passphrase: browsers that were signed in with the old one are not any more, and the passkeys that were added from
 * them are gone; a program's token stays. To be called in a change.
 */
export const replacePassphrase = (store: IdentityStore, member: MemberId, hash: string, by: MemberId | null): void => {
  store.replacePassphrase(member, hash);
  store.removeBrowserSessionsOf(member);
  for (const { id } of store.listPasskeys(member)) {
    store.removePasskey(id);
    store.note({ type: 'passkey-removed', member: by, detail: { passkey: id } });
  }
  store.note({ type: 'passphrase-changed', member: by, detail: { whom: member } });
};
