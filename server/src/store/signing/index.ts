import type { Address } from '@lianxi/access';
import { asc, desc, eq, max } from 'drizzle-orm';
import type { Store } from '../open.ts';
import { settings } from '../schema.ts';
import { addenda, handouts, signings } from './tables.ts';

export type SigningRow = typeof signings.$inferSelect;
export type AddendumRow = typeof addenda.$inferSelect;
export type HandoutRow = typeof handouts.$inferSelect;

/** Signed minutes, what was added to them, and the links that read them, over the one file. */
export const createSigningStore = ({ db, sqlite }: Pick<Store, 'db' | 'sqlite'>) => ({
  find: (address: Address): SigningRow | null =>
    db.select().from(signings).where(eq(signings.address, address)).get() ?? null,
  /** The last number given in a series; 0 before the first. */
  lastOf: (series: string): number =>
    db
      .select({ last: max(signings.ordinal) })
      .from(signings)
      .where(eq(signings.series, series))
      .get()?.last ?? 0,
  add: (row: SigningRow): void => void db.insert(signings).values(row).run(),
  addendaOf: (address: Address): readonly AddendumRow[] =>
    db.select().from(addenda).where(eq(addenda.address, address)).orderBy(asc(addenda.ordinal)).all(),
  addAddendum: (row: AddendumRow): void => void db.insert(addenda).values(row).run(),

  handoutsOf: (address: Address): readonly HandoutRow[] =>
    db.select().from(handouts).where(eq(handouts.address, address)).orderBy(desc(handouts.createdAt)).all(),
  findHandout: (by: { readonly id: string } | { readonly secretHash: string }): HandoutRow | null =>
    db
      .select()
      .from(handouts)
      .where('id' in by ? eq(handouts.id, by.id) : eq(handouts.secretHash, by.secretHash))
      .get() ?? null,
  addHandout: (row: HandoutRow): void => void db.insert(handouts).values(row).run(),
  revokeHandout: (id: string, at: number): void =>
    void db.update(handouts).set({ revokedAt: at }).where(eq(handouts.id, id)).run(),
  countOpening: ({ id, openings }: HandoutRow, at: number): void =>
    void db
      .update(handouts)
      .set({ openings: openings + 1, openedAt: at })
      .where(eq(handouts.id, id))
      .run(),

  readSettings: (): unknown => {
    const text = readSetting(db, settingsKey);
    return text === undefined ? null : JSON.parse(text);
  },
  communityName: (): string => readSetting(db, 'community_name') ?? '',
  writeSettings: (value: object): void =>
    void sqlite
      .prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(settingsKey, JSON.stringify(value)),
});

const readSetting = (db: Store['db'], key: string): string | undefined =>
  db.select({ value: settings.value }).from(settings).where(eq(settings.key, key)).get()?.value;

export type SigningStore = ReturnType<typeof createSigningStore>;

/** Of the demo's documents, which come again under the same addresses. */
export const dropFromSigning = (sqlite: Store['sqlite'], address: Address): void => {
  for (const table of ['handouts', 'addenda', 'signings'])
    sqlite.prepare(`DELETE FROM ${table} WHERE address = ?`).run(address);
};

export const settingsKey = 'signing';
