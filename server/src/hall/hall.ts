import { type AddressParts, type Grant, holdsMeetings, rightsOf } from '@lianxi/access';
import { type Clock, createUuid, err, ok, type Random, type Result, systemRandom } from '@lianxi/base';
import {
  type BallotChoice,
  castBallot,
  closeVote,
  commit,
  createAuthor,
  createVoteId,
  markAttendance,
  minutesTables,
  openVote,
  secrecyFloor,
  type VoteRead,
  type VoteRule,
} from '@lianxi/documents';
import {
  type Attempts,
  createAttempts,
  createSecret,
  hashSecret,
  type IdentityStore,
  parseSecret,
  type TooManyAttempts,
} from '../identity/index.ts';
import {
  createHallStore,
  createNote,
  type DocumentRow,
  findDocument,
  findRoom,
  type HallEntry,
  type Store,
} from '../store/index.ts';
import { createBoxes } from './box.ts';
import { findLine } from './match.ts';
import { changeMeeting, createMeetingReader, type Line, type Meeting } from './meeting.ts';

/** A code ends by itself after half a day, should nobody end it, sign the minutes or let them wait for it. */
const doorLifetime = 12 * 3_600_000;
/** How long a phone is known that signed in. */
const entryLifetime = 36 * 3_600_000;
/** People who wait to be found on the sheet; more is not a crowd at a door but somebody at play. */
const mostWaiting = 120;
/** Phones of a hall may share one address. In a quarter of an hour, as all attempts. */
const signLimits = (from: string, room: number) => [
  { subject: `hall:${from}`, most: 100 },
  { subject: `hall:#${room}`, most: 400 },
];
const wrongLimits = (from: string) => [{ subject: `hall-code:${from}`, most: 120 }];

export interface Person {
  readonly id: string;
  readonly grants: readonly Grant[];
}
type HostError = { readonly type: 'NoSuchDocument' | 'Forbidden' | 'MeetingOver' };
type VoteError = { readonly type: 'NoSuchVote' | 'VoteClosed' | 'NotEntitled' | 'BoxLost' | 'AlreadyVoted' };

/** What a phone is told of the meeting whose code it brings. */
export interface DoorFacts {
  readonly title: string;
  readonly start: string | null;
  readonly place: string | null;
  /** Names of the invited units, and of nobody in them. */
  readonly units: readonly string[];
}

/** What a phone is told that has signed in. */
export interface EntryFacts {
  readonly isOver: boolean;
  readonly vote: {
    readonly id: string;
    readonly question: string;
    readonly isSecret: boolean;
    /** So few vote that secrecy is weak. */
    readonly isWeak: boolean;
    /** Of a named vote what stands; of a secret one nothing but that there is one. */
    readonly mine: BallotChoice | 'cast' | null;
  } | null;
}

/** The door of a meeting, the phones that came through it, and the boxes of secret votes. */
export interface Hall {
  doorOf(by: Person, parts: AddressParts): Result<{ readonly expiresAt: number | null }, HostError>;
  /** Makes the code, or another instead of it: the one before opens nothing any more. */
  openDoor(by: Person, parts: AddressParts): Result<{ readonly secret: string; readonly expiresAt: number }, HostError>;
  closeDoor(by: Person, parts: AddressParts): Result<void, HostError>;

  look(secret: string, from: string): Result<DoorFacts, { readonly type: 'NoSuchDoor' } | TooManyAttempts>;
  /** Says the same whether the person was found on the sheet or waits to be: nobody learns who is invited. */
  signIn(
    secret: string,
    who: { readonly name: string; readonly unit: string; readonly post: string; readonly offset: number },
    from: string,
  ): Result<{ readonly token: string }, { readonly type: 'NoSuchDoor' } | TooManyAttempts>;
  entryOf(token: string): Result<EntryFacts, { readonly type: 'NoSuchEntry' }>;
  withdraw(token: string): Result<void, { readonly type: 'NoSuchEntry' | 'MeetingOver' | 'TakenUp' }>;
  vote(
    token: string,
    vote: string,
    choice: BallotChoice,
  ): Result<void, VoteError | { readonly type: 'NoSuchEntry' | 'MeetingOver' }>;

