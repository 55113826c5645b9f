import type { Connection } from './connection.ts';
import { entriesElsewhere, keepElsewhere } from './elsewhere.ts';
import type { FanOut, Shown } from './fan-out.ts';
import { awareness } from './messages.ts';
import { isBelieved } from './presence.ts';
import type { Room } from './room.ts';
import type { Scheduler } from './scheduler.ts';

/** Who is in a room, told to everybody there, and to other processes where the fan-out carries it. */
export interface Showing {
  /** What has changed in this turn. */
  tellChanges(room: Room): void;
  /** Everybody, to a line that has come, or asks. */
  tellAll(connection: Connection): void;
  /** Those here, to other processes. */
  tellElsewhere(room: Room): void;
  /** Those in another process. */
  hear(room: Room, entries: readonly Shown[]): void;
  /** The line has gone. */
  leave(connection: Connection): void;
}

export const createShowing = (fanOut: FanOut, scheduler: Scheduler): Showing => {
  const publish = (room: Room, entries: readonly Shown[]): void => {
    if (entries.length > 0 && fanOut.carriesPresence) fanOut.publish({ type: 'presence', room: room.id, entries });
  };
  return {
    tellChanges: (room) => {
      if (room.presenceChanged.size === 0 && room.presenceGone.length === 0) return;
      const entries = [...room.presenceGone, ...shownBy(room.presenceChanged)];
      room.presenceGone = [];
      room.presenceChanged.clear();
      // To its sender too: that is how a stock client on its own hears that it is still connected.
      room.broadcast(awareness(entries));
      publish(room, entries);
    },
    tellAll: (connection) => {
      const { presence, elsewhere } = connection.room;
      const entries = [...shownBy(presence.values()), ...entriesElsewhere(elsewhere, scheduler.elapsed())];
      if (entries.length > 0) connection.send(awareness(entries));
    },
    tellElsewhere: (room) => publish(room, shownBy(room.presence.values())),
    hear: (room, told) => {
      const entries = told.filter((each) => isBelieved(each, room));
      if (entries.length === 0) return;
      room.elsewhere = keepElsewhere(room.elsewhere, entries, scheduler.elapsed());
      room.broadcast(awareness(entries));
    },
    leave: (connection) => {
      const { room, presence } = connection;
      room.presenceChanged.delete(connection);
      if (!presence || room.presence.get(presence.client) !== connection) return;
      room.presence.delete(presence.client);
      room.presenceGone.push({ ...presence, clock: presence.clock + 1, state: 'null' });
    },
  };
};

const shownBy = (connections: Iterable<Connection>): readonly Shown[] =>
  [...connections].flatMap(({ presence }) => presence ?? []);
