import {
  allMinutesTables,
  appendParagraphs,
  type Change,
  commit,
  orderSpread,
  outcomeOf,
  textOf,
} from '@lianxi/documents';
import { idOf, type Meeting, momentOf } from '../community/index.ts';
import { type Desk, type Draft, done, draw } from './draft.ts';

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
    done(commit(doc, allMinutesTables, [...header(meeting), ...agenda(meeting), ...attendance(meeting)], called));
    for (const { id, paragraphs } of meeting.topics) {
      if (paragraphs.length > 0) doc.transact(() => appendParagraphs(textOf(doc, id), paragraphs));
    }
    done(commit(doc, allMinutesTables, [...resolutions(meeting), ...votes(meeting)], recorded));
    for (const { id, confirmedBy } of meeting.resolutions) {
      for (const { unit, key } of confirmedBy) {
        const row = idOf(desk.community.seed, `confirmation ${id} ${unit}`);
        const change: Change = { type: 'create', table: 'confirmations', id: row, values: { resolution: id, unit } };
        done(commit(doc, allMinutesTables, [change], desk.author(key, momentAt(meeting.end) + 60_000)));
      }
    }
  });
};

const header = (meeting: Meeting): readonly Change[] => {
  const { type, title, number, start, end, place, chair, recorder, state, proposalsUntil } = meeting;
  const fields = { type, title, number, start, end, place, chair, recorder, state, proposalsUntil };
  return Object.entries(fields).map(([field, value]) => ({ type: 'set', table: 'header', id: 'self', field, value }));
};

const agenda = ({ topics }: Meeting): readonly Change[] => {
  const orders = orderSpread(topics.length);
  return topics.map(({ id, paragraphs: _, ...values }, index) => ({
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

const votes = (meeting: Meeting): readonly Change[] =>
  meeting.votes.flatMap(({ id, topic, question, way, rule, ...counts }): readonly Change[] => [
    { type: 'create', table: 'votes', id, values: { topic, question, way, rule } },
    {
      type: 'create',
      table: 'results',
      id,
      values: { ...counts, quorum: 'half', outcome: outcomeOf({ ...counts, rule, quorum: 'half' }, counts) },
    },
  ]);

const momentAt = (wallTime: string): number => momentOf(wallTime.slice(0, 10), wallTime.slice(11));
