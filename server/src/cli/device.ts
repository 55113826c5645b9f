import { type Device, parseDeviceId } from '../identity/index.ts';
import { atDesk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed, misused, toJson, toTable } from './outcome.ts';
import { dayOf } from './term.ts';
import { findUser } from './user.ts';

export const listDevices = (io: Io, { user, json = false }: { user?: string; json?: boolean }): Promise<Outcome> =>
  atDesk(io, (desk) => {
    const whose = user === undefined ? undefined : findUser(desk, user);
    if (whose && !whose.ok) return whose;
    const { store, devices } = desk.identity;
    const accounts = whose ? [whose.value] : store.listAccounts();
    const all = accounts.flatMap(({ id, name }) => devices.list(id).map((device) => ({ ...device, user: name })));
    if (json) return said(toJson(all));
    return said(
      toTable(all.map((device) => [device.id, device.user, dayOf(device.lastSeenAt), stateOf(device), device.name])),
    );
  });

const stateOf = ({ revokedAt, wipedAt }: Device): string => {
  if (wipedAt !== null) return '已清除 wiped';
  return revokedAt !== null ? '已收回 revoked' : '在用 in use';
};

/** Sockets of a running relay hear of it within a second: it watches the file. */
export const revokeDevice = (io: Io, input: string): Promise<Outcome> =>
  atDesk(io, ({ identity: { devices } }) => {
    const id = parseDeviceId(input);
    const device = id && devices.find(id);
    if (!device) return failed('没有这台设备。', 'There is no such device.');
    return devices.revoke(device, null).ok
      ? said('')
      : failed('这台设备已经收回。', 'This device was revoked already.');
  });

export const lease = (io: Io, days: string | undefined): Promise<Outcome> =>
  atDesk(io, ({ identity: { devices } }) => {
    if (days === undefined) return said(String(devices.lease() / (24 * 3_600_000)));
    return devices.setLease(Number(days)).ok
      ? said(days)
      : misused('天数须为 1 到 90 的整数。', 'The days are a whole number from 1 to 90.');
  });
