import type { Address } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import { type AttendanceState, projectHall, projectMinutes, type VoteRead, type WalkIn } from '@lianxi/documents';
import * as Y from 'yjs';
import { appendUpdate, type DocumentRow, findDocument, readDocument, type Store } from '../store/index.ts';

/** What the hall's phones and the relay need of a meeting; not its text. */
export interface Meeting {
  readonly title: string;
  readonly start: string | null;
  readonly place: string | null;
  /** Being held or prepared: neither awaiting its signature nor signed. */
  readonly isOn: boolean;
  readonly lines: readonly Line[];
  readonly walkIns: readonly WalkIn[];
  readonly votes: readonly VoteRead[];
}

export interface Line {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly state: AttendanceState;
  readonly isThere: boolean;
  readonly hasLeft: boolean;
  readonly member: string | null;
}

export const meetingOf = (doc: Y.Doc, row: DocumentRow): Meeting => {
  const minutes = projectMinutes(doc);
  const hall = projectHall(doc);
  const { title, start, place, state } = minutes.header.values('self');
  const meeting: Meeting = {
    title: title ?? row.title,
    start,
    place,
    isOn: row.sealedAt === null && state !== 'awaiting' && state !== 'signed',
    lines: minutes.attendance.ids().map((id): Line => {
      const line = minutes.attendance.values(id);
      return {
        id,
        name: line.name ?? '',
        unit: line.unit ?? '',
        state: line.state ?? 'expected',
        isThere: line.time !== null && (line.state === 'present' || line.state === 'observer'),
        hasLeft: line.left !== null,
        member: line.member,
      };
    }),
    walkIns: hall.walkIns.get(),
    votes: hall.votes.get(),
  };
  minutes.destroy();
  hall.destroy();
  return meeting;
};

/** For phones that ask every few seconds while others write: what was read is good for a second, and as long as nothing came. */
export const createMeetingReader = (store: Store) => {
  const known = new Map<
    number,
    { readonly seq: number; readonly sealed: boolean; readonly at: number; readonly meeting: Meeting }
  >();
  const fresh = 1_000;
  const most = 8;
  return (row: DocumentRow): Meeting => {
    const now = store.clock();
    const found = known.get(row.room);
    const isSame = found && found.sealed === (row.sealedAt !== null);
    if (isSame && (found.seq === row.seq || (now >= found.at && now - found.at < fresh))) return found.meeting;
    const doc = new Y.Doc();
    const whole = readDocument(store, row.address);
    if (whole) Y.applyUpdate(doc, whole.update);
    const meeting = meetingOf(doc, row);
    doc.destroy();
    known.delete(row.room);
    known.set(row.room, { seq: whole?.seq ?? row.seq, sealed: row.sealedAt !== null, at: now, meeting });
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return meeting;
  };
};

/**
 * The relay itself writes into a meeting: read, decided and appended in one transaction, so that nothing comes between, and
 * handed to open sockets at once. An error writes nothing.
 */
export const changeMeeting = <T, E extends { readonly type: string }>(
  store: Store,
  address: Address,
  change: (doc: Y.Doc, meeting: Meeting, row: DocumentRow) => Result<T, E>,
): Result<T, E | { readonly type: 'MeetingOver' }> =>
  store.sqlite
    .transaction((): Result<T, E | { readonly type: 'MeetingOver' }> => {
      const row = findDocument(store, address);
      const whole = row && readDocument(store, address);
      if (!row || !whole) return err({ type: 'MeetingOver' });
      const doc = new Y.Doc();
      Y.applyUpdate(doc, whole.update);
      const meeting = meetingOf(doc, row);
      const before = Y.encodeStateVector(doc);
      const changed = meeting.isOn ? change(doc, meeting, row) : err({ type: 'MeetingOver' } as const);
      const update = Y.encodeStateAsUpdate(doc, before);
      doc.destroy();
      if (!changed.ok) return changed;
      return appendUpdate(store, address, update) === null ? err({ type: 'MeetingOver' }) : ok(changed.value);
    })
    .immediate();
