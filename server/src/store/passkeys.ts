import { asc, eq } from 'drizzle-orm';
import type { MemberId } from '../identity/member.ts';
import type { Passkey, PasskeyStore } from '../identity/passkey.ts';
import type { Store } from './open.ts';
import { passkeys } from './schema.ts';

/** Passkeys over SQLite. */
export const createPasskeyStore = ({ db }: Pick<Store, 'db'>): PasskeyStore => ({
  addPasskey: ({ publicKey, transports, ...passkey }) =>
    db
      .insert(passkeys)
      .values({ ...passkey, publicKey: Buffer.from(publicKey), transports: JSON.stringify(transports) })
      .onConflictDoNothing()
      .run().changes === 1,
  findPasskey: (id) => {
    const row = db.select().from(passkeys).where(eq(passkeys.id, id)).get();
    return row && toPasskey(row);
  },
  listPasskeys: (member) =>
    db
      .select()
      .from(passkeys)
      .where(eq(passkeys.member, member))
      .orderBy(asc(passkeys.createdAt), asc(passkeys.id))
      .all()
      .map(toPasskey),
  notePasskeyUse: (id, counter, at) =>
    db.update(passkeys).set({ counter, lastUsedAt: at }).where(eq(passkeys.id, id)).run(),
  removePasskey: (id) => db.delete(passkeys).where(eq(passkeys.id, id)).run(),
});

const toPasskey = (row: typeof passkeys.$inferSelect): Passkey => ({
  ...row,
  member: row.member as MemberId,
  publicKey: Uint8Array.from(row.publicKey),
  transports: JSON.parse(row.transports) as string[],
});
