import type { Brand, Random } from '@lianxi/base';
import type { MemberId } from './member.ts';

/** A UUID in lower case, of the browser's making or of ours. */
export type DeviceId = Brand<string, 'DeviceId'>;

/**
 * A browser that somebody signed in on for good. One that several people use is a device of each: the ids share their first
 * three groups, which stand for the browser.
 */
export interface Device {
  readonly id: DeviceId;
  readonly member: MemberId;
  readonly name: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly revokedAt: number | null;
  readonly revokedBy: MemberId | null;
  readonly wipedAt: number | null;
}

export const parseDeviceId = (input: string): DeviceId | null =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(input) ? (input as DeviceId) : null;

export const browserOf = (id: DeviceId): string => id.slice(0, 18);

/** Another id for the same browser. */
export const createSiblingId = (id: DeviceId, random: Random): DeviceId => {
  const bytes = random(8);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `${browserOf(id)}-${hex.slice(0, 4)}-${hex.slice(4)}` as DeviceId;
};

/** What the identity needs kept of devices. */
export interface DeviceStore {
  addDevice(device: Device): void;
  findDevice(id: DeviceId): Device | undefined;
  listDevices(member: MemberId): readonly Device[];
  renameDevice(id: DeviceId, name: string): void;
  noteContact(id: DeviceId, at: number): void;
  markRevoked(id: DeviceId, at: number, by: MemberId | null): void;
  markWiped(id: DeviceId, at: number): void;
  removeSessionsOn(id: DeviceId): void;
}
