import { deleteDatabase } from './disk.ts';
import { journalName, openJournal } from './journal.ts';
import { documentName } from './session.ts';
import { windowsPrefix } from './windows.ts';

/** How long other windows of the person may take to let go (ms). */
const patience = 5_000;

/**
 * Everything of one person off this device: copies, journal and whatever else is kept under their name. Waits for their
 * windows to close what they have open; a window that does not is overtaken, and what it holds goes when it lets go.
 * True where nothing is left. `addresses` is for browsers that do not list their databases.
 */
export const eraseDevice = async (member: string, addresses: readonly string[] = []): Promise<boolean> => {
  await windowsGone(member);
  const own = (await namesOf(member)) ?? [];
  const known = [...addresses.map((address) => documentName(member, address)), journalName(member)];
  for (const name of new Set([...own, ...known])) await deleteDatabase(name);
  return (await namesOf(member))?.length === 0;
};

/** null where the browser does not tell. */
const namesOf = async (member: string): Promise<readonly string[] | null> => {
  const isOwn = (name: string) => name === journalName(member) || name.startsWith(documentName(member, ''));
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

/** How many of the person's changes wait on this device, with nothing of theirs opened or made for it. */
export const unsentChanges = async (member: string): Promise<number> => {
  const names = await namesOf(member);
  if (names !== null && !names.includes(journalName(member))) return 0;
  const journal = openJournal(member);
  const all = await journal.all();
  journal.close();
  return all.reduce((sum, { changes }) => sum + changes.filter(({ kind }) => kind !== 'note').length, 0);
};
