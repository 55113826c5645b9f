import * as v from 'valibot';
import type { Store } from '../store/index.ts';
import { robotFormats } from './address.ts';

/** What the committee set, and what came of the last message. It lies in the data file and no route answers with it whole. */
const robotSchema = v.object({
  format: v.picklist(robotFormats),
  /** With its key. */
  url: v.string(),
  secret: v.nullable(v.string()),
  isOn: v.boolean(),
  /** The day for which it was last seen to, `YYYY-MM-DD`. */
  day: v.nullable(v.string()),
  last: v.nullable(v.object({ at: v.number(), problem: v.nullable(v.string()) })),
});
export type RobotSettings = v.InferOutput<typeof robotSchema>;

const key = 'robot';

export const readRobot = ({ sqlite }: Store): RobotSettings | null => {
  const text = sqlite.prepare('SELECT value FROM settings WHERE key = ?').pluck().get(key);
  if (typeof text !== 'string') return null;
  const parsed = v.safeParse(robotSchema, JSON.parse(text));
  return parsed.success ? parsed.output : null;
};

export const writeRobot = ({ sqlite }: Store, settings: RobotSettings | null): void => {
  if (settings === null) sqlite.prepare('DELETE FROM settings WHERE key = ?').run(key);
  else
    sqlite
      .prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(key, JSON.stringify(settings));
};
