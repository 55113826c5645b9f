import { chmodSync, existsSync, linkSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { err, ok, type Result } from '@lianxi/base';
import Sqlite from 'better-sqlite3';
import type { Store } from './open.ts';
import { syncPath } from './sync-path.ts';

export type BackupError =
  | { readonly type: 'FileExists' }
  | { readonly type: 'FileUnwritable'; readonly cause: string }
  | { readonly type: 'CopyDamaged'; readonly cause: string };

/**
 * Writes everything as it stands at one moment into a file of its own, while others read and write. The copy gets its name
 * only after it has been opened and checked, and never takes another file's place.
 */
export const backUp = (store: Store, file: string): Result<void, BackupError> => {
  if (existsSync(file)) return err({ type: 'FileExists' });
  const partial = `${file}.partial-${process.pid}`;
  try {
    store.sqlite.prepare('VACUUM INTO ?').run(partial);
    chmodSync(partial, 0o600);
    const problem = findDamage(partial);
    if (problem !== null) return err({ type: 'CopyDamaged', cause: problem } as BackupError);
    syncPath(partial);
    // Linking fails where a file has come to lie there meanwhile; renaming would replace it.
    linkSync(partial, file);
    syncPath(dirname(file));
    return ok(undefined);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    return err(
      code === 'EEXIST'
        ? { type: 'FileExists' }
        : ({ type: 'FileUnwritable', cause: message.replaceAll(partial, file) } as BackupError),
    );
  } finally {
    rmSync(partial, { force: true });
  }
};

const findDamage = (file: string): string | null => {
  const copy = new Sqlite(file, { readonly: true });
  try {
    const integrity = copy.pragma('integrity_check(1)', { simple: true });
    if (integrity !== 'ok') return String(integrity);
    const foreign = copy.pragma('foreign_key_check') as unknown[];
    return foreign.length > 0 ? `${foreign.length} rows point to nothing` : null;
  } finally {
    copy.close();
  }
};
