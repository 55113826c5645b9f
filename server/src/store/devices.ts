import { asc, eq } from 'drizzle-orm';
import type { Device, DeviceId, DeviceStore } from '../identity/device.ts';
import type { MemberId } from '../identity/member.ts';
import type { Store } from './open.ts';
import { devices, sessions } from './schema.ts';

/** Devices over SQLite. */
export const createDeviceStore = ({ db }: Pick<Store, 'db'>): DeviceStore => ({
  addDevice: (device) => db.insert(devices).values(device).run(),
  findDevice: (id) => {
    const row = db.select().from(devices).where(eq(devices.id, id)).get();
    return row && toDevice(row);
  },
  listDevices: (member) =>
    db
      .select()
      .from(devices)
      .where(eq(devices.member, member))
      .orderBy(asc(devices.createdAt), asc(devices.id))
      .all()
      .map(toDevice),
  renameDevice: (id, name) => db.update(devices).set({ name }).where(eq(devices.id, id)).run(),
  noteContact: (id, at) => db.update(devices).set({ lastSeenAt: at }).where(eq(devices.id, id)).run(),
  markRevoked: (id, at, by) => db.update(devices).set({ revokedAt: at, revokedBy: by }).where(eq(devices.id, id)).run(),
  markWiped: (id, at) => db.update(devices).set({ wipedAt: at }).where(eq(devices.id, id)).run(),
  removeSessionsOn: (id) => db.delete(sessions).where(eq(sessions.device, id)).run(),
});

const toDevice = (row: typeof devices.$inferSelect): Device => ({
  ...row,
  id: row.id as DeviceId,
  member: row.member as MemberId,
  revokedBy: row.revokedBy as MemberId | null,
});
