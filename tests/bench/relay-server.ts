import { createServer } from 'node:http';
import { parseAddress } from '@lianxi/access';
import { ok } from '@lianxi/base';
import { createDocument, createRelay, openStore } from '@lianxi/server';

/**
 * The relay for the load generator: whoever comes is let in, and a document is made when it is first asked for. Guard,
 * log and `synchronous=FULL` are as always. `PORT` and `DATA_DIR` come from the environment.
 */
const opened = openStore(process.env.DATA_DIR ?? 'data');
if (!opened.ok) throw new Error(opened.error.type);
const store = opened.value;
const relay = createRelay({
  store,
  gate: {
    authenticate: () => ok({ member: 'mbench00', name: 'bench', session: '' }),
    isAlive: () => true,
    rightsFor: () => 'write',
    standingOf: () => ({ isCommittee: false, units: [] }),
  },
});
const known = new Set(store.sqlite.prepare('SELECT address FROM documents').pluck().all() as string[]);
const server = createServer((_request, response) => response.end('ok'));
server.on('upgrade', (request, socket, head) => {
  const parts = parseAddress((request.url ?? '').slice('/sync/'.length));
  if (parts.ok && !known.has(parts.value.address)) {
    known.add(parts.value.address);
    createDocument(store, { parts: parts.value, title: '', createdBy: null, isDemo: false, seed: null });
  }
  relay.handleUpgrade(request, socket, head);
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => void relay.rehearse());
process.once('SIGTERM', async () => {
  await relay.close();
  store.close();
  process.exit();
});
