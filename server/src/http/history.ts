import { parseAddress, rightsOf } from '@lianxi/access';
import type { HistoryAnswer } from '@lianxi/protocol';
import { Hono } from 'hono';
import { findDocument, keepsHistory, readHistory } from '../store/index.ts';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireCaller } from './guards.ts';

/** `/api/history`: every version of a document of a kind that keeps them, by the rights to the document as they are now. */
export const historyRoutes = (ports: HttpPorts) => {
  const { store, clock } = ports;
  return new Hono<HttpEnvironment>().use(requireCaller(ports)).get('/', (context) => {
    const parts = parseAddress(context.req.query('address') ?? '');
    const isRead =
      parts.ok && keepsHistory(parts.value.kind) && rightsOf(context.var.grants, parts.value, clock()) !== 'none';
    const row = isRead ? findDocument(store, parts.value.address) : null;
    const after = Number(context.req.query('after') ?? 0);
    const page = row && Number.isSafeInteger(after) ? readHistory(store, row.room, after) : null;
    if (!page) return answerFailure(context, { type: 'NoSuchDocument' });
    return context.json({
      epoch: page.epoch,
      entries: page.entries.map((entry) => ({ ...entry, bytes: Buffer.from(entry.bytes).toString('base64') })),
      hasMore: page.hasMore,
      owners: page.owners.map(({ client, member }) => [client, member] as const),
    } satisfies HistoryAnswer);
  });
};
