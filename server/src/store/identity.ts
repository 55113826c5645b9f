import type { Grant } from '@lianxi/access';
import { err, ok } from '@lianxi/base';
import { and, asc, eq, isNull, lt, lte } from 'drizzle-orm';
import { type MemberId, nameKeyOf } from '../identity/member.ts';
import type { SecretHash } from '../identity/secret.ts';
import type { Account, IdentityStore, Session } from '../identity/store.ts';
import type { Store } from './open.ts';
import { attempts, grants, members, sessions, settings } from './schema.ts';

/**
 * The identity's port over SQLite. A running relay in another process sees from the file's version that something has
 * changed, and asks again.
 */
export const createIdentityStore = (store: Store): IdentityStore => {
  const { db, sqlite, clock } = store;
  /** Runs with the write lock held from its beginning: what it reads stays true until it has written. */
  const change = <T>(run: () => T): T => sqlite.transaction(run).immediate();

  const accountColumns = {
    id: members.id,
    name: members.name,
    post: members.post,
    isDemo: members.isDemo,
    createdAt: members.createdAt,
  };
  const listAccounts = () =>
    db
      .select(accountColumns)
      .from(members)
      .where(isNull(members.disabledAt))
      .orderBy(asc(members.createdAt), asc(members.id))
      .all() as Account[];
  const addGrants = (member: MemberId, given: readonly Grant[], by: MemberId | null) => {
    for (const { role, on, from, to } of given) {
      db.insert(grants).values({ member, role, on, from, to, createdAt: clock(), createdBy: by }).run();
    }
  };

  return {
    findAccount: (id) =>
      db
        .select(accountColumns)
        .from(members)
        .where(and(eq(members.id, id), isNull(members.disabledAt)))
        .get() as Account | undefined,
    listAccounts,
    passphraseHashOf: (member) =>
      db.select({ hash: members.passphraseHash }).from(members).where(eq(members.id, member)).get()?.hash ?? null,
    replacePassphrase: (member, hash) =>
      db.update(members).set({ passphraseHash: hash }).where(eq(members.id, member)).run(),
    addAccount: ({ grants: given, ...account }, onlyIfFirst) =>
      change(() => {
        const all = db.select({ name: members.name, isDemo: members.isDemo }).from(members).all();
        if (onlyIfFirst && all.some(({ isDemo }) => !isDemo)) return err({ type: 'NotFirstRun' });
        const key = nameKeyOf(account.name);
        if (all.some(({ name }) => nameKeyOf(name) === key)) return err({ type: 'NameTaken', name: account.name });
        db.insert(members).values(account).run();
        addGrants(account.id, given, null);
        return ok(undefined);
      }),
    grantsOf: (member) =>
      db
        .select({ role: grants.role, on: grants.on, from: grants.from, to: grants.to })
        .from(grants)
        .where(eq(grants.member, member))
        .orderBy(asc(grants.id))
        .all() as Grant[],
    replaceGrants: (member, given, by) =>
      change(() => {
        db.delete(grants).where(eq(grants.member, member)).run();
        addGrants(member, given, by);
      }),

    addSession: ({ hash, ...session }) =>
      db
        .insert(sessions)
        .values({ tokenHash: hash, ...session, lastSeenAt: session.createdAt })
        .run(),
    findSession: (hash) => {
      const row = db.select().from(sessions).where(eq(sessions.tokenHash, hash)).get();
      return row && toSession(row);
    },
    listSessions: () => db.select().from(sessions).orderBy(asc(sessions.createdAt)).all().map(toSession),
    renewSession: (hash, expiresAt) =>
      db.update(sessions).set({ expiresAt, lastSeenAt: clock() }).where(eq(sessions.tokenHash, hash)).run(),
    removeSession: (hash) => db.delete(sessions).where(eq(sessions.tokenHash, hash)).run(),
    removeSessionsOf: (member) => db.delete(sessions).where(eq(sessions.member, member)).run(),
    removeSessionsExpiredAt: (now) => db.delete(sessions).where(lte(sessions.expiresAt, now)).run(),

    findAttempts: (subject) => {
      const row = db.select().from(attempts).where(eq(attempts.subject, subject)).get();
      return row && { count: row.count, at: row.lastAt };
    },
    putAttempts: (subject, { count, at }) =>
      db
        .insert(attempts)
        .values({ subject, count, lastAt: at })
        .onConflictDoUpdate({ target: attempts.subject, set: { count, lastAt: at } })
        .run(),
    removeAttemptsBefore: (time) => db.delete(attempts).where(lt(attempts.lastAt, time)).run(),

    readSetting: (key) => db.select().from(settings).where(eq(settings.key, key)).get()?.value,
    writeSetting: (key, value) =>
      db.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } }).run(),
  };
};

const toSession = ({
  tokenHash,
  member,
  kind,
  label,
  createdAt,
  expiresAt,
}: typeof sessions.$inferSelect): Session => ({
  hash: tokenHash as SecretHash,
  member: member as MemberId,
  kind,
  label,
  createdAt,
  expiresAt,
});
