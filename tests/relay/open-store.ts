import { openStore } from '@lianxi/server';

/** Opens a data folder and closes it again, as a process that may be killed on the way: `node open-store.ts FOLDER`. */
const folder = process.argv[2];
if (!folder) throw new Error('which folder?');
const store = openStore(folder);
if (!store.ok) throw new Error(store.error.type);
store.value.close();
