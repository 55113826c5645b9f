import { writeSync } from 'node:fs';
import { audit, openStore } from '@lianxi/server';

/**
 * A process that writes to the audit log, row by row: `node audit-child.ts FOLDER MEMBER COUNT` prints each number when its row
 * is durable.
 */
const [folder = '', member = '', count = ''] = process.argv.slice(2);
const store = openStore(folder);
if (!store.ok) throw new Error(store.error.type);
for (let seq = 1; seq <= Number(count); seq++) {
  audit(store.value, [{ type: 'quarantined', time: seq, member, room: null, detail: { seq } }]);
  writeSync(1, `${seq}\n`);
}
store.value.close();
