import { writeSync } from 'node:fs';
import { audit, openStore } from '@lianxi/server';

/**
 * A process that writes to the audit log, row by row: `node audit-child.ts FOLDER MEMBER COUNT` prints each number when its row
 * is durable. Between rows it lets others write: SQLite's lock has no queue, and who asks for it again at once leaves the others
 * waiting until their patience ends.
 */
const [folder = '', member = '', count = ''] = process.argv.slice(2);
const store = openStore(folder);
const pause = new Int32Array(new SharedArrayBuffer(4));
if (!store.ok) throw new Error(store.error.type);
for (let seq = 1; seq <= Number(count); seq++) {
  audit(store.value, [{ type: 'quarantined', time: seq, member, room: null, detail: { seq } }]);
  writeSync(1, `${seq}\n`);
  Atomics.wait(pause, 0, 0, 2);
}
store.value.close();
