import { deleteDatabase } from './database.ts';
import { createJournal, type Journal, journalName } from './journal.ts';
import { createCodec } from './journal-codec.ts';
import { openJournalDisk } from './journal-disk.ts';
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

/** How many changes and refusals of sealed documents are only here. Needs no key. */
export const countUnsentSealed = (member: string, seals: (address: string) => boolean): Promise<number> =>
  withLockedJournal(member, seals, async (journal) => {
    const all = await journal.all();
    return all
      .filter(({ address }) => seals(address))
      .reduce((sum, { waiting, refusals }) => sum + waiting + refusals.length, 0);
  });

/** Takes away what is sealed and what waits in it: nobody has the key any more. Call it only while everything is locked. */
export const discardSealed = async (member: string, seals: (address: string) => boolean): Promise<void> => {
  const copies = (await listCopies(member)) ?? [];
  for (const { name, address } of copies) if (seals(address)) await deleteDatabase(name);
  await withLockedJournal(member, seals, (journal) => journal.discardSealed());
};

const withLockedJournal = async <T>(
  member: string,
  seals: (address: string) => boolean,
  work: (journal: Journal) => Promise<T>,
): Promise<T> => {
  const disk = openJournalDisk(journalName(member));
  try {
    return await work(createJournal(disk, createCodec({ member, seals, cipher: null })));
  } finally {
    disk.close();
  }
};
