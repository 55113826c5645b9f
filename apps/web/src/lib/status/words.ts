import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Concern } from './facts.ts';

const number = (value: number, digits: number): string =>
  new Intl.NumberFormat(getLocale(), { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);

/** `12.4 MB`, `1.20 GB`. */
export const sizeText = (bytes: number): string => {
  if (bytes < 1024 ** 3) return `${number(bytes / 1024 ** 2, 1)} MB`;
  return `${number(bytes / 1024 ** 3, bytes < 100 * 1024 ** 3 ? 1 : 0)} GB`;
};

export const countText = (value: number): string => number(value, 0);

export const momentText = (time: number): string =>
  new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(time);

export const durationText = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return m.status_days({ days: Math.floor(hours / 24), hours: hours % 24 });
  return hours > 0 ? m.status_hours({ hours, minutes: minutes % 60 }) : m.status_minutes({ minutes });
};

export const concernText = (concern: Concern): string => {
  switch (concern.type) {
    case 'NoBackup':
      return m.status_no_backup();
    case 'OldBackup':
      return m.status_old_backup({ days: concern.days });
    case 'CheckFailed':
      return m.status_check_failed({ count: concern.count });
    case 'NotStored':
      return m.status_not_stored({ count: concern.count });
    case 'DiskShort':
      return m.status_disk_short({ free: sizeText(concern.free) });
  }
};

/** A newer server may know reasons that this page does not. */
export const reasonText = (reason: string): string => {
  switch (reason) {
    case 'read-only':
      return m.status_reason_read_only();
    case 'malformed':
      return m.status_reason_malformed();
    case 'too-large':
      return m.status_reason_too_large();
    case 'sealed':
      return m.status_reason_sealed();
    case 'gap':
      return m.status_reason_gap();
    case 'rule':
      return m.status_reason_rule();
    case 'rate':
      return m.status_reason_rate();
    case 'client-id':
      return m.status_reason_client_id();
    case 'restored':
      return m.status_reason_restored();
    default:
      return reason;
  }
};
