/** How the server is, as `/api/status` says it (server/src/status.ts). Times in ms, sizes in bytes. */
export interface ServerFacts {
  readonly version: string;
  readonly time: number;
  /** Seconds. */
  readonly uptime: number;
  readonly memory: number;
  readonly database: { readonly bytes: number; readonly documents: number };
  readonly disk: { readonly free: number; readonly total: number };
  readonly lastBackup: { readonly time: number; readonly bytes: number } | null;
  readonly lastCheck: { readonly time: number; readonly problems: number } | null;
  readonly sockets: number;
  readonly rooms: number;
  readonly updatesLastMinute: number;
  readonly dropped: number;
  readonly notStored: number;
  /** Seconds; null before the first commit, and where it is beyond the greatest bound that is counted. */
  readonly commitP99: number | null;
  readonly refusals: Readonly<Record<string, number>>;
}

/** What somebody should do something about. */
export type Concern =
  | { readonly type: 'NoBackup' }
  | { readonly type: 'OldBackup'; readonly days: number }
  | { readonly type: 'CheckFailed'; readonly count: number }
  | { readonly type: 'NotStored'; readonly count: number }
  | { readonly type: 'DiskShort'; readonly free: number };

const day = 86_400_000;
const oldBackup = 7 * day;
/** Less than this is short whatever the disk's size; a log grows by megabytes a day, an import by tens. */
const leastFree = 1024 ** 3;

export const concernsOf = ({ time, lastBackup, lastCheck, notStored, disk }: ServerFacts): readonly Concern[] => {
  const concerns: Concern[] = [];
  if (disk.free < leastFree) concerns.push({ type: 'DiskShort', free: disk.free });
  if (notStored > 0) concerns.push({ type: 'NotStored', count: notStored });
  if (lastCheck && lastCheck.problems > 0) concerns.push({ type: 'CheckFailed', count: lastCheck.problems });
  if (!lastBackup) concerns.push({ type: 'NoBackup' });
  else if (time - lastBackup.time > oldBackup) {
    concerns.push({ type: 'OldBackup', days: Math.floor((time - lastBackup.time) / day) });
  }
  return concerns;
};
