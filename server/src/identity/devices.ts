import { type Clock, err, ok, type Random, type Result, systemRandom } from '@lianxi/base';
import { browserOf, createSiblingId, type Device, type DeviceId } from './device.ts';
import type { MemberId } from './member.ts';
import type { IdentityStore } from './store.ts';

/**
 * The browsers that people work on. Invariant: what was revoked stays revoked; the same browser becomes another device when
 * its owner signs in anew.
 */
export interface Devices {
  /** The browser that somebody signs in on, as a device of theirs: the one that it was, or a new one. */
  bind(member: MemberId, hello: { readonly id: DeviceId; readonly name: string }): Device;
  list(member: MemberId): readonly Device[];
  find(id: DeviceId): Device | undefined;
  rename(device: Device, name: string): void;
  /** It has called; written down once a minute at most. */
  noteContact(id: DeviceId): void;
  /** Its sessions stay until it has been told; they open nothing any more. */
  revoke(device: Device, by: MemberId | null): Result<void, AlreadyRevoked>;
  /** It says that nothing is left on it. */
  noteWiped(id: DeviceId): void;
  /** How long a device may open residents' documents without contact (ms). */
  lease(): number;
  setLease(days: number): Result<void, InvalidLease>;
}

export type AlreadyRevoked = { readonly type: 'AlreadyRevoked' };
export type InvalidLease = { readonly type: 'InvalidLease' };

const day = 24 * 3_600_000;
const usualLease = 7;
const longestLease = 90;
const contactEvery = 60_000;

export const createDevices = (store: IdentityStore, clock: Clock, random: Random = systemRandom): Devices => ({
  bind: (member, hello) =>
    store.change(() => {
      const now = clock();
      const known = store
        .listDevices(member)
        .find(({ id, revokedAt }) => revokedAt === null && browserOf(id) === browserOf(hello.id));
      if (known) {
        store.noteContact(known.id, now);
        return known;
      }
      let { id } = hello;
      while (store.findDevice(id)) id = createSiblingId(id, random);
      const device: Device = {
        id,
        member,
        name: hello.name,
        createdAt: now,
        lastSeenAt: now,
        revokedAt: null,
        revokedBy: null,
        wipedAt: null,
      };
      store.addDevice(device);
      return device;
    }),
  list: (member) => store.listDevices(member),
  find: (id) => store.findDevice(id),
  rename: ({ id }, name) => store.renameDevice(id, name),
  noteContact: (id) => {
    const device = store.findDevice(id);
    const now = clock();
    if (device && Math.abs(now - device.lastSeenAt) >= contactEvery) store.noteContact(id, now);
  },
  revoke: ({ id, member }, by) =>
    store.change(() => {
      if (store.findDevice(id)?.revokedAt !== null) return err({ type: 'AlreadyRevoked' });
      store.markRevoked(id, clock(), by);
      store.countAccess(member);
      store.note({ type: 'device-revoked', member: by, detail: { whom: member, device: id } });
      return ok(undefined);
    }),
  noteWiped: (id) =>
    store.change(() => {
      const device = store.findDevice(id);
      if (!device) return;
      store.markWiped(id, clock());
      store.removeSessionsOn(id);
      store.note({ type: 'device-wiped', member: device.member, detail: { device: id } });
    }),
  lease: () => {
    const days = Number(store.readSetting('lease_days') ?? usualLease);
    return (isLease(days) ? days : usualLease) * day;
  },
  setLease: (days) => {
    if (!isLease(days)) return err({ type: 'InvalidLease' });
    store.writeSetting('lease_days', String(days));
    return ok(undefined);
  },
});

const isLease = (days: number): boolean => Number.isInteger(days) && days >= 1 && days <= longestLease;
