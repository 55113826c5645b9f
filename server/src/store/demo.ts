import { assert, err, ok, type Result } from '@lianxi/base';
import { eq, inArray } from 'drizzle-orm';
import type { MemberId } from '../identity/member.ts';
import type { NewAccount } from '../identity/store.ts';
import { dropDemoAudit } from './audit.ts';
import { createDocument, listDocuments, type NewDocument, removeDocuments } from './documents.ts';
import { createIdentityStore } from './identity.ts';
import { type BookedEntry, bookEntries } from './ledger/demo.ts';
import { reopenEmptyBooks } from './ledger/drop.ts';
import type { Store } from './open.ts';
import { documents, members, settings } from './schema.ts';
import { createSigningStore, type SigningRow, settingsKey } from './signing/index.ts';

/**
 * The demo community in the file. Everything of it carries `is_demo`; it comes in one transaction and goes in one, so that
 * there is never half of it. It comes only where nobody keeps real things yet.
 */
export interface DemoContent {
  readonly communityName: string;
  readonly accounts: readonly NewAccount[];
  readonly documents: readonly DemoDocument[];
  /** How minutes are numbered, by scope and type. */
  readonly numbering?: { readonly [line: string]: { readonly pattern: string; readonly after: null } };
}

export interface DemoDocument extends Omit<NewDocument, 'isDemo'> {
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly sealedAt: number | null;
  /** What the server made of a ledger's entries; empty in other documents. */
  readonly booked: readonly BookedEntry[];
  /** What was signed off; null in other documents. */
  readonly signing: SigningRow | null;
}

export type DemoError =
  /** There are accounts or documents of real people. */
  { readonly type: 'CommunityInUse' } | { readonly type: 'DemoExists' };

export const demoExists = ({ db }: Store): boolean =>
  db.select({ id: members.id }).from(members).where(eq(members.isDemo, true)).get() !== undefined ||
  db.select({ room: documents.room }).from(documents).where(eq(documents.isDemo, true)).get() !== undefined;

/** Why the demo cannot come now. */
export const findDemoRefusal = (store: Store): DemoError | null => {
  if (demoExists(store)) return { type: 'DemoExists' };
  const isUsed =
    store.db.select({ id: members.id }).from(members).get() !== undefined || listDocuments(store).length > 0;
  return isUsed ? { type: 'CommunityInUse' } : null;
};

export const storeDemo = (store: Store, content: DemoContent): Result<void, DemoError> =>
  store.sqlite
    .transaction((): Result<void, DemoError> => {
      const refusal = findDemoRefusal(store);
      if (refusal) return err(refusal);
      const identity = createIdentityStore(store);
      const signings = createSigningStore(store);
      if (content.numbering) signings.writeSettings({ signers: [], numbering: content.numbering });
      for (const account of content.accounts) {
        const added = identity.addAccount(account, false);
        assert(added.ok && account.isDemo, `${account.name} is in the demo once`);
      }
      for (const { createdAt, updatedAt, sealedAt, booked, signing, ...document } of content.documents) {
        createDocument(store, { ...document, isDemo: true });
        if (signing) signings.add(signing);
        if (document.parts.kind === 'ledger') bookEntries(store.sqlite, document.parts.address, booked, store.clock());
        store.db
          .update(documents)
          .set({ createdAt, updatedAt, sealedAt })
          .where(eq(documents.address, document.parts.address))
          .run();
      }
      if (identity.readSetting('community_name') === undefined) {
        identity.writeSetting('community_name', content.communityName);
      }
      return ok(undefined);
    })
    .immediate();

/** Takes out every document, account, grant and session of the demo, and what the file still remembers of them. */
export const removeDemo = (store: Store): void => {
  const { db, sqlite } = store;
  const identity = createIdentityStore(store);
  sqlite
    .transaction(() => {
      dropDemoAudit(sqlite);
      removeDocuments(
        store,
        listDocuments(store).flatMap(({ isDemo, address }) => (isDemo ? [address] : [])),
      );
      for (const { id } of db.select({ id: members.id }).from(members).where(eq(members.isDemo, true)).all()) {
        // Counted as a change of access, so that whoever is connected as one of them is shown out.
        identity.removeSessionsOf(id as MemberId);
        db.delete(members).where(eq(members.id, id)).run();
      }
      reopenEmptyBooks(sqlite);
      if (identity.listAccounts().length === 0)
        db.delete(settings)
          .where(inArray(settings.key, ['community_name', settingsKey]))
          .run();
    })
    .immediate();
  forget(store);
};

/**
 * Deleted rows leave their bytes on free pages and in the write-ahead log until the file is written anew. Where somebody
 * else is busy with the file that waits for the next time; nothing of the demo can be reached any more.
 */
const forget = ({ sqlite }: Store): void => {
  try {
    sqlite.exec('VACUUM');
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
  } catch (cause) {
    const code = (cause as { readonly code?: unknown } | null)?.code;
    if (code !== 'SQLITE_BUSY' && code !== 'SQLITE_LOCKED') throw cause;
  }
};
