import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Problem } from './report.ts';

/** An older file has no pictures yet. */
export const hasMedia = (sqlite: Database): boolean =>
  sqlite.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'media'").pluck().get() === 1;

/** Each picture by itself: they are large. */
export const findPictureProblems = (sqlite: Database): readonly Problem[] => {
  if (!hasMedia(sqlite)) return [];
  const problems: Problem[] = [];
  const read = sqlite.prepare('SELECT bytes FROM media WHERE hash = ?').pluck();
  for (const hash of sqlite.prepare('SELECT hash FROM media ORDER BY hash').pluck().all() as string[]) {
    const bytes = read.get(hash) as Buffer | undefined;
    if (bytes && createHash('sha256').update(bytes).digest('hex') !== hash)
      problems.push({ type: 'PictureDamaged', hash });
  }
  return problems;
};
