import { deleteDatabase } from './database.ts';
import { createJournal, type Journal, journalName } from './journal.ts';
import { createCodec } from './journal-codec.ts';
import { openJournalDisk } from './journal-disk.ts';
import { copyNamed, listCopies, picturesName, plainName, sealedName, shelfName, vaultName } from './names.ts';
import { windowsPrefix } from './windows.ts';

/** How long other windows of the person may take to let go (ms). */
const patience = 5_000;

/**
 * Everything of one person off this device: documents, journal, and first of all the wrapped key, without which what is sealed
 * says nothing any more. Waits for their windows to close what they have open; a window that does not is overtaken, and what
 * it holds goes when it lets go. True where nothing is left. `addresses` is for browsers that do not list their databases.
 */
export const eraseDevice = async (member: string, addresses: readonly string[] = []): Promise<boolean> => {
  await deleteDatabase(vaultName(member));
  await windowsGone(member);
  const own = (await namesOf(member)) ?? [];
  const known = addresses.flatMap((address) => [plainName(member, address), sealedName(member, address)]);
  // Once more the key: a window that was still open may have put it back.
  for (const name of new Set([...own, ...known, ...othersOf(member)])) await deleteDatabase(name);
  return (await namesOf(member))?.length === 0;
};

/** What is no copy of a document. */
const othersOf = (member: string): readonly string[] => [
  journalName(member),
  vaultName(member),
  shelfName(member),
  picturesName(member),
];

/** null where the browser does not tell. */
const namesOf = async (member: string): Promise<readonly string[] | null> => {
  const others = othersOf(member);
  const isOwn = (name: string) => others.includes(name) || copyNamed(member, name) !== null;
  try {
    const all = await indexedDB.databases();
    return all.flatMap(({ name }) => (name !== undefined && isOwn(name) ? [name] : []));
  } catch {
    return null;
  }
};

const windowsGone = async (member: string): Promise<void> => {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  const all = await locks?.query().catch(() => undefined);
  const signal = AbortSignal.timeout(patience);
  const living = (all?.held ?? []).flatMap(({ name }) => (name?.startsWith(windowsPrefix(member)) ? [name] : []));
  // A window's lock is given to whoever waits for it as soon as the window has closed everything.
  await Promise.all(living.map((name) => locks?.request(name, { signal }, () => {}).catch(() => {})));
};

/** How many of the person's changes wait on this device, sealed or not, with nothing of theirs opened or made for it. */
export const unsentChanges = async (member: string): Promise<number> => {
  const names = await namesOf(member);
  if (names !== null && !names.includes(journalName(member))) return 0;
  // Nothing is read, only counted: no key is needed, whatever is sealed.
  return withLockedJournal(
    member,
    () => true,
    async (journal) => (await journal.all()).reduce((sum, { waiting }) => sum + waiting, 0),
  );
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
  await deleteDatabase(shelfName(member));
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
