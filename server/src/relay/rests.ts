/**
 * Rooms with which something did not come to its end: they are let alone for ten minutes, and twice as long each time that
 * it fails again, up to a day, so that one document does not keep a thread busy for ever.
 */
export interface Rests {
  /** It has failed. */
  begin(room: number): void;
  /** It has succeeded: the next failure is a first one. */
  end(room: number): void;
  isResting(room: number): boolean;
}

const first = 10 * 60_000;
const longest = 24 * 60 * 60_000;

export const createRests = (elapsed: () => number): Rests => {
  const byRoom = new Map<number, { readonly length: number; readonly until: number }>();
  return {
    begin: (room) => {
      const length = Math.min(longest, 2 * (byRoom.get(room)?.length ?? first / 2));
      byRoom.set(room, { length, until: elapsed() + length });
    },
    end: (room) => void byRoom.delete(room),
    isResting: (room) => elapsed() < (byRoom.get(room)?.until ?? 0),
  };
};
