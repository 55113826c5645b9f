import {
  answerInvitation,
  appendParagraphs,
  type Change,
  commit,
  minutesTables,
  orderSpread,
  proposeTopic,
  textOf,
} from '@lianxi/documents';
import type * as Y from 'yjs';
import { idOf, type Meeting, momentOf } from '../community/index.ts';
import { type Desk, type Draft, done, draw } from './draft.ts';
import { enrichTopic } from './rich-text.ts';

/** A meeting's minutes as they stand today: called, being recorded, waiting for the signature, or signed off. */
export const drawMinutes = (desk: Desk, meeting: Meeting): Promise<Draft> => {
  const calledAt = momentAt(meeting.start) - 10 * 86_400_000;
  const plan = {
    address: `minutes/${meeting.scope}/demo-${meeting.id}`,
    title: meeting.title,
    createdBy: meeting.recorderKey,
    createdAt: calledAt,
    updatedAt: momentAt(meeting.end),
    isSealed: meeting.state === 'signed',
  };
  return draw(desk, plan, (doc) => {
    const called = desk.author(meeting.recorderKey, calledAt);
    const recorded = desk.author(meeting.recorderKey, momentAt(meeting.end));
    done(commit(doc, minutesTables, [...header(meeting), ...agenda(meeting), ...attendance(meeting)], called));
    if (meeting.state === 'collecting') propose(desk, doc, meeting, calledAt);
    if (isAhead(meeting)) reply(desk, doc, meeting, calledAt);
    for (const { id, paragraphs } of meeting.topics) {
      if (paragraphs.length > 0) doc.transact(() => appendParagraphs(textOf(doc, id), paragraphs));
    }
    enrichTopic(desk, doc, meeting);
    done(commit(doc, minutesTables, resolutions(meeting), recorded));
    for (const { id, confirmedBy } of meeting.resolutions) {
      for (const { unit, key } of confirmedBy) {
        const row = idOf(desk.community.seed, `confirmation ${id} ${unit}`);
        const change: Change = { type: 'create', table: 'confirmations', id: row, values: { resolution: id, unit } };
        done(commit(doc, minutesTables, [change], desk.author(key, momentAt(meeting.end) + 60_000)));
      }
    }
  });
};

const header = (meeting: Meeting): readonly Change[] => {
  const { type, title, number, start, end, place, chair, recorder, state, proposalsUntil } = meeting;
  const fields = { type, title, number, start, end, place, chair, recorder, state, proposalsUntil };
  return Object.entries(fields).map(([field, value]) => ({ type: 'set', table: 'header', id: 'self', field, value }));
};

const isAhead = ({ state }: Meeting): boolean => state === 'collecting' || state === 'notified';

/** Units and branches propose in their own names, a day after the meeting was called. */
const propose = (desk: Desk, doc: Y.Doc, { topics, recorderKey }: Meeting, calledAt: number) => {
  for (const { id, title, proposer, proposerKey, reason, suggestion, state } of topics) {
    if (state !== 'proposed') continue;
    const said = { proposer: proposer ?? '', reason: reason ?? '', suggestion: suggestion ?? '' };
    const author = desk.author(proposerKey ?? recorderKey, calledAt + 86_400_000);
    done(proposeTopic(doc, { id, title, ...said }, author));
  }
};

/** Some have answered, as the recorder wrote it down; who can be tried out in the demo has not. */
const reply = (desk: Desk, doc: Y.Doc, { attendance, recorderKey }: Meeting, calledAt: number) => {
  const author = desk.author(recorderKey, calledAt + 2 * 86_400_000);
  const players = new Set(
    ['chen', 'sun', 'liu'].map((key) => desk.community.people.find((each) => each.key === key)?.name),
  );
  const others = attendance.filter(({ name }) => !players.has(name));
  for (const [index, { id }] of others.entries()) {
    if (index % 3 === 2) continue;
    const answer = index === 4 ? ({ answer: 'leave', remark: '单位值班' } as const) : ({ answer: 'coming' } as const);
    done(answerInvitation(doc, { attendee: id, ...answer }, author));
  }
};

const agenda = (meeting: Meeting): readonly Change[] => {
  const isCollecting = meeting.state === 'collecting';
  const topics = meeting.topics.filter(({ state }) => !(isCollecting && state === 'proposed'));
  const orders = orderSpread(topics.length);
  return topics.map(({ id, paragraphs: _, proposerKey: __, suggestion: ___, ...values }, index) => ({
    type: 'create',
    table: 'agenda',
    id,
    values: { ...values, order: orders[index] ?? null },
  }));
};

const attendance = (meeting: Meeting): readonly Change[] =>
  meeting.attendance.map(({ id, ...values }) => ({ type: 'create', table: 'attendance', id, values: { ...values } }));

const resolutions = (meeting: Meeting): readonly Change[] =>
  meeting.resolutions.map(({ id, confirmedBy: _, ...values }) => ({
    type: 'create',
    table: 'resolutions',
    id,
    values: { ...values, assisting: values.assisting.length > 0 ? values.assisting : null },
  }));

const momentAt = (wallTime: string): number => momentOf(wallTime.slice(0, 10), wallTime.slice(11));
