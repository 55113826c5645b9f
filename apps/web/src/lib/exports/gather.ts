import { type Door, type ListField, listDoors, type RegisterProjection } from '@lianxi/documents';
import { createPace } from '../import/pace.ts';

/** One register's part of a list. */
export interface Source {
  readonly address: string;
  readonly register: RegisterProjection;
  readonly title: string;
  readonly doors: readonly Door[];
}

export interface Gathered {
  readonly rows: readonly (readonly string[])[];
  readonly rowsByAddress: ReadonlyMap<string, number>;
}

export const countRows = (doors: readonly Door[]): number =>
  doors.reduce((sum, { residents }) => sum + Math.max(1, residents.length), 0);

/** Draws the list up a few doors at a time, so that the page answers meanwhile. null when it was stopped. */
export const gather = async (
  sources: readonly Source[],
  fields: readonly ListField[],
  isMasked: boolean,
  isStopped: () => boolean,
  onprogress: (rows: number) => void,
): Promise<Gathered | null> => {
  const rows: (readonly string[])[] = [];
  const rowsByAddress = new Map<string, number>();
  const pace = createPace(100, 2_000);
  for (const { address, register, doors } of sources) {
    const before = rows.length;
    for (let at = 0; at < doors.length; ) {
      const size = pace.size;
      rows.push(...listDoors(register, doors.slice(at, at + size), fields, isMasked));
      at += size;
      onprogress(rows.length);
      await pace.breathe();
      if (isStopped()) return null;
    }
    rowsByAddress.set(address, rows.length - before);
  }
  return { rows, rowsByAddress };
};
