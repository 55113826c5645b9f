import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import Sqlite, { type Statement } from 'better-sqlite3';

/**
 * Loaded before the server (`node --import`), in each of its threads: makes it fail as the file SABOTAGE says, each time with an
 * exception that quotes whatever was at hand, over several lines, as parsers and file systems do. `reads`: statements
 * of the main thread; `threads`: those of the others; `writes`: all that write; `crash`, `reject`: something that nobody catches; `disk`: SQLite
 * says that the disk has failed.
 */
const file = process.env.SABOTAGE ?? '';
const mode = (): string => readFileSync(file, 'utf8');
const quoted = (values: readonly unknown[]): string =>
  values
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : JSON.stringify(value)))
    .join(' ');
const loud = (values: readonly unknown[]): Error =>
  new Error(`could not take ${quoted(values)}\n    at ${quoted(values)} (server/src/zhang-san.ts:1:1)`);

const statements = Object.getPrototypeOf(new Sqlite(':memory:').prepare('SELECT 1')) as Statement;
for (const verb of ['get', 'all', 'run', 'iterate'] as const) {
  const original = statements[verb] as (...values: unknown[]) => unknown;
  const sabotaged = function (this: Statement, ...values: unknown[]): unknown {
    const now = mode();
    // A commit is made in the main thread or beside it, as the disk is quick or not.
    const isWriting = verb === 'run' && now === 'writes';
    const isMeant = isWriting || (isMainThread ? verb !== 'run' && now === 'reads' : now === 'threads');
    if (isMeant && values.length > 0) throw loud(values);
    if (now === 'disk' && verb === 'run') {
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_WRITE' });
    }
    return original.apply(this, values);
  };
  Object.assign(statements, { [verb]: sabotaged });
}

if (isMainThread) {
  setInterval(() => {
    const [now, ...words] = mode().split(' ');
    if (now === 'crash') throw loud(words);
    if (now === 'reject') void Promise.reject(loud(words));
  }, 20).unref();
}
