import type { Grant, Role } from '@lianxi/access';
import { and, asc, eq, gt, isNull, lt } from 'drizzle-orm';
import type { Invitation, InvitationStore } from '../identity/invitation.ts';
import type { MemberId } from '../identity/member.ts';
import type { Store } from './open.ts';
import { invitations } from './schema.ts';

/** Invitations over SQLite. Nobody's on the command line is an empty maker. */
export const createInvitationStore = ({ db }: Pick<Store, 'db'>): InvitationStore => {
  const find = (condition: ReturnType<typeof eq>): Invitation | undefined => {
    const row = db.select().from(invitations).where(condition).get();
    return row && toInvitation(row);
  };
  return {
    addInvitation: ({ createdBy, ...invitation }, hashes) =>
      db
        .insert(invitations)
        .values({ ...invitation, ...hashes, createdBy: createdBy ?? '' })
        .onConflictDoNothing({ target: invitations.codeHash })
        .run().changes === 1,
    findInvitation: (id) => find(eq(invitations.id, id)),
    findInvitationBySecret: (hash) => find(eq(invitations.secretHash, hash)),
    findInvitationByCode: (hash) => find(eq(invitations.codeHash, hash)),
    listOpenInvitations: (now) =>
      db
        .select()
        .from(invitations)
        .where(and(isNull(invitations.usedAt), isNull(invitations.revokedAt), gt(invitations.expiresAt, now)))
        .orderBy(asc(invitations.createdAt), asc(invitations.id))
        .all()
        .map(toInvitation),
    confirmInvitation: (id, at, by) =>
      db.update(invitations).set({ confirmedAt: at, confirmedBy: by }).where(eq(invitations.id, id)).run(),
    useInvitation: (id, at, by) =>
      db.update(invitations).set({ usedAt: at, usedBy: by }).where(eq(invitations.id, id)).run(),
    withdrawInvitation: (id, at) => db.update(invitations).set({ revokedAt: at }).where(eq(invitations.id, id)).run(),
    removeInvitationsOverSince: (time) => db.delete(invitations).where(lt(invitations.expiresAt, time)).run(),
  };
};

const toInvitation = ({ secretHash: _, codeHash: __, ...row }: typeof invitations.$inferSelect): Invitation => ({
  ...row,
  role: row.role as Role,
  on: row.on as Grant['on'],
  recovers: row.recovers as MemberId | null,
  createdBy: row.createdBy === '' ? null : (row.createdBy as MemberId),
  confirmedBy: row.confirmedBy as MemberId | null,
  usedBy: row.usedBy as MemberId | null,
});
