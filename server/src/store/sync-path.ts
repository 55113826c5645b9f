import { closeSync, fsyncSync, openSync } from 'node:fs';

/** A file's contents, or a folder's names, are on the disk when this returns. */
export const syncPath = (path: string): void => {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};
