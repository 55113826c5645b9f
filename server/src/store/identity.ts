import type { Grant } from '@lianxi/access';
import { err, ok } from '@lianxi/base';
import { and, asc, eq, gt, isNotNull, isNull, lt, lte, ne, notInArray, or, type SQL } from 'drizzle-orm';
import type { DeviceId } from '../identity/device.ts';
import { type MemberId, nameKeyOf } from '../identity/member.ts';
import type { SecretHash } from '../identity/secret.ts';
import type { Account, IdentityStore, Session } from '../identity/store.ts';
import { viewFromText, viewToText } from '../identity/view.ts';
import { createNote } from './audit.ts';
import { createDeviceStore } from './devices.ts';
import { createInvitationStore } from './invitations.ts';
import type { Store } from './open.ts';
import { createPasskeyStore } from './passkeys.ts';
import { attempts, devices, grants, members, sessions, settings } from './schema.ts';

/**
 * The identity's port over SQLite. Whatever takes somebody's access away, or gives it, counts `access_version` on in the same
 * transaction and says whose it was, so that a running relay in any process asks again about just them.
 */
export const createIdentityStore = (store: Store): IdentityStore => {
  const { db, sqlite, clock } = store;
  const countOn = sqlite.prepare(
    `INSERT INTO settings VALUES ('access_version', '1 ' || @member)
     ON CONFLICT (key) DO UPDATE SET value = (CAST(value AS INTEGER) + 1) || ' ' || @member`,
  );
  const countAccess = (member: MemberId) => {
    countOn.run({ member });
  };
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
  const grantsOf = (member: MemberId) =>
    db
      .select({ role: grants.role, on: grants.on, from: grants.from, to: grants.to })
      .from(grants)
      .where(eq(grants.member, member))
      .orderBy(asc(grants.id))
      .all() as Grant[];
  const removeSessions = (where: SQL | undefined, member: MemberId) =>
    change(() => {
      const { changes } = db.delete(sessions).where(where).run();
      if (changes > 0) countAccess(member);
    });
  const addGrants = (member: MemberId, given: readonly Grant[], by: MemberId | null) => {
    for (const { role, on, from, to } of given) {
      db.insert(grants).values({ member, role, on, from, to, createdAt: clock(), createdBy: by }).run();
    }
  };

  return {
    ...createDeviceStore(store),
    ...createInvitationStore(store),
    ...createPasskeyStore(store),
    change,
    note: createNote(store),
    countAccess,
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
    addAccount: ({ grants: given, ...account }, onlyIfFirst, by = null) =>
      change(() => {
        const all = db.select({ name: members.name, isDemo: members.isDemo }).from(members).all();
        if (onlyIfFirst && all.some(({ isDemo }) => !isDemo)) return err({ type: 'NotFirstRun' });
        const key = nameKeyOf(account.name);
        if (all.some(({ name }) => nameKeyOf(name) === key)) return err({ type: 'NameTaken', name: account.name });
        db.insert(members).values(account).run();
        addGrants(account.id, given, by);
        return ok(undefined);
      }),
    grantsOf,
    replaceGrants: (member, given, by) =>
      change(() => {
        const before = grantsOf(member);
        const gone = before.filter((grant) => !given.some((each) => isSameGrant(each, grant)));
        for (const grant of gone)
          db.delete(grants)
            .where(and(eq(grants.member, member), sameAs(grant)))
            .run();
        addGrants(
          member,
          given.filter((grant) => !before.some((each) => isSameGrant(each, grant))),
          by,
        );
        countAccess(member);
      }),
    membersDue: (after, upTo) => {
      const lies = (column: typeof grants.from | typeof grants.to | typeof sessions.expiresAt) =>
        and(gt(column, after), lte(column, upTo));
      const byGrant = db
        .selectDistinct({ member: grants.member })
        .from(grants)
        .where(or(lies(grants.from), lies(grants.to)));
      const bySession = db.selectDistinct({ member: sessions.member }).from(sessions).where(lies(sessions.expiresAt));
      return [...new Set([...byGrant.all(), ...bySession.all()].map(({ member }) => member as MemberId))];
    },

    addSession: ({ hash, view, ...session }) =>
      db
        .insert(sessions)
        .values({ tokenHash: hash, ...session, lastSeenAt: session.createdAt, viewAs: view ? viewToText(view) : null })
        .run(),
    findSession: (hash) => {
      const row = db.select().from(sessions).where(eq(sessions.tokenHash, hash)).get();
      return row && toSession(row);
    },
    listSessions: () => db.select().from(sessions).orderBy(asc(sessions.createdAt)).all().map(toSession),
    renewSession: (hash, expiresAt) =>
      db.update(sessions).set({ expiresAt, lastSeenAt: clock() }).where(eq(sessions.tokenHash, hash)).run(),
    removeSession: (hash) => {
      const row = db.select({ member: sessions.member }).from(sessions).where(eq(sessions.tokenHash, hash)).get();
      if (row) removeSessions(eq(sessions.tokenHash, hash), row.member as MemberId);
    },
    removeSessionsOf: (member) => removeSessions(eq(sessions.member, member), member),
    removeBrowserSessionsOf: (member, except) => {
      // Those of revoked devices open nothing any more, and are there to tell the device so.
      const revoked = db.select({ id: devices.id }).from(devices).where(isNotNull(devices.revokedAt));
      const isTold = or(isNull(sessions.device), notInArray(sessions.device, revoked));
      const isOther = except && ne(sessions.tokenHash, except);
      removeSessions(and(eq(sessions.member, member), eq(sessions.kind, 'cookie'), isTold, isOther), member);
    },
    removeSessionsExpiredAt: (now) => db.delete(sessions).where(lte(sessions.expiresAt, now)).run(),

    findAttempts: (subject) => {
      const row = db.select().from(attempts).where(eq(attempts.subject, subject)).get();
      return row && { count: row.count, at: row.lastAt, until: row.blockedUntil };
    },
    putAttempts: (subject, { count, at, until }) =>
      db
        .insert(attempts)
        .values({ subject, count, lastAt: at, blockedUntil: until })
        .onConflictDoUpdate({ target: attempts.subject, set: { count, lastAt: at, blockedUntil: until } })
        .run(),
    removeAttemptsBefore: (time) => db.delete(attempts).where(lt(attempts.lastAt, time)).run(),

    readSetting: (key) => db.select().from(settings).where(eq(settings.key, key)).get()?.value,
    writeSetting: (key, value) =>
      db.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } }).run(),
    removeSetting: (key) => db.delete(settings).where(eq(settings.key, key)).run(),
  };
};

const toSession = ({
  tokenHash,
  member,
  kind,
  label,
  createdAt,
  expiresAt,
  device,
  viewAs,
}: typeof sessions.$inferSelect): Session => ({
  hash: tokenHash as SecretHash,
  member: member as MemberId,
  kind,
  label,
  createdAt,
  expiresAt,
  device: device as DeviceId | null,
  view: viewAs === null ? null : viewFromText(viewAs),
});

const isSameGrant = (one: Grant, other: Grant): boolean =>
  one.role === other.role && one.on === other.on && one.from === other.from && one.to === other.to;

const sameAs = ({ role, on, from, to }: Grant) =>
  and(
    eq(grants.role, role),
    eq(grants.on, on),
    from === null ? isNull(grants.from) : eq(grants.from, from),
    to === null ? isNull(grants.to) : eq(grants.to, to),
  );
