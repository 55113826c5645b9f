import { type Address, type AddressParts, parseAddress } from '@lianxi/access';
import { asc, eq } from 'drizzle-orm';
import { audit } from './audit.ts';
import { forgetHall } from './hall.ts';
import { dropFromBooks } from './ledger/drop.ts';
import { dropMedia } from './media.ts';
import type { Store } from './open.ts';
import { documents } from './schema.ts';
import { dropFromSigning } from './signing/index.ts';

export type DocumentRow = typeof documents.$inferSelect & { readonly address: Address };

/** Every document there is; who may see which is for the caller to say. */
export const listDocuments = (store: Store): readonly DocumentRow[] =>
  store.db.select().from(documents).orderBy(asc(documents.room)).all() as DocumentRow[];

export const findDocument = (store: Store, address: Address): DocumentRow | null =>
  (store.db.select().from(documents).where(eq(documents.address, address)).get() as DocumentRow | undefined) ?? null;

export const findRoom = (store: Store, room: number): DocumentRow | null =>
  (store.db.select().from(documents).where(eq(documents.room, room)).get() as DocumentRow | undefined) ?? null;

/** The list's title follows the document's own. False when there is no such document. */
export const renameDocument = (store: Store, address: Address, title: string): boolean =>
  store.db.update(documents).set({ title }).where(eq(documents.address, address)).run().changes > 0;

/**
 * Signs off: from the commit on nothing is accepted there any more, for good. `by`: the member who decided it, for the audit
 * log; null: whoever sat at the machine. False, and nothing changes, where there is no such document or it is sealed already.
 */
export const sealDocument = (store: Store, address: Address, by: string | null = null): boolean => {
  const isSealed = store.sqlite
    .transaction(() => {
      const row = findDocument(store, address);
      if (!row || row.sealedAt !== null) return false;
      const time = store.clock();
      store.db.update(documents).set({ sealedAt: time }).where(eq(documents.address, address)).run();
      audit(store, [{ type: 'sealed', time, member: by, room: row.room, detail: { seq: row.seq } }]);
      return true;
    })
    .immediate();
  for (const watcher of store.watchers) watcher();
  return isSealed;
};

export interface NewDocument {
  readonly parts: AddressParts;
  readonly title: string;
  /** A member's id; null for the server. */
  readonly createdBy: string | null;
  readonly isDemo: boolean;
  /** The document's first content, a Yjs update (v1); null for an empty document. */
  readonly seed: Uint8Array | null;
}

/**
 * Makes the document with its first content in one transaction. Making it again under the same address changes nothing
 * and says so, so that a document begun offline can be registered any number of times.
 */
export const createDocument = (
  store: Store,
  { parts, title, createdBy, isDemo, seed }: NewDocument,
): { readonly isNew: boolean } =>
  store.sqlite
    .transaction(() => {
      if (findDocument(store, parts.address)) return { isNew: false };
      const now = store.clock();
      const { address, kind, scope, id } = parts;
      const { room } = store.db
        .insert(documents)
        .values({
          address,
          kind,
          scope,
          id,
          title,
          createdBy,
          isDemo,
          createdAt: now,
          updatedAt: now,
          seq: seed ? 1 : 0,
        })
        .returning({ room: documents.room })
        .get();
      if (seed) {
        store.sqlite
          .prepare('INSERT INTO updates (room, seq, author, time, bytes) VALUES (?, 1, ?, ?, ?)')
          .run(room, createdBy ?? '', now, seed);
      }
      return { isNew: true };
    })
    .immediate();

/**
 * Removes documents with everything that was ever written in them. Open sockets are closed by the relay. A ledger with
 * posted entries stays, by the file's own triggers: this throws, unless it is the demo's.
 */
export const removeDocuments = (store: Store, addresses: readonly Address[]): void => {
  store.sqlite
    .transaction(() => {
      for (const address of addresses) {
        const row = findDocument(store, address);
        if (!row) continue;
        store.sqlite.prepare('DELETE FROM updates WHERE room = ?').run(row.room);
        store.sqlite.prepare('DELETE FROM baselines WHERE room = ?').run(row.room);
        store.sqlite.prepare('DELETE FROM clients WHERE room = ?').run(row.room);
        store.sqlite.prepare('DELETE FROM quarantine WHERE room = ?').run(row.room);
        store.sqlite.prepare('DELETE FROM history WHERE room = ?').run(row.room);
        forgetHall(store, row.room);
        // The demo is made anew under the same ids; of anybody else's documents an older backup may still tell.
        if (row.isDemo) store.sqlite.prepare('DELETE FROM erasures WHERE address = ?').run(address);
        dropMedia(store, row.room, 'all');
        dropFromBooks(store.sqlite, address);
        dropFromSigning(store.sqlite, address);
        store.db.delete(documents).where(eq(documents.room, row.room)).run();
      }
    })
    .immediate();
  for (const watcher of store.watchers) watcher();
};

export const partsOf = (row: DocumentRow): AddressParts => {
  const parts = parseAddress(row.address);
  if (!parts.ok) throw new Error(`the store holds an address that is none: ${row.address}`);
  return parts.value;
};
