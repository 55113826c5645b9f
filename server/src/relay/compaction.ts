import * as Y from 'yjs';
import { eraseResidents } from '../erasure/erase.ts';
import type { LogRow, QuarantinedRow, RoomLog } from '../store/index.ts';
import type { Background, Compaction } from './background.ts';
import { takeInOrder } from './in-order.ts';

type Log = Omit<RoomLog, 'append'>;
type Unsound = Extract<Compaction, { type: 'Unsound' }>;

const waitsForMore = 'something that it builds on is missing';
/** Never the message itself: it may repeat what somebody typed. */
const kindOf = (cause: unknown): string => (cause instanceof Error ? cause.name : 'thrown');

interface Built {
  readonly type: 'Built';
  readonly state: Uint8Array;
  readonly stateVector: Uint8Array;
  /** An update of the deletions alone. */
  readonly deletions: Uint8Array;
}

/**
 * Replaces a room's baseline and the rows after it by one new baseline, made through a document that lives no longer than
 * this call, so that what was deleted is gone. A crash leaves all of the old or all of the new. Rows that come meanwhile
 * stay; their numbers never change. Any process may do this at any time: the slower one changes nothing.
 */
export const compactRoom = async (log: Log, room: number): Promise<Compaction> => {
  const loaded = await log.load(room);
  const last = loaded?.tail.at(-1);
  if (!loaded || !last) return { type: 'Unchanged' };
  const { head, baseline, tail } = loaded;
  const state = baseline ? await log.baselineState(room, baseline.seq) : null;
  if (baseline && !state) return { type: 'Unchanged' };

  const whole = build([...(state ? [state] : []), ...tail.map(({ bytes }) => bytes)]);
  const sifted = whole.type === 'Built' ? { sound: tail, quarantined: [] } : sift(state, tail);
  if (!sifted) return whole as Unsound;
  const { quarantined } = sifted;
  const built =
    quarantined.length === 0 ? whole : build([...(state ? [state] : []), ...sifted.sound.map(({ bytes }) => bytes)]);
  if (built.type === 'Unsound') return built;
  const isDone = await log.replaceBaseline({
    room,
    from: baseline?.seq ?? 0,
    epoch: head.epoch,
    seq: last.seq,
    stateVector: built.stateVector,
    deletions: built.deletions,
    state: built.state,
    quarantined,
  });
  return isDone ? { type: 'Compacted', seq: last.seq, quarantined } : { type: 'Unchanged' };
};

/** So many rows are taken out of one log at the most; with more, something else is wrong. */
const mostQuarantined = 32;

/**
 * Parts the rows that a document can be built with, one on top of the other, from those that throw or wait for something
 * that does not come. Null where the baseline itself is unsound, or too much is.
 */
const sift = (
  state: Uint8Array | null,
  tail: readonly LogRow[],
): { readonly sound: readonly LogRow[]; readonly quarantined: readonly QuarantinedRow[] } | null => {
  const sound: LogRow[] = [];
  const early: LogRow[] = [];
  const quarantined: QuarantinedRow[] = [];
  const begin = (): Y.Doc => {
    const doc = new Y.Doc({ gc: true });
    if (state) Y.applyUpdate(doc, state);
    // Rows that lean on each other come in by one transaction.
    doc.transact(() => {
      for (const { bytes } of sound) Y.applyUpdate(doc, bytes);
    });
    return doc;
  };
  if (state && build([state]).type === 'Unsound') return null;
  let doc = begin();
  const take = (bytes: Uint8Array, rows: readonly LogRow[]): string | null => {
    const reason = findHarm(doc, bytes);
    if (reason === null) sound.push(...rows);
    else {
      // A document that has thrown is believed in nothing.
      doc.destroy();
      doc = begin();
    }
    return reason;
  };
  for (const row of tail) {
    const reason = take(row.bytes, [row]);
    if (reason === waitsForMore) early.push(row);
    else if (reason !== null) quarantined.push({ seq: row.seq, author: row.author, reason });
    if (early.length + quarantined.length > mostQuarantined) return null;
  }
  const here = Y.decodeStateVector(Y.encodeStateVector(doc));
  for (const { seq, author } of takeInOrder(early, here, (bytes, rows) => take(bytes, rows) === null)) {
    quarantined.push({ seq, author, reason: waitsForMore });
  }
  doc.destroy();
  return { sound: sound.sort(bySeq), quarantined: quarantined.sort(bySeq) };
};

const bySeq = (one: { readonly seq: number }, other: { readonly seq: number }): number => one.seq - other.seq;

const findHarm = (doc: Y.Doc, bytes: Uint8Array): string | null => {
  try {
    Y.applyUpdate(doc, bytes);
    return doc.store.pendingStructs || doc.store.pendingDs ? waitsForMore : null;
  } catch (cause) {
    return kindOf(cause);
  }
};

/** What the baseline `seq` holds beyond the state vector; null when there is no such baseline any more. */
export const differenceOf = async (
  log: Log,
  room: number,
  seq: number,
  stateVector: Uint8Array,
): Promise<Uint8Array | null> => {
  const state = await log.baselineState(room, seq);
  return state && Y.diffUpdate(state, stateVector);
};

/** Does the work at once, where it was asked for: for a simulation, and for tools without a room to keep waiting. */
export const createForeground = (log: Log): Background => ({
  compact: (room) => compactRoom(log, room),
  difference: (room, seq, stateVector) => differenceOf(log, room, seq, stateVector),
  erase: (erasing) => eraseResidents(log, erasing),
  // What there is of a file here is nobody's.
  scrub: () => Promise.resolve(true),
  close: () => Promise.resolve(),
});

const build = (updates: readonly Uint8Array[]): Built | Unsound => {
  const doc = new Y.Doc({ gc: true });
  try {
    doc.transact(() => {
      for (const bytes of updates) Y.applyUpdate(doc, bytes);
    });
    if (doc.store.pendingStructs || doc.store.pendingDs) {
      return { type: 'Unsound', detail: waitsForMore };
    }
    const stateVector = Y.encodeStateVector(doc);
    const deletions = Y.encodeStateAsUpdate(doc, stateVector);
    return { type: 'Built', state: Y.encodeStateAsUpdate(doc), stateVector, deletions };
  } catch (cause) {
    return { type: 'Unsound', detail: kindOf(cause) };
  } finally {
    doc.destroy();
  }
};
