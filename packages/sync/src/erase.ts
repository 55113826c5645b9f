import { deleteDatabase } from './database.ts';
import { journalName } from './journal.ts';
import { listCopies, plainName, sealedName, vaultName } from './names.ts';

/**
 * Everything of one person off this device: documents, journal, and first of all the wrapped key, without which what is sealed says
 * nothing any more. `addresses` for browsers that do not say what lies on the disk. Call it only when nothing of theirs is open.
 */
export const eraseDevice = async (member: string, addresses: readonly string[]): Promise<void> => {
  await deleteDatabase(vaultName(member));
  const copies = (await listCopies(member)) ?? [];
  const named = addresses.flatMap((address) => [plainName(member, address), sealedName(member, address)]);
  for (const name of new Set([...copies.map((copy) => copy.name), ...named])) await deleteDatabase(name);
  await deleteDatabase(journalName(member));
};
