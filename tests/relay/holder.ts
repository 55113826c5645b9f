import { openConnection } from '@lianxi/server';

/**
 * Another process in the middle of a long write: `node holder.ts FILE` takes the write lock, says so, and lets it go when its
 * standard input ends.
 */
const [file] = process.argv.slice(2);
if (!file) throw new Error('which file?');
const sqlite = openConnection(file);
sqlite.exec('BEGIN IMMEDIATE');
process.stdout.write('held\n');
process.stdin
  .on('end', () => {
    sqlite.exec('COMMIT');
    sqlite.close();
    process.stdout.write('let go\n');
  })
  .resume();
