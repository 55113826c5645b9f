/** What this member's databases on this device are called. */
const prefixOf = (member: string): string => `lianxi/${member}/`;
const sealedEnd = '/sealed';

/** The copy of a document in the clear. */
export const plainName = (member: string, address: string): string => `${prefixOf(member)}${address}`;

/** The copy of a document that is sealed. */
export const sealedName = (member: string, address: string): string => `${prefixOf(member)}${address}${sealedEnd}`;

export interface CopyName {
  readonly name: string;
  readonly address: string;
  readonly isSealed: boolean;
}

/** Null where it is no copy of this member's. */
export const copyNamed = (member: string, name: string): CopyName | null => {
  const prefix = prefixOf(member);
  if (!name.startsWith(prefix) || name === shelfName(member) || name === picturesName(member)) return null;
  const isSealed = name.endsWith(sealedEnd);
  return { name, address: name.slice(prefix.length, isSealed ? -sealedEnd.length : undefined), isSealed };
};

/** Null where the browser does not tell. */
export const listCopies = async (member: string): Promise<readonly CopyName[] | null> => {
  try {
    const all = await indexedDB.databases();
    return all.flatMap(({ name }) => (name === undefined ? [] : (copyNamed(member, name) ?? [])));
  } catch {
    return null;
  }
};

/** What is kept of documents beside their copies. */
export const shelfName = (member: string): string => `${prefixOf(member)}shelf`;

/** Pictures of documents that are not sealed. */
export const picturesName = (member: string): string => `${prefixOf(member)}pictures`;

/** Where the wrapped key is. Not among the copies, and not with the journal: it is taken away on its own. */
export const vaultName = (member: string): string => `lianxi.vault/${member}`;
