import type { Address } from '@lianxi/access';
import * as Y from 'yjs';
import { createAppend } from './append.ts';
import { postInBooks } from './ledger/follow.ts';
import type { Store } from './open.ts';

/** Merging a long list at once costs the square of its length; a tree of lists of 32 does not. */
export const mergeTree = (updates: readonly Uint8Array[]): Uint8Array => {
  let level = updates;
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 32) next.push(Y.mergeUpdates(level.slice(index, index + 32)));
    level = next;
  }
  return level[0] ?? new Uint8Array([0, 0]);
};

/** The whole document as one update, from one moment of the file; null when there is no such document. */
export const readDocument = (
  { sqlite }: Store,
  address: Address,
): { readonly update: Uint8Array; readonly seq: number } | null =>
  sqlite
    .transaction(() => {
      const head = sqlite.prepare('SELECT room, seq FROM documents WHERE address = ?').get(address) as
        | { readonly room: number; readonly seq: number }
        | undefined;
      if (!head) return null;
      const state = sqlite.prepare('SELECT state FROM baselines WHERE room = ?').pluck().all(head.room) as Uint8Array[];
      // Rows that a baseline holds are gone from here.
      const tail = sqlite.prepare('SELECT bytes FROM updates WHERE room = ? ORDER BY seq').pluck().all(head.room);
      return { update: mergeTree([...state, ...(tail as Uint8Array[])]), seq: head.seq };
    })
    .deferred();

/**
 * Appends an update that the server itself made (the demo, outcomes, a command). Durable when this returns; a relay in
 * this or any other process hands it to open sockets. Null when there is no such document or it is sealed.
 */
export const appendUpdate = (store: Store, address: Address, bytes: Uint8Array, author = ''): number | null => {
  const append = createAppend(store.sqlite, store.clock, postInBooks(store.sqlite));
  const readHead = store.sqlite.prepare('SELECT room, seq FROM documents WHERE address = ?');
  const appended = store.sqlite
    .transaction(() => {
      const head = readHead.get(address) as { readonly room: number; readonly seq: number } | undefined;
      return head ? append([{ room: head.room, after: head.seq, rows: [{ author, bytes }], entries: [] }])[0] : null;
    })
    .immediate();
  if (appended?.type !== 'stored') return null;
  for (const watcher of store.watchers) watcher();
  return appended.seq;
};
