import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAddress } from '@lianxi/access';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createDocument,
  databaseName,
  findDocument,
  listDocuments,
  openStore,
  removeDocuments,
  type Store,
} from './index.ts';
import { migrate } from './migrate.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lianxi-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): Store => {
  const store = openStore(folder);
  if (!store.ok) throw new Error(store.error.type);
  return store.value;
};
const errorOf = (where: string) => {
  const store = openStore(where);
  if (!store.ok) return store.error.type;
  store.value.close();
  return 'opened';
};
const parts = (input: string) => {
  const parsed = parseAddress(input);
  if (!parsed.ok) throw new Error(input);
  return parsed.value;
};

it('opens a new file in WAL mode with every commit synced', () => {
  const store = open();
  expect(store.sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(store.sqlite.pragma('synchronous', { simple: true })).toBe(2);
  expect(store.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
  store.close();
});

it('[ID75] keeps a new folder, the file and what lies beside it to their owner, also where the file was open to others', () => {
  const fresh = join(folder, 'new', 'data');
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
  const before = process.umask(0o022);
  try {
    const opened = openStore(fresh);
    if (!opened.ok) throw new Error(opened.error.type);
    createDocument(opened.value, {
      parts: parts('minutes/joint/m1'),
      title: '联席会议',
      createdBy: null,
      isDemo: false,
      seed: null,
    });
    const files = readdirSync(fresh);
    expect(files).toEqual(expect.arrayContaining([databaseName, `${databaseName}-wal`]));
    expect([modeOf(fresh), ...files.map((each) => modeOf(join(fresh, each)))]).toEqual([
      '700',
      ...files.map(() => '600'),
    ]);
    opened.value.close();
    chmodSync(join(fresh, databaseName), 0o644);
    const again = openStore(fresh);
    expect(modeOf(join(fresh, databaseName))).toBe('600');
    if (again.ok) again.value.close();
    // A folder that is there is the operator's: `/tmp`, or one that a backup program walks through.
    chmodSync(folder, 0o755);
    open().close();
    expect(modeOf(folder)).toBe('755');
  } finally {
    process.umask(before);
  }
});

it('keeps documents over a restart and makes one only once', () => {
  const first = open();
  const document = { parts: parts('minutes/joint/m1'), title: '联席会议', createdBy: null, isDemo: false, seed: null };
  expect(createDocument(first, document)).toEqual({ isNew: true });
  expect(createDocument(first, { ...document, title: '别的' })).toEqual({ isNew: false });
  first.close();
  const second = open();
  expect(findDocument(second, document.parts.address)?.title).toBe('联席会议');
  expect(listDocuments(second)).toHaveLength(1);
  second.close();
});

it('[ER7] a demo that is removed takes its tombstones with it, for it is made anew under the same ids; others keep theirs', () => {
  const store = open();
  for (const isDemo of [true, false]) {
    const { address } = parts(`register/g${Number(isDemo)}/r1`);
    createDocument(store, { parts: parts(address), title: '', createdBy: null, isDemo, seed: null });
    store.sqlite
      .prepare(
        `INSERT INTO erasures (id, address, "table", row, reason, requested_at, done_at) VALUES (?, ?, 'residents', 'a', 'request', 1, 1)`,
      )
      .run(address, address);
    removeDocuments(store, [parts(address).address]);
  }
  expect(store.sqlite.prepare('SELECT address FROM erasures').pluck().all()).toEqual(['register/g0/r1']);
  store.close();
});

it('refuses a file of a newer version and leaves it as it is', () => {
  open().close();
  const sqlite = new Sqlite(join(folder, databaseName));
  sqlite.pragma('user_version = 999');
  sqlite.close();
  const before = readFileSync(join(folder, databaseName));
  expect(errorOf(folder)).toBe('DatabaseNewer');
  expect(readFileSync(join(folder, databaseName)).equals(before)).toBe(true);
});

it('refuses the database of another program', () => {
  const sqlite = new Sqlite(join(folder, databaseName));
  sqlite.exec('CREATE TABLE theirs (a)');
  sqlite.close();
  expect(errorOf(folder)).toBe('DatabaseForeign');
});

it('tells a damaged file', () => {
  writeFileSync(join(folder, databaseName), 'this is no database, however long one looks at it'.repeat(100));
  expect(errorOf(folder)).toBe('DatabaseDamaged');
});

it('tells a damaged page inside a file that opens', () => {
  const store = open();
  const insert = store.sqlite.prepare("INSERT INTO settings VALUES (?, 'x')");
  store.sqlite.transaction(() => {
    for (let index = 0; index < 2_000; index++) insert.run(`key ${index}`);
  })();
  store.close();
  const file = join(folder, databaseName);
  const bytes = readFileSync(file);
  bytes.fill(0xff, bytes.length - 20_000, bytes.length - 4_000);
  writeFileSync(file, bytes);
  expect(errorOf(folder)).toBe('DatabaseDamaged');
});

it('tells a folder that cannot be made or written', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(errorOf(join(folder, 'file', 'below'))).toBe('FolderUnwritable');
  // A folder of the kernel's: there, but it takes nothing (Node's recursive mkdir would never return).
  if (existsSync('/proc')) expect(errorOf('/proc/lianxi/data')).toBe('FolderUnwritable');
  if (process.getuid?.() === 0) return;
  chmodSync(folder, 0o500);
  expect(errorOf(folder)).toBe('FolderUnwritable');
  chmodSync(folder, 0o700);
});

/** This version's migrations and one more step, as a later version would have them. */
const laterMigrations = (statements: string): string => {
  const later = join(folder, 'later');
  cpSync(fileURLToPath(new URL('../../migrations', import.meta.url)), later, { recursive: true });
  const journalFile = join(later, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(journalFile, 'utf8'));
  journal.entries.push({ idx: journal.entries.length, version: '6', when: 9e12, tag: 'later', breakpoints: true });
  writeFileSync(journalFile, JSON.stringify(journal));
  writeFileSync(join(later, 'later.sql'), statements);
  return later;
};

it('lays a copy beside an existing file before it migrates it', () => {
  const store = open();
  store.sqlite.prepare("INSERT INTO settings VALUES ('kept', 'yes')").run();
  const steps = store.sqlite.pragma('user_version', { simple: true }) as number;
  expect(migrate(store.sqlite, store.file, laterMigrations('CREATE TABLE more (a);'))).toEqual({
    ok: true,
    value: { steps: 1 },
  });
  store.close();
  const copy = new Sqlite(`${store.file}.before-${steps + 1}.sqlite`);
  expect(copy.prepare('SELECT value FROM settings').pluck().get()).toBe('yes');
  expect(copy.pragma('user_version', { simple: true })).toBe(steps);
  copy.close();
  expect(errorOf(folder)).toBe('DatabaseNewer');
});

it('leaves the old schema as it was when a step fails in the middle', () => {
  const store = open();
  const steps = store.sqlite.pragma('user_version', { simple: true }) as number;
  const later = laterMigrations('CREATE TABLE more (a);\n--> statement-breakpoint\nINSERT INTO nowhere VALUES (1);');
  expect(() => migrate(store.sqlite, store.file, later)).toThrow('nowhere');
  expect(store.sqlite.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'more'").pluck().get()).toBe(0);
  expect(store.sqlite.pragma('user_version', { simple: true })).toBe(steps);
  store.close();
});

it('[OP20] a failure after any statement of any step leaves the schema as it was', () => {
  const store = open();
  const steps = store.sqlite.pragma('user_version', { simple: true }) as number;
  const shape = () => store.sqlite.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  const before = shape();
  const statements = [
    'CREATE TABLE more (a)',
    'ALTER TABLE settings ADD COLUMN more TEXT',
    "INSERT INTO settings (key, value, more) VALUES ('k', 'v', 'm')",
    'CREATE INDEX more_a ON more (a)',
    'DROP TABLE attempts',
  ];
  for (let count = 1; count <= statements.length; count++) {
    const cut = [...statements.slice(0, count), 'INSERT INTO nowhere VALUES (1)'].join(';\n--> statement-breakpoint\n');
    expect(() => migrate(store.sqlite, store.file, laterMigrations(cut))).toThrow('nowhere');
    expect(store.sqlite.pragma('user_version', { simple: true })).toBe(steps);
    expect(shape()).toEqual(before);
  }
  const whole = laterMigrations(statements.join(';\n--> statement-breakpoint\n'));
  expect(migrate(store.sqlite, store.file, whole)).toEqual({ ok: true, value: { steps: 1 } });
  expect(shape()).not.toEqual(before);
  store.close();
});
