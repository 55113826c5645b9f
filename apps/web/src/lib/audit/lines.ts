import type { AuditEntry } from './entry.ts';

/** What stands on one line: a row, or several alike that came one upon the other. */
export interface AuditLine {
  readonly entry: AuditEntry;
  /** The others of the same kind, newest first; empty where it stands alone. */
  readonly others: readonly AuditEntry[];
}

export interface AuditDay {
  readonly key: string;
  readonly time: number;
  readonly lines: readonly AuditLine[];
}

const together = 10 * 60_000;

/** A device that comes back fetches all its registers within a moment, and a list is drawn up of several at once. */
const isOfOne = (one: AuditEntry, other: AuditEntry): boolean => {
  if (one.type !== other.type || one.member !== other.member) return false;
  if (one.type === 'opened') return Math.abs(one.time - other.time) < together;
  return /^(exported|printed)$/.test(one.type) && one.detail.at === other.detail.at;
};

/** By days of this device, newest first as they come. */
export const toDays = (entries: readonly AuditEntry[]): readonly AuditDay[] => {
  const days: { key: string; time: number; lines: { entry: AuditEntry; others: AuditEntry[] }[] }[] = [];
  for (const entry of entries) {
    const key = new Date(entry.time).toDateString();
    let day = days.at(-1);
    if (day?.key !== key) {
      day = { key, time: entry.time, lines: [] };
      days.push(day);
    }
    const line = day.lines.at(-1);
    if (line && isOfOne(line.entry, entry)) line.others.push(entry);
    else day.lines.push({ entry, others: [] });
  }
  return days;
};
