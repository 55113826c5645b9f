import { existsSync, statSync } from 'node:fs';
import { err, ok, type Result, tryResult } from '@lianxi/base';
import type { Database } from 'better-sqlite3';
import { identifyFile, openReadOnly, type Store, verifyAudit, verifyBooks } from '../store/index.ts';
import { findHistoryProblems } from './history.ts';
import { findPictureProblems } from './pictures.ts';
import type { CheckError, Problem, Report } from './report.ts';
import { checkRooms } from './rooms.ts';

/**
 * Reads everything in a database file and says what does not hold together: the file, every document's numbers and
 * content, the books, the audit log. Writes nothing; the server may be running.
 */
export const checkFile = (file: string): Result<Report, CheckError> => {
  if (!existsSync(file)) return err({ type: 'NoSuchFile', file });
  const opened = tryResult(
    () => openReadOnly(file),
    (cause): CheckError => ({ type: 'Unreadable', file, cause: messageOf(cause) }),
  );
  if (!opened.ok) return opened;
  const store = opened.value;
  const { sqlite } = store;
  try {
    const identity = identifyFile(sqlite);
    if (identity.type !== 'ours') return err({ type: identity.type === 'newer' ? 'Newer' : 'NotOurs', file });
    const examined = tryResult(
      () => findDamage(sqlite),
      // Some damage stops even the examination.
      (cause): Problem => ({ type: 'FileDamaged', detail: messageOf(cause) }),
    );
    const damage = examined.ok ? examined.value : [examined.error];
    const empty = { documents: 0, rows: 0, baselines: 0, problems: [] };
    // What a damaged file says about its contents is worth nothing.
    const rooms = damage.length > 0 ? empty : checkRooms(sqlite);
    const problems =
      damage.length > 0
        ? damage
        : [
            ...rooms.problems,
            ...findHistoryProblems(sqlite),
            ...findPictureProblems(sqlite),
            ...findLedgerProblems(store),
            ...findAuditProblems(store),
          ];
    return ok({ file, version: identity.version, bytes: statSync(file).size, ...rooms, problems });
  } catch (cause) {
    return err({ type: 'Unreadable', file, cause: messageOf(cause) } as CheckError);
  } finally {
    store.close();
  }
};

const findDamage = (sqlite: Database): readonly Problem[] => {
  const found = (sqlite.pragma('integrity_check(20)') as { readonly integrity_check: string }[])
    .map(({ integrity_check }) => integrity_check)
    .filter((line) => line !== 'ok');
  const dangling = sqlite.pragma('foreign_key_check') as { readonly table: string }[];
  return [
    ...found.map((detail): Problem => ({ type: 'FileDamaged', detail })),
    ...dangling.slice(0, 20).map(
      ({ table }): Problem => ({
        type: 'FileDamaged',
        detail: `a row of ${table} points to nothing`,
      }),
    ),
  ];
};

/** An older file has no books yet, and no audit log. */
const findLedgerProblems = (store: Store): readonly Problem[] =>
  hasTable(store.sqlite, 'ledger_entries')
    ? verifyBooks(store).map((problem): Problem => ({ type: 'BooksWrong', problem }))
    : [];

const findAuditProblems = (store: Store): readonly Problem[] => {
  const problem = hasTable(store.sqlite, 'audit') ? verifyAudit(store).problem : null;
  return problem ? [{ type: 'AuditWrong', problem }] : [];
};

const hasTable = (sqlite: Database, name: string): boolean =>
  sqlite.prepare('SELECT count(*) FROM sqlite_schema WHERE name = ?').pluck().get(name) === 1;

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
