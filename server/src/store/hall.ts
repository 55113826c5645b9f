import { eq, lt } from 'drizzle-orm';
import type { Store } from './open.ts';
import { hallDoors, hallEntries } from './schema.ts';

export type HallDoor = typeof hallDoors.$inferSelect;
export type HallEntry = typeof hallEntries.$inferSelect;

/** Codes of meetings and the phones that came by them. */
export interface HallStore {
  putDoor(door: HallDoor): void;
  doorOf(room: number): HallDoor | undefined;
  doorBySecret(secretHash: string): HallDoor | undefined;
  removeDoor(room: number): boolean;
  addEntry(entry: HallEntry): void;
  entryByToken(tokenHash: string): HallEntry | undefined;
  removeEntry(tokenHash: string): void;
  removeBefore(time: number): void;
}

export const createHallStore = ({ db }: Pick<Store, 'db'>): HallStore => ({
  putDoor: (door) => db.insert(hallDoors).values(door).onConflictDoUpdate({ target: hallDoors.room, set: door }).run(),
  doorOf: (room) => db.select().from(hallDoors).where(eq(hallDoors.room, room)).get(),
  doorBySecret: (hash) => db.select().from(hallDoors).where(eq(hallDoors.secretHash, hash)).get(),
  removeDoor: (room) => db.delete(hallDoors).where(eq(hallDoors.room, room)).run().changes > 0,
  addEntry: (entry) => db.insert(hallEntries).values(entry).run(),
  entryByToken: (hash) => db.select().from(hallEntries).where(eq(hallEntries.tokenHash, hash)).get(),
  removeEntry: (hash) => db.delete(hallEntries).where(eq(hallEntries.tokenHash, hash)).run(),
  removeBefore: (time) => {
    db.delete(hallEntries).where(lt(hallEntries.createdAt, time)).run();
    db.delete(hallDoors).where(lt(hallDoors.expiresAt, time)).run();
  },
});

/** The document goes, and with it whoever came to it. */
export const forgetHall = ({ sqlite }: Pick<Store, 'sqlite'>, room: number): void => {
  sqlite.prepare('DELETE FROM hall_doors WHERE room = ?').run(room);
  sqlite.prepare('DELETE FROM hall_entries WHERE room = ?').run(room);
};
