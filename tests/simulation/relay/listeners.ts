import { decodeFrame, decodeMessage, encodeFrame } from '@lianxi/protocol';
import type { Entry, NewRow, RoomLog } from '@lianxi/server';
import * as Y from 'yjs';
import type { Faults } from '../faults.ts';
import type { Archive } from '../oracle/archive.ts';
import type { Promises } from '../oracle/promises.ts';
import { createTap, type Tap } from '../oracle/tap.ts';
import { hostileMember } from '../people/cast.ts';
import type { ServerEnd } from '../world/network.ts';
import type { World } from '../world/world.ts';
import type { SocketWatcher } from './server-socket.ts';

/** Whoever listens on the relay's sockets during one of its lives; and the faults that lie between it and them. */
export interface Listeners {
  /** A socket for one document. */
  ofOne(end: ServerEnd, member: string, address: string): SocketWatcher;
  /** A socket with a channel for each document. */
  ofMany(end: ServerEnd, member: string): SocketWatcher;
  logOf(log: RoomLog): RoomLog;
}

interface ListenersParts {
  readonly name: string;
  readonly world: World;
  readonly archive: Archive;
  readonly promises: Promises;
  readonly faults: Faults;
}

/** One document on one socket. */
interface Heard {
  readonly end: ServerEnd;
  readonly address: string;
  readonly member: string;
  readonly tap: Tap;
  /** Puts a message into the frames of this socket. */
  send(message: Uint8Array): void;
}

export const createListeners = ({ name, world, archive, promises, faults }: ListenersParts): Listeners => {
  const all = new Set<Heard>();
  /** What came from each member, as it came. */
  const came = new Map<string, Uint8Array[]>();
  const isKept = faults.storesWhatCame || faults.postsWhatCame;
  let count = 0;
  let messages = 0;
  let rows = 0;

  const hear = (end: ServerEnd, member: string, address: string, send: Heard['send']): Heard => {
    const who = `${member}@${name}-${++count}`;
    const tap = createTap({ world, archive, promises, address, who, isHonest: member !== hostileMember });
    const heard = { end, address, member, tap, send };
    all.add(heard);
    return heard;
  };
  const takeIn = (heard: Heard, message: Uint8Array) => {
    const { address, member, tap } = heard;
    tap.inbound(message);
    const said = decodeMessage(message);
    if (said?.type !== 'step2' && said?.type !== 'update') return;
    if (isKept) came.set(member, [...(came.get(member) ?? []), said.bytes]);
    if (!faults.handsOnEarly || said.type === 'step2') return;
    for (const other of all) {
      if (other === heard || other.address !== address || !other.end.isOpen) continue;
      other.tap.outbound(message);
      other.send(message);
    }
  };
  const letGo = ({ tap }: Heard, message: Uint8Array): boolean => {
    if (faults.skipsMessages && decodeMessage(message)?.type === 'update' && ++messages % 7 === 0) return false;
    if (faults.writingThrows && ++messages % 40 === 0) throw new Error('this message cannot be written');
    tap.outbound(message);
    return true;
  };
  /** What brought the row, where that was more than the row. */
  const broughtBy = ({ author, bytes }: NewRow): Uint8Array | undefined =>
    (came.get(author) ?? []).findLast((whole) => whole.length > bytes.length);
  const falsified = (row: NewRow): Uint8Array => {
    const { bytes } = row;
    if (faults.losesRows) return ++rows % 9 === 0 ? new Uint8Array([0, 0]) : bytes;
    return faults.storesWhatCame ? (broughtBy(row) ?? bytes) : bytes;
  };
  /** The entries of all that came with the row, known ones among them. */
  const entriesAgain = (row: NewRow, entries: readonly Entry[]): readonly Entry[] => {
    const whole = faults.postsWhatCame ? broughtBy(row) : undefined;
    const known = new Set(entries.map(({ key }) => key));
    return (whole ? entriesIn(whole, row.author) : []).filter(({ key }) => !known.has(key));
  };

  return {
    ofOne: (end, member, address) => {
      const heard = hear(end, member, address, end.send);
      return {
        came: (message) => takeIn(heard, message),
        goes: (message) => letGo(heard, message),
      };
    },
    ofMany: (end, member) => {
      const channels = new Map<number, Heard>();
      return {
        came: (bytes) => {
          const frame = decodeFrame(bytes);
          const heard = frame?.type === 'message' ? channels.get(frame.channel) : undefined;
          if (frame?.type === 'message' && heard) takeIn(heard, frame.bytes);
        },
        goes: (bytes) => {
          const frame = decodeFrame(bytes);
          if (frame?.type === 'opened') {
            const { channel, address } = frame;
            const former = channels.get(channel);
            if (former) all.delete(former);
            channels.set(
              channel,
              hear(end, member, address, (message) =>
                end.send(encodeFrame({ type: 'message', channel, bytes: message })),
              ),
            );
          } else if (frame?.type === 'closed') {
            world.trace(member, `is closed: ${frame.code} ${frame.reason}`);
          }
          const heard = frame?.type === 'message' ? channels.get(frame.channel) : undefined;
          return frame?.type === 'message' && heard ? letGo(heard, frame.bytes) : true;
        },
      };
    },
    logOf: (log) =>
      isKept || faults.losesRows
        ? {
            ...log,
            append: (batches) =>
              log.append(
                batches.map((batch) => ({
                  ...batch,
                  rows: batch.rows.map((row) => ({ ...row, bytes: falsified(row) })),
                  entries: [...batch.entries, ...batch.rows.flatMap((row) => entriesAgain(row, batch.entries))],
                })),
              ),
          }
        : log,
  };
};

const entriesIn = (update: Uint8Array, author: string): readonly Entry[] =>
  Y.decodeUpdate(update).structs.flatMap((struct): readonly Entry[] => {
    const { parent, parentSub, content } = struct as Y.Item;
    if ((parent as unknown) !== 'entries' || !parentSub) return [];
    return [{ container: 'entries', key: parentSub, value: content.getContent()[0], author }];
  });
