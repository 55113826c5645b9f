/**
 * Whether an error means that the disk itself has failed. After a failed sync the kernel may have dropped what it could not
 * write and call it written; neither the file's contents nor the next sync can be believed then, so nothing may be
 * tried again. A full disk is none: SQLite undoes the transaction, and when there is room the next one stands.
 */
export const isDiskFailure = (cause: unknown): boolean => {
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return false;
  // The shared index could not grow: no room, and nothing of the file was touched.
  if (code === 'SQLITE_IOERR_SHMSIZE') return false;
  return /^SQLITE_(IOERR|CORRUPT|NOTADB|READONLY)/.test(code);
};
