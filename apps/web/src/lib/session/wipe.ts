import { loadErase } from '@lianxi/sync';
import { forgetKept } from './kept.ts';
import { forgetStored, keptStorage } from './storage.ts';

/** What went. */
export interface Wiped {
  /** Nothing is left; false where another window still holds something, which goes when it is closed. */
  readonly isWhole: boolean;
  /** Changes that had not been sent, and are gone with the rest. */
  readonly unsent: number;
}

/** How many changes of this member wait on this device. */
export const unsentOf = async (member: string): Promise<number> => (await loadErase()).unsentChanges(member);

/** Everything of one member off this device: databases, lists, their second copy. Nothing of anybody else's. */
export const wipeMember = async (member: string): Promise<Wiped> => {
  const { unsentChanges, eraseDevice } = await loadErase();
  const unsent = await unsentChanges(member);
  const isWhole = await eraseDevice(member);
  const prefix = `lianxi.${member}.`;
  forgetStored(keptStorage, prefix);
  // Who is here was forgotten before, where it was this member.
  await forgetKept((key) => key.startsWith(prefix) || (key === 'lianxi.session' && keptStorage.getItem(key) === null));
  return { isWhole, unsent };
};
