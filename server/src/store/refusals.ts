import type { Store } from './open.ts';

export interface RefusalRow {
  /** Milliseconds since 1970 of the first one counted. */
  readonly time: number;
  readonly room: number;
  readonly member: string;
  readonly reason: string;
  readonly rule: string;
  readonly count: number;
}

/** Adds to the list of what was refused. Throws what the disk throws. */
export const appendRefusals = ({ sqlite }: Store, rows: readonly RefusalRow[]): void => {
  const insert = sqlite.prepare(
    'INSERT INTO refusals (time, room, member, reason, rule, count) VALUES (@time, @room, @member, @reason, @rule, @count)',
  );
  sqlite
    .transaction(() => {
      for (const row of rows) insert.run(row);
    })
    .immediate();
};