  openSecretVote(
    by: Person,
    parts: AddressParts,
    vote: { readonly topic: string; readonly question: string; readonly rule: VoteRule },
  ): Result<{ readonly vote: string }, HostError>;
  /** How many have voted; and whether this person, by the own account, may or did. */
  secretVoteOf(
    by: Person,
    parts: AddressParts,
    vote: string,
  ): Result<{ readonly cast: number; readonly mayVote: boolean; readonly hasVoted: boolean }, HostError | VoteError>;
  voteAsMember(
    by: Person,
    parts: AddressParts,
    vote: string,
    choice: BallotChoice,
  ): Result<void, HostError | VoteError>;
  closeSecretVote(by: Person, parts: AddressParts, vote: string): Result<void, HostError | VoteError>;
}

export interface HallParts {
  readonly store: Store;
  readonly identityStore: IdentityStore;
  readonly clock: Clock;
  readonly random?: Random;
}

export const createHall = ({ store, identityStore, clock, random = systemRandom }: HallParts): Hall => {
  const doors = createHallStore(store);
  const attempts: Attempts = createAttempts(identityStore, clock);
  const note = createNote(store);
  const boxes = createBoxes();
  const read = createMeetingReader(store);
  /** The relay's own hand. */
  const relay = createAuthor('', clock);

  const readable = ({ grants }: Person, parts: AddressParts): Result<DocumentRow, HostError> => {
    const row = parts.kind === 'minutes' ? findDocument(store, parts.address) : null;
    if (!row || rightsOf(grants, parts, clock()) === 'none') return err({ type: 'NoSuchDocument' });
    return ok(row);
  };
  /** Who holds the meeting: by a role that is neither a unit's nor a guest's, where that role may write. */
  const held = (by: Person, parts: AddressParts): Result<DocumentRow, HostError> => {
    const row = readable(by, parts);
    const asHost = by.grants.filter(({ role }) => holdsMeetings(role));
    return row.ok && rightsOf(asHost, parts, clock()) !== 'write' ? err({ type: 'Forbidden' }) : row;
  };

  /** The meeting that a code opens; the code ends with it. */
  const behind = (secret: string): { readonly row: DocumentRow; readonly meeting: Meeting } | null => {
    const parsed = parseSecret(secret);
    const door = parsed && doors.doorBySecret(hashSecret(parsed));
    const row = door && door.expiresAt > clock() ? findRoom(store, door.room) : null;
    const meeting = row && read(row);
    return row && meeting?.isOn ? { row, meeting } : null;
  };
  const knock = (secret: string, from: string) => {
    const found = behind(secret);
    if (found) return ok(found);
    const allowed = attempts.take(wrongLimits(from));
    return allowed.ok ? err({ type: 'NoSuchDoor' } as const) : allowed;
  };
  const knownBy = (token: string): { readonly entry: HallEntry; readonly row: DocumentRow } | null => {
    const parsed = parseSecret(token);
    const entry = parsed && doors.entryByToken(hashSecret(parsed));
    const row = entry && entry.createdAt > clock() - entryLifetime ? findRoom(store, entry.room) : null;
    return entry && row ? { entry, row } : null;
  };
  const lineOf = ({ lines, walkIns }: Meeting, { table, row }: HallEntry): Line | undefined => {
    const id = table === 'attendance' ? row : walkIns.find((each) => each.id === row)?.attendee;
    return lines.find((line) => line.id === id);
  };
  const mayVote = (line: Line | undefined): line is Line => line?.state === 'present' && !line.hasLeft;

  /** A ballot into the box; the line of the sheet is the voter, by whatever way. */
  const putIn = (
    meeting: Meeting,
    line: Line | undefined,
    id: string,
    choice: BallotChoice,
  ): Result<void, VoteError> => {
    const vote = meeting.votes.find((each) => each.id === id);
    if (vote?.way !== 'secret') return err({ type: 'NoSuchVote' });
    if (vote.result) return err({ type: 'VoteClosed' });
    if (!boxes.has(id)) return err({ type: 'BoxLost' });
    if (!mayVote(line)) return err({ type: 'NotEntitled' });
    return boxes.put(id, line.id, choice) ? ok(undefined) : err({ type: 'AlreadyVoted' });
  };
  const secretVote = ({ votes }: Meeting, id: string): Result<VoteRead, VoteError> => {
    const vote = votes.find((each) => each.id === id);
    return vote?.way === 'secret' ? ok(vote) : err({ type: 'NoSuchVote' });
  };

  return {
    doorOf: (by, parts) => {
      const row = held(by, parts);
      if (!row.ok) return row;
      const expiresAt = doors.doorOf(row.value.room)?.expiresAt ?? 0;
      return ok({ expiresAt: expiresAt > clock() && read(row.value).isOn ? expiresAt : null });
    },
    openDoor: (by, parts) => {
      const row = held(by, parts);
      if (!row.ok) return row;
      if (!read(row.value).isOn) return err({ type: 'MeetingOver' });
      const { room } = row.value;
      const now = clock();
      const secret = createSecret(random);
      const expiresAt = now + doorLifetime;
      store.sqlite
        .transaction(() => {
          doors.removeBefore(now - entryLifetime);
          doors.putDoor({ room, secretHash: hashSecret(secret), createdAt: now, createdBy: by.id, expiresAt });
          note({ type: 'door-opened', member: by.id, room, detail: { until: expiresAt } });
        })
        .immediate();
      return ok({ secret, expiresAt });
    },
    closeDoor: (by, parts) => {
      const row = held(by, parts);
      if (!row.ok) return row;
      const { room } = row.value;
      store.sqlite
        .transaction(() => {
          if (doors.removeDoor(room)) note({ type: 'door-closed', member: by.id, room, detail: {} });
        })
        .immediate();
      return ok(undefined);
    },

    look: (secret, from) => {
      const found = knock(secret, from);
      if (!found.ok) return found;
      const { title, start, place, lines } = found.value.meeting;
      const units = [...new Set(lines.map(({ unit }) => unit).filter((unit) => unit !== ''))];
      return ok({ title, start, place, units });
    },
    signIn: (secret, { offset, ...who }, from) => {
      const found = knock(secret, from);
      if (!found.ok) return found;
      const { row } = found.value;
      const allowed = attempts.take(signLimits(from, row.room));
      if (!allowed.ok) return allowed;
      const token = createSecret(random);
      const time = wallTimeAt(clock(), offset);
      const signed = changeMeeting(store, row.address, (doc, meeting): Result<void, TooManyAttempts> => {
        const line = findLine(meeting.lines, who);
        const id = line?.id ?? createUuid(clock, random);
        if (line) {
          const state = line.state === 'observer' ? 'observer' : 'present';
          markAttendance(doc, { attendee: id, state, time }, relay);
        } else {
          const waiting = meeting.walkIns.filter(({ attendee }) => attendee === null).length;
          if (waiting >= mostWaiting) return err({ type: 'TooManyAttempts', retryAfter: 60 });
          const values = { ...who, time };
          commit(doc, minutesTables, [{ type: 'create', table: 'walkIns', id, values }], relay);
        }
        const table = line ? 'attendance' : 'walkIns';
        doors.addEntry({ tokenHash: hashSecret(token), room: row.room, table, row: id, createdAt: clock() });
        return ok(undefined);
      });
      if (signed.ok) return ok({ token });
      return signed.error.type === 'MeetingOver' ? err({ type: 'NoSuchDoor' }) : err(signed.error);
    },
    entryOf: (token) => {
      const found = knownBy(token);
      if (!found) return err({ type: 'NoSuchEntry' });
      const { entry, row } = found;
      const meeting = read(row);
      const line = lineOf(meeting, entry);
      if (!meeting.isOn || !mayVote(line)) return ok({ isOver: !meeting.isOn, vote: null });
      const vote = meeting.votes.findLast(({ id, way, result }) => !result && (way === 'named' || boxes.has(id)));
      if (!vote || vote.way === 'hands') return ok({ isOver: false, vote: null });
      const { id, question, way, ballots } = vote;
      const isSecret = way === 'secret';
      const mine = isSecret ? (boxes.hasVoted(id, line.id) ? 'cast' : null) : (ballots[line.id] ?? null);
      const isWeak = isSecret && meeting.lines.filter(mayVote).length < secrecyFloor;
      return ok({ isOver: false, vote: { id, question, isSecret, isWeak, mine } });
    },
    withdraw: (token) => {
      const found = knownBy(token);
      if (!found) return err({ type: 'NoSuchEntry' });
      const { entry, row } = found;
      return changeMeeting(store, row.address, (doc, meeting): Result<void, { readonly type: 'TakenUp' }> => {
        const line = lineOf(meeting, entry);
        // Whom somebody has found on the sheet, or taken in, only they can take off it.
        if (entry.table === 'walkIns' && line) return err({ type: 'TakenUp' });
        const hasVoted = meeting.votes.some(({ id, result }) => !result && line && boxes.hasVoted(id, line.id));
        if (hasVoted) return err({ type: 'TakenUp' });
        if (entry.table === 'walkIns')
          commit(doc, minutesTables, [{ type: 'remove', table: 'walkIns', id: entry.row }], relay);
        else if (line) {
          const set = (field: string, value: string | null) =>
            ({ type: 'set', table: 'attendance', id: line.id, field, value }) as const;
          const back = line.state === 'present' ? [set('state', 'expected')] : [];
          commit(doc, minutesTables, [...back, set('time', null), set('left', null)], relay);
        }
        doors.removeEntry(entry.tokenHash);
        return ok(undefined);
      });
    },
    vote: (token, id, choice) => {
      const found = knownBy(token);
      if (!found) return err({ type: 'NoSuchEntry' });
      const { entry, row } = found;
      const meeting = read(row);
      if (!meeting.isOn) return err({ type: 'MeetingOver' });
      if (meeting.votes.find((each) => each.id === id)?.way === 'secret')
        return putIn(meeting, lineOf(meeting, entry), id, choice);
      return changeMeeting(store, row.address, (doc, now): Result<void, VoteError> => {
        const line = lineOf(now, entry);
        if (!mayVote(line)) return err({ type: 'NotEntitled' });
        const done = castBallot(doc, { vote: id, attendee: line.id, choice }, relay);
        if (done.ok) return ok(undefined);
        return err({ type: done.error.type === 'VoteClosed' ? 'VoteClosed' : 'NoSuchVote' });
      });
    },

    openSecretVote: (by, parts, vote) => {
      const row = held(by, parts);
      if (!row.ok) return row;
      const author = createAuthor(by.id, clock, random);
      const id = createVoteId(author);
      const opened = changeMeeting(store, parts.address, (doc): Result<void, HostError> => {
        const done = openVote(doc, { ...vote, id, way: 'secret' }, author);
        return done.ok ? ok(undefined) : err({ type: 'MeetingOver' });
      });
      if (!opened.ok) return opened;
      boxes.open(id);
      return ok({ vote: id });
    },
    secretVoteOf: (by, parts, id) => {
      const row = readable(by, parts);
      if (!row.ok) return row;
      const meeting = read(row.value);
      const vote = secretVote(meeting, id);
      if (!vote.ok) return vote;
      if (!vote.value.result && !boxes.has(id)) return err({ type: 'BoxLost' });
      const line = meeting.lines.find(({ member }) => member === by.id);
      const isOpen = !vote.value.result;
      return ok({
        cast: boxes.cast(id),
        mayVote: isOpen && mayVote(line),
        hasVoted: line !== undefined && boxes.hasVoted(id, line.id),
      });
    },
    voteAsMember: (by, parts, id, choice) => {
      const row = readable(by, parts);
      if (!row.ok) return row;
      const meeting = read(row.value);
      if (!meeting.isOn) return err({ type: 'MeetingOver' });
      return putIn(
        meeting,
        meeting.lines.find(({ member }) => member === by.id),
        id,
        choice,
      );
    },
    closeSecretVote: (by, parts, id) => {
      const row = held(by, parts);
      if (!row.ok) return row;
      const closed = changeMeeting(store, parts.address, (doc, meeting): Result<void, VoteError> => {
        const vote = secretVote(meeting, id);
        if (!vote.ok) return vote;
        if (vote.value.result) return err({ type: 'VoteClosed' });
        if (!boxes.has(id)) return err({ type: 'BoxLost' });
        const done = closeVote(doc, { vote: id, counts: boxes.count(id) }, createAuthor(by.id, clock, random));
        return done.ok ? ok(undefined) : err({ type: 'NoSuchVote' });
      });
      if (closed.ok) boxes.remove(id);
      return closed;
    },
  };
};

/** `YYYY-MM-DDTHH:mm` by the server's clock at a place so many minutes east of Greenwich: where the phone is. */
const wallTimeAt = (time: number, offset: number): string =>
  new Date(time + offset * 60_000).toISOString().slice(0, 16);
