import { createUuid, err, type Json, ok, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import {
  type Author,
  type Change,
  type ChangeError,
  commit,
  projectTable,
  recordId,
  type Values,
  valueAt,
} from '../table/index.ts';
import { topicPlace } from './agenda-order.ts';
import type { HallError } from './hall/error.ts';
import { allMinutesTables } from './hall/vote-schema.ts';
import {
  type AttendanceState,
  type attendanceSchema,
  confirmationsSchema,
  headerSchema,
  type MeetingState,
  type resolutionsSchema,
  type TopicState,
} from './schema.ts';
import { wallTime } from './wall-time.ts';

/**
 * The only writers of a meeting's tables. Each intent is one transaction and returns what takes it back. A signed meeting
 * takes none.
 */
export type MinutesError =
  | ChangeError
  | { readonly type: 'Signed' }
  | { readonly type: 'NothingWritten' }
  /** Signing off is the relay's act. */
  | { readonly type: 'NotByHand' }
  /** Topics are not collected any more. */
  | { readonly type: 'ProposalsClosed' }
  /** Whoever is at the meeting has no invitation to answer. */
  | { readonly type: 'AlreadyThere' }
  | HallError;
export type Done = Result<readonly Change[], MinutesError>;

type HeaderField = keyof (typeof headerSchema)['fields'] & string;
type AttendeeField = keyof (typeof attendanceSchema)['fields'] & string;
type ResolutionField = keyof (typeof resolutionsSchema)['fields'] & string;
type TopicField = 'title' | 'proposer' | 'reason' | 'minutes';

export const write = (doc: Y.Doc, changes: readonly Change[], author: Author): Done =>
  isSigned(doc) ? err({ type: 'Signed' }) : commit(doc, allMinutesTables, changes, author);

/** For the intents on tables that have a file of their own. */
export { write as writeMinutes };

const isSigned = (doc: Y.Doc): boolean => valueAt(doc.getMap(headerSchema.name), recordId, 'state') === 'signed';
const setHeader = (field: HeaderField, value: Json): Change => ({
  type: 'set',
  table: 'header',
  id: recordId,
  field,
  value,
});
const setTopic = (id: string, field: string, value: Json): Change => ({
  type: 'set',
  table: 'agenda',
  id,
  field,
  value,
});
const stateOf = (doc: Y.Doc): MeetingState | null =>
  valueAt(doc.getMap(headerSchema.name), recordId, 'state') as MeetingState | null;

/** Fills one or more fields of the header. */
export const fillHeader = (
  doc: Y.Doc,
  values: Partial<Omit<Values<(typeof headerSchema)['fields']>, 'state'>>,
  author: Author,
): Done =>
  write(
    doc,
    Object.entries(values).map(([field, value]) => setHeader(field as HeaderField, value)),
    author,
  );

/** Takes the meeting to another state: to collecting, notified, recording or awaiting. */
export const advanceMeeting = (doc: Y.Doc, { state }: { readonly state: MeetingState }, author: Author): Done =>
  state === 'signed' ? err({ type: 'NotByHand' }) : write(doc, [setHeader('state', state)], author);

export interface NewTopic {
  readonly id?: string;
  readonly title: string;
  readonly proposer?: string;
  readonly reason?: string;
  readonly minutes?: number;
  /** Proposed for adoption rather than put on the agenda. */
  readonly isProposal?: boolean;
}

/** Puts a topic at the end of the agenda, or proposes one. */
export const addTopic = (doc: Y.Doc, topic: NewTopic, author: Author): Done => {
  const title = topic.title.trim();
  if (title === '') return err({ type: 'NothingWritten' });
  const id = topic.id ?? createUuid(author.clock, author.random);
  const place = topicPlace(doc, id, 'end', author.random);
  const values = {
    title,
    order: place.order,
    proposer: topic.proposer ?? null,
    reason: topic.reason ?? null,
    minutes: topic.minutes ?? null,
    state: topic.isProposal ? 'proposed' : 'open',
  };
  return write(doc, [...place.respaced, { type: 'create', table: 'agenda', id, values }], author);
};

export const editTopic = (
  doc: Y.Doc,
  { topic, field, value }: { readonly topic: string; readonly field: TopicField; readonly value: Json },
  author: Author,
): Done =>
  field === 'title' && (typeof value !== 'string' || value.trim() === '')
    ? err({ type: 'NothingWritten' })
    : write(doc, [setTopic(topic, field, value)], author);

/** Moves a topic to stand right after another, or first (`after: null`). */
export const moveTopic = (
  doc: Y.Doc,
  { topic, after }: { readonly topic: string; readonly after: string | null },
  author: Author,
): Done => {
  if (topic === after) return ok([]);
  const place = topicPlace(doc, topic, after === null ? 'start' : { after }, author.random);
  return write(doc, [...place.respaced, setTopic(topic, 'order', place.order)], author);
};

/** Opens a topic for discussion; the one under discussion is settled, and the meeting is being recorded from here on. */
export const beginTopic = (doc: Y.Doc, { topic }: { readonly topic: string }, author: Author): Done => {
  const now = wallTime(author.clock());
  const agenda = doc.getMap<unknown>('agenda');
  const changes: Change[] = currentTopics(doc)
    .filter((id) => id !== topic)
    .flatMap((id) => [setTopic(id, 'state', 'done'), setTopic(id, 'endedAt', now)]);
  changes.push(setTopic(topic, 'state', 'current'));
  if (valueAt(agenda, topic, 'startedAt') === null) changes.push(setTopic(topic, 'startedAt', now));
  const state = stateOf(doc);
  if (state === null || state === 'collecting' || state === 'notified') changes.push(setHeader('state', 'recording'));
  return write(doc, changes, author);
};

/** Marks a topic as open, settled, or put off to a later meeting; adopts a proposal (`open`). */
export const markTopic = (
  doc: Y.Doc,
  { topic, state }: { readonly topic: string; readonly state: Exclude<TopicState, 'current'> },
  author: Author,
): Done => {
  const changes = [setTopic(topic, 'state', state)];
  if (state === 'done') changes.push(setTopic(topic, 'endedAt', wallTime(author.clock())));
  return write(doc, changes, author);
};

export const removeTopic = (doc: Y.Doc, { topic }: { readonly topic: string }, author: Author): Done =>
  write(doc, [{ type: 'remove', table: 'agenda', id: topic }], author);

export interface NewAttendee {
  readonly id?: string;
  readonly name: string;
  readonly unit?: string;
  readonly unitId?: string;
  readonly post?: string;
  readonly phone?: string;
  readonly state?: AttendanceState;
  /** When the person signed in, null where nobody knows; now, where it is not said of somebody present. */
  readonly time?: string | null;
  /** The person's account, where it is known. */
  readonly member?: string;
}

/** Enters people into the sign-in sheet, all in one step. */
export const inviteAttendees = (doc: Y.Doc, attendees: readonly NewAttendee[], author: Author): Done => {
  if (attendees.length === 0 || attendees.some(({ name }) => name.trim() === ''))
    return err({ type: 'NothingWritten' });
  // Rows are read in the order of their ids, and ids of one moment are in no order: each is a millisecond after the one before.
  const at = author.clock();
  const changes = attendees.map(({ id, name, ...rest }, index): Change => {
    const state = rest.state ?? 'expected';
    const time = rest.time !== undefined ? rest.time : state === 'present' ? wallTime(author.clock()) : null;
    const row = id ?? createUuid(() => at + index, author.random);
    return { type: 'create', table: 'attendance', id: row, values: { ...rest, name: name.trim(), state, time } };
  });
  return write(doc, changes, author);
};

/** Notes that somebody is here, observes, asked for leave or stayed away. Being here notes the time once. */
export const markAttendance = (
  doc: Y.Doc,
  input: {
    readonly attendee: string;
    readonly state: AttendanceState;
    readonly time?: string;
    readonly remark?: string;
  },
  author: Author,
): Done => {
  const { attendee: id, state } = input;
  const set = (field: AttendeeField, value: Json): Change => ({ type: 'set', table: 'attendance', id, field, value });
  const isHere = state === 'present' || state === 'observer';
  const before = valueAt(doc.getMap('attendance'), id, 'time');
  const time = isHere ? (input.time ?? before ?? wallTime(author.clock())) : null;
  const changes = [set('state', state), set('time', time)];
  if (!isHere) changes.push(set('left', null));
  if (input.remark !== undefined) changes.push(set('remark', input.remark || null));
  return write(doc, changes, author);
};

export const editAttendee = (
  doc: Y.Doc,
  input: { readonly attendee: string; readonly field: AttendeeField; readonly value: Json },
  author: Author,
): Done => {
  const { attendee: id, field, value } = input;
  if (field === 'name' && (typeof value !== 'string' || value.trim() === '')) return err({ type: 'NothingWritten' });
  return write(doc, [{ type: 'set', table: 'attendance', id, field, value }], author);
};

export const removeAttendee = (doc: Y.Doc, { attendee }: { readonly attendee: string }, author: Author): Done =>
  write(doc, [{ type: 'remove', table: 'attendance', id: attendee }], author);

export interface NewResolution {
  readonly id?: string;
  readonly topic: string;
  readonly text: string;
  readonly lead?: string;
  readonly assisting?: readonly string[];
  readonly deadline?: string;
  /** The day on which it was settled, of one that is written down afterwards. */
  readonly settled?: string;
}

/** Writes down what was resolved under a topic. */
export const recordResolution = (doc: Y.Doc, resolution: NewResolution, author: Author): Done => {
  const text = resolution.text.trim();
  if (text === '') return err({ type: 'NothingWritten' });
  const id = resolution.id ?? createUuid(author.clock, author.random);
  const values = {
    topic: resolution.topic,
    text,
    lead: resolution.lead ?? null,
    assisting: resolution.assisting ?? null,
    deadline: resolution.deadline ?? null,
    ...(resolution.settled === undefined ? {} : { settled: resolution.settled }),
  };
  return write(doc, [{ type: 'create', table: 'resolutions', id, values }], author);
};

export const editResolution = (
  doc: Y.Doc,
  input: { readonly resolution: string; readonly field: ResolutionField; readonly value: Json },
  author: Author,
): Done => {
  const { resolution: id, field, value } = input;
  if (field === 'text' && (typeof value !== 'string' || value.trim() === '')) return err({ type: 'NothingWritten' });
  return write(doc, [{ type: 'set', table: 'resolutions', id, field, value }], author);
};

export const removeResolution = (doc: Y.Doc, { resolution }: { readonly resolution: string }, author: Author): Done =>
  write(doc, [{ type: 'remove', table: 'resolutions', id: resolution }], author);

/** One cell of a meeting. */
export interface MinutesCell {
  readonly table: 'header' | 'agenda' | 'attendance' | 'resolutions';
  readonly id: string;
  readonly field: string;
  readonly value: Json;
}

/** Keeps one of several values that were written at the same time; the others go into the history. */
export const settleMinutes = (doc: Y.Doc, cell: MinutesCell, author: Author): Done =>
  write(
    doc,
    [
      { type: 'set', ...cell },
      { type: 'settle', table: cell.table, id: cell.id, field: cell.field },
    ],
    author,
  );

/** Notes that a unit agrees to what it is to do. Confirming twice is confirming once. */
export const confirmResolution = (
  doc: Y.Doc,
  { resolution, unit }: { readonly resolution: string; readonly unit: string },
  author: Author,
): Done => {
  if (confirmationsOf(doc, resolution, unit).length > 0) return ok([]);
  const id = createUuid(author.clock, author.random);
  return write(doc, [{ type: 'create', table: 'confirmations', id, values: { resolution, unit } }], author);
};

export const withdrawConfirmation = (
  doc: Y.Doc,
  { resolution, unit }: { readonly resolution: string; readonly unit: string },
  author: Author,
): Done =>
  write(
    doc,
    confirmationsOf(doc, resolution, unit).map((id) => ({ type: 'remove', table: 'confirmations', id })),
    author,
  );

/** Takes an intent back: writes the changes that it returned. */
export const undoMinutes = (doc: Y.Doc, changes: readonly Change[], author: Author): Done =>
  write(doc, changes, author);

const currentTopics = (doc: Y.Doc): readonly string[] => {
  const agenda = doc.getMap<unknown>('agenda');
  return [...agenda.keys()].filter((key) => !key.includes('/') && valueAt(agenda, key, 'state') === 'current');
};

const confirmationsOf = (doc: Y.Doc, resolution: string, unit: string): readonly string[] => {
  const table = projectTable(doc.getMap('confirmations'), confirmationsSchema);
  const found = table
    .ids()
    .filter((id) => table.values(id).resolution === resolution && table.values(id).unit === unit);
  table.destroy();
  return found;
};
