import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeededNumbers } from '@lianxi/base';
import { databaseName, openStore } from '@lianxi/server';
import Sqlite, { type Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isCampaign, times } from '../campaign.ts';
import { lightly } from './lightly.ts';
import { findPlatterProblem, openPlatter } from './platter.ts';

const migrations = join(import.meta.dirname, '..', '..', 'server', 'migrations');
const names = readdirSync(migrations)
  .filter((name) => name.endsWith('.sql'))
  .sort();
const migrationCount = names.length - 1;
/** In a campaign the power is cut at every operation, else at some. */
const atOnce = times(6, 2);
const parent = mkdtempSync(join(tmpdir(), 'lianxi-migration-'));

/** A file as the first version wrote it, with something in it. */
const makeFirstVersion = (folder: string): void => {
  const sqlite = new Sqlite(join(folder, databaseName));
  sqlite.pragma('synchronous = OFF');
  sqlite.pragma('journal_mode = WAL');
  const statements = readFileSync(join(migrations, names[0] ?? ''), 'utf8').split('--> statement-breakpoint');
  for (const statement of statements) sqlite.exec(statement);
  sqlite.pragma('application_id = 1280861282');
  sqlite.pragma('user_version = 1');
  const insert = sqlite.prepare('INSERT INTO settings VALUES (?, ?)');
  sqlite.transaction(() => {
    for (let index = 0; index < 200; index++) insert.run(`key ${index}`, 'x'.repeat(100));
  })();
  sqlite.close();
};

const shapeOf = (sqlite: Database) => ({
  version: sqlite.pragma('user_version', { simple: true }),
  schema: sqlite.prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all(),
  kept: sqlite.prepare("SELECT count(*) FROM settings WHERE key LIKE 'key %'").pluck().get(),
  integrity: sqlite.pragma('integrity_check', { simple: true }),
});
const look = (folder: string) => {
  const sqlite = new Sqlite(join(folder, databaseName));
  try {
    return shapeOf(sqlite);
  } finally {
    sqlite.close();
  }
};
makeFirstVersion(parent);
const newFolder = (): string => {
  const folder = mkdtempSync(join(parent, 'data-'));
  copyFileSync(join(parent, databaseName), join(folder, databaseName));
  return folder;
};

describe.skipIf(findPlatterProblem() !== null)('a migration that is cut off', () => {
  it(
    '[OP20] leaves the old schema or the new one, wherever the power goes, and goes on at the next start',
    async () => {
      const random = createSeededNumbers(7);
      const old = look(newFolder());
      const migrated = newFolder();
      const counting = openPlatter(migrated);
      expect(await openIn(migrated, counting.env)).toBe(0);
      const { operations } = counting;
      counting.dispose();
      const now = look(migrated);
      expect([old.version, now.version]).toEqual([1, names.length]);
      expect(operations).toBeGreaterThan(10);

      const count = times(6, operations);
      const cuts = Array.from({ length: count }, (_, index) =>
        isCampaign ? index + 1 : 1 + Math.floor(((index + random()) * operations) / count),
      );
      const found = new Set<unknown>();
      const cutAt = async (cut: number): Promise<void> => {
        const folder = newFolder();
        const platter = openPlatter(folder);
        platter.killBefore('operation', cut);
        const code = await openIn(folder, platter.env);
        platter.cutPower(createSeededNumbers(cut));
        platter.dispose();
        const after = look(folder);
        expect([cut, code]).toEqual([cut, null]);
        expect([cut, after]).toEqual([cut, after.version === 1 ? old : now]);
        found.add(after.version);
        const next = openStore(folder);
        if (!next.ok) throw new Error(next.error.type);
        expect(shapeOf(next.value.sqlite)).toEqual(now);
        next.value.close();
        rmSync(folder, { recursive: true, force: true });
      };
      const waiting = cuts.values();
      const cutOn = async (): Promise<void> => {
        for (const cut of waiting) await cutAt(cut);
      };
      await Promise.all(Array.from({ length: atOnce }, cutOn));
      if (isCampaign) console.info(`${migrationCount} migrations, cut at each of ${operations} operations`);
      expect(found).toEqual(new Set([1, names.length]));
      rmSync(parent, { recursive: true, force: true });
    },
    times(120_000, 4 * 3_600_000),
  );
});

/** The exit code; null where it was killed. */
const openIn = async (folder: string, env: NodeJS.ProcessEnv): Promise<number | null> => {
  const child = spawn(process.execPath, [...lightly, join(import.meta.dirname, 'open-store.ts'), folder], {
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
};
