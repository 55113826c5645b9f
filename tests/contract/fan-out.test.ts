import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAddress } from '@lianxi/access';
import {
  createDocument,
  createFileFanOut,
  createFileLog,
  createHub,
  openStore,
  type Store,
  systemScheduler,
} from '@lianxi/server';
import { describeFanOut } from './fan-out.ts';

describeFanOut('the hub of one process', async () => {
  const hub = createHub();
  const one = hub.join();
  return {
    one,
    two: hub.join(),
    happen: async (news) => one.publish(news),
    stop: async () => undefined,
  };
});

describeFanOut('processes on one SQLite file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-fan-out-'));
  const open = (): Store => {
    const opened = openStore(folder);
    if (!opened.ok) throw new Error(opened.error.type);
    return opened.value;
  };
  const stores = [open(), open()] as const;
  const [store] = stores;
  const parts = parseAddress('open/joint/a');
  if (!parts.ok) throw new Error('no address');
  createDocument(store, { parts: parts.value, title: '', createdBy: null, isDemo: false, seed: null });
  const logs = [createFileLog(stores[0]), createFileLog(stores[1])] as const;
  const [log] = logs;
  const one = createFileFanOut(store, log, systemScheduler, 5);
  const two = createFileFanOut(stores[1], logs[1], systemScheduler, 5);
  const grant = store.sqlite.prepare("INSERT OR REPLACE INTO settings VALUES ('access_version', '1')");
  return {
    one,
    two,
    happen: async (news) => {
      // Grants are changed by a command, a process of its own.
      if (news.type === 'access') grant.run();
      else {
        const after = (await log.heads([1]))[0]?.seq ?? 0;
        await log.append([{ room: 1, after, rows: [{ author: '', bytes: new Uint8Array([0, 0]) }], entries: [] }]);
      }
      one.publish(news);
    },
    stop: async () => {
      one.close();
      two.close();
      await Promise.all(logs.map((each) => each.close()));
      for (const each of stores) each.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
