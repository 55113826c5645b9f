import type { Grant, Scope } from '@lianxi/access';
import { assert, err, ok, type Result } from '@lianxi/base';
import { eq } from 'drizzle-orm';
import type { DemoRole } from '../demo-port.ts';
import { type MemberId, parseMemberId } from '../identity/index.ts';
import {
  createDocument,
  createIdentityStore,
  listDocuments,
  removeDocuments,
  type Store,
  schema,
} from '../store/index.ts';
import { type Community, dayAt, demoSeed, generateCommunity, memberIdOf } from './community/index.ts';
import { type Draft, drawDocuments } from './documents/index.ts';

/**
 * The demo community in the file. Everything of it carries `is_demo`; it comes in one transaction and goes in one, so that
 * there is never half of it. It is made only where nobody keeps real things yet.
 */
export type DemoError =
  /** There are accounts or documents of real people. */
  { readonly type: 'CommunityInUse' } | { readonly type: 'DemoExists' };

export interface DemoReport {
  readonly documents: number;
  readonly members: number;
  readonly households: number;
  readonly residents: number;
}

export const demoExists = ({ db }: Store): boolean =>
  db.select({ id: schema.members.id }).from(schema.members).where(eq(schema.members.isDemo, true)).get() !==
    undefined ||
  db.select({ room: schema.documents.room }).from(schema.documents).where(eq(schema.documents.isDemo, true)).get() !==
    undefined;

export interface DemoOptions {
  readonly seed?: number;
  /** Lets others have their turn between two documents. */
  readonly pause?: () => Promise<unknown>;
}

export const createDemo = async (
  store: Store,
  { seed = demoSeed, pause = async () => {} }: DemoOptions = {},
): Promise<Result<DemoReport, DemoError>> => {
  const refusal = findRefusal(store);
  if (refusal) return err(refusal);
  const now = store.clock();
  const community = generateCommunity(seed, dayAt(now));
  const drafts = await drawDocuments(community, now, pause);
  return store.sqlite
    .transaction((): Result<DemoReport, DemoError> => {
      // Building took its time: somebody may have set up a real community meanwhile.
      const refusal = findRefusal(store);
      if (refusal) return err(refusal);
      addPeople(store, community);
      for (const draft of drafts) addDocument(store, draft);
      const identity = createIdentityStore(store);
      if (identity.readSetting('community_name') === undefined) identity.writeSetting('community_name', community.name);
      return ok(reportOf(community, drafts));
    })
    .immediate();
};

/** Takes out every document, account, grant and session of the demo, and what the file still remembers of them. */
export const removeDemo = (store: Store): void => {
  const { db, sqlite } = store;
  const identity = createIdentityStore(store);
  sqlite
    .transaction(() => {
      const people = db
        .select({ id: schema.members.id })
        .from(schema.members)
        .where(eq(schema.members.isDemo, true))
        .all();
      removeDocuments(
        store,
        listDocuments(store).flatMap(({ isDemo, address }) => (isDemo ? [address] : [])),
      );
      for (const { id } of people) {
        // Counted as a change of access, so that whoever is connected as one of them is shown out.
        identity.removeSessionsOf(id as MemberId);
        db.delete(schema.members).where(eq(schema.members.id, id)).run();
      }
      const isReal = identity.listAccounts().some(({ isDemo }) => !isDemo);
      if (!isReal) db.delete(schema.settings).where(eq(schema.settings.key, 'community_name')).run();
    })
    .immediate();
  forget(store);
};

/** The made-up person who plays a role, if the demo is there. */
export const demoMember = (store: Store, role: DemoRole): MemberId | undefined => {
  const id = parseMemberId(memberIdOf(demoSeed, rolePlayers[role]));
  return id && createIdentityStore(store).findAccount(id)?.isDemo ? id : undefined;
};

/** 社区党委 干事, 梧桐里支部 书记, 临溪小学 联络员: keys of the cast. */
const rolePlayers: Readonly<Record<DemoRole, string>> = { committee: 'chen', branch: 'sun', unit: 'liu' };

const findRefusal = (store: Store): DemoError | null => {
  if (demoExists(store)) return { type: 'DemoExists' };
  const members = store.db.select({ id: schema.members.id }).from(schema.members).limit(1).all();
  return members.length > 0 || listDocuments(store).length > 0 ? { type: 'CommunityInUse' } : null;
};

const addPeople = (store: Store, community: Community): void => {
  const identity = createIdentityStore(store);
  for (const { key, name, post, from, grants } of community.people) {
    const id = parseMemberId(memberIdOf(community.seed, key));
    assert(id, 'a member id of our own making');
    const given = grants.map(({ role, on }): Grant => ({ role, on: on as Scope, from: null, to: null }));
    const account = {
      id,
      name,
      post: from === '网格' ? post : `${from} ${post}`,
      isDemo: true,
      createdAt: store.clock(),
    };
    const added = identity.addAccount({ ...account, passphraseHash: null, grants: given }, false);
    assert(added.ok, `${name} is in the cast once`);
  }
};

const addDocument = (store: Store, draft: Draft): void => {
  const { parts, title, createdBy, createdAt, updatedAt, sealedAt, update } = draft;
  createDocument(store, { parts, title, createdBy, isDemo: true, seed: update });
  store.db
    .update(schema.documents)
    .set({ createdAt, updatedAt, sealedAt })
    .where(eq(schema.documents.address, parts.address))
    .run();
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

const reportOf = (community: Community, drafts: readonly Draft[]): DemoReport => ({
  documents: drafts.length,
  members: community.people.length,
  households: community.registers.reduce((sum, { households }) => sum + households.length, 0),
  residents: community.registers.reduce((sum, { residents }) => sum + residents.length, 0),
});
