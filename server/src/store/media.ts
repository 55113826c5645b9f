import type { Address } from '@lianxi/access';
import * as Y from 'yjs';
import { askScrub } from './erasures.ts';
import { readDocument } from './log.ts';
import type { Store } from './open.ts';

/** What a document may hold of pictures. The app makes them a few hundred kilobytes each; a PDF comes as it is. */
export const mediaLimits = {
  bytes: 3 * 1024 * 1024,
  pdfBytes: 10 * 1024 * 1024,
  perDocument: 500,
  bytesPerDocument: 300 * 1024 * 1024,
} as const;

export interface StoredPicture {
  readonly type: string;
  readonly bytes: Buffer;
}

export interface NewPicture {
  readonly room: number;
  readonly hash: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly member: string;
}

/** Keeps a picture for a document, its bytes once for all documents. `Full`: the document holds as many as it may. */
export const putMedia = (store: Store, { room, hash, type, bytes, member }: NewPicture): 'stored' | 'known' | 'full' =>
  store.sqlite
    .transaction(() => {
      const { sqlite } = store;
      if (sqlite.prepare('SELECT 1 FROM media_uses WHERE room = ? AND hash = ?').get(room, hash)) return 'known';
      const { count, size } = sqlite
        .prepare(
          'SELECT count(*) AS count, coalesce(sum(length(bytes)), 0) AS size FROM media_uses JOIN media USING (hash) WHERE room = ?',
        )
        .get(room) as { readonly count: number; readonly size: number };
      if (count >= mediaLimits.perDocument || size + bytes.length > mediaLimits.bytesPerDocument) return 'full';
      const now = store.clock();
      sqlite
        .prepare('INSERT INTO media (hash, type, bytes, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
        .run(hash, type, bytes, now);
      sqlite
        .prepare('INSERT INTO media_uses (room, hash, member, created_at) VALUES (?, ?, ?, ?)')
        .run(room, hash, member, now);
      return 'stored';
    })
    .immediate();

/** Null where this document holds no such picture, whatever others hold. */
export const readMedia = ({ sqlite }: Store, room: number, hash: string): StoredPicture | null =>
  (sqlite
    .prepare('SELECT type, bytes FROM media_uses JOIN media USING (hash) WHERE room = ? AND hash = ?')
    .get(room, hash) as StoredPicture | undefined) ?? null;

/** Takes pictures from a document, and their bytes where no other holds them. The file is to be written anew afterwards. */
export const dropMedia = ({ sqlite, clock }: Store, room: number, hashes: readonly string[] | 'all'): void => {
  sqlite
    .transaction(() => {
      const gone =
        hashes === 'all'
          ? (sqlite.prepare('SELECT hash FROM media_uses WHERE room = ?').pluck().all(room) as string[])
          : hashes;
      if (gone.length === 0) return;
      const dropUse = sqlite.prepare('DELETE FROM media_uses WHERE room = ? AND hash = ?');
      const dropBytes = sqlite.prepare(
        'DELETE FROM media WHERE hash = ? AND NOT EXISTS (SELECT 1 FROM media_uses WHERE media_uses.hash = media.hash)',
      );
      for (const hash of gone) {
        dropUse.run(room, hash);
        dropBytes.run(hash);
      }
      askScrub(sqlite, clock());
    })
    .immediate();
};

interface MediaRoom {
  readonly address: Address;
  readonly room: number;
  readonly hashes: readonly string[];
}

/** Documents with pictures that came before a time (ms), and which. */
export const listMediaRooms = ({ sqlite }: Store, before: number): readonly MediaRoom[] => {
  const rows = sqlite
    .prepare(
      'SELECT room, address, hash FROM media_uses JOIN documents USING (room) WHERE media_uses.created_at < ? ORDER BY room',
    )
    .all(before) as readonly { readonly room: number; readonly address: Address; readonly hash: string }[];
  const rooms = new Map<number, { address: Address; room: number; hashes: string[] }>();
  for (const { room, address, hash } of rows) {
    const known = rooms.get(room) ?? { address, room, hashes: [] };
    known.hashes.push(hash);
    rooms.set(room, known);
  }
  return [...rooms.values()];
};

/**
 * Asks a document which pictures it names, of whatever kind it is: a hash stands whole in the bytes of its state, and what was
 * deleted stands there no more.
 */
export const mentionsMedia = (store: Store, address: Address): ((hash: string) => boolean) => {
  const stored = readDocument(store, address);
  if (!stored) return () => false;
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, stored.update);
    const state = Buffer.from(Y.encodeStateAsUpdate(doc));
    return (hash) => state.includes(hash);
  } finally {
    doc.destroy();
  }
};
