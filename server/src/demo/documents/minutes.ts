import type { Scope } from '@lianxi/access';
import {
  allMinutesTables,
  answerInvitation,
  appendParagraphs,
  type Change,
  commit,
  orderSpread,
  outcomeOf,
  proposeTopic,
  textOf,
} from '@lianxi/documents';
import type * as Y from 'yjs';
import { lineOf, writeSigning } from '../../signing/index.ts';
import type { DemoContent } from '../../store/index.ts';
import { idOf, type Meeting, momentOf } from '../community/index.ts';
import { type Desk, type Draft, done, draw } from './draft.ts';
import { enrichTopic } from './rich-text.ts';

/** A meeting's minutes as they stand today: called, being recorded, waiting for the signature, or signed off. */
export const drawMinutes = async (desk: Desk, meeting: Meeting): Promise<Draft> => {
  let signing: Draft['signing'] = null;
  const calledAt = momentAt(meeting.start) - 10 * 86_400_000;
  const plan = {
    address: `minutes/${meeting.scope}/demo-${meeting.id}`,
    title: meeting.title,
    createdBy: meeting.recorderKey,
    createdAt: calledAt,
    updatedAt: momentAt(meeting.end) + (meeting.state === 'signed' ? signedAfter : 0),
    isSealed: meeting.state === 'signed',
  };
  const draft = await draw(desk, plan, (doc) => {
    const called = desk.author(meeting.recorderKey, calledAt);
    const recorded = desk.author(meeting.recorderKey, momentAt(meeting.end));
    done(commit(doc, allMinutesTables, [...header(meeting), ...agenda(meeting), ...attendance(meeting)], called));
    if (meeting.state === 'collecting') propose(desk, doc, meeting, calledAt);
    if (isAhead(meeting)) reply(desk, doc, meeting, calledAt);
    for (const { id, paragraphs } of meeting.topics) {
      if (paragraphs.length > 0) doc.transact(() => appendParagraphs(textOf(doc, id), paragraphs));
    }
    enrichTopic(desk, doc, meeting);
    done(commit(doc, allMinutesTables, [...resolutions(meeting), ...votes(meeting)], recorded));
    for (const { id, confirmedBy } of meeting.resolutions) {
      for (const { unit, key } of confirmedBy) {
        const row = idOf(desk.community.seed, `confirmation ${id} ${unit}`);
        const change: Change = { type: 'create', table: 'confirmations', id: row, values: { resolution: id, unit } };
        done(commit(doc, allMinutesTables, [change], desk.author(key, momentAt(meeting.end) + 60_000)));
      }
    }
    if (meeting.state === 'signed') signing = sign(desk, meeting, plan.address, doc);
  });
  return { ...draft, signing };
};

/** The secretary signs on the next day. */
const signedAfter = 22 * 3_600_000;

const sign = (desk: Desk, meeting: Meeting, address: string, doc: Y.Doc): Draft['signing'] => {
  const author = desk.author('zhou', momentAt(meeting.end) + signedAfter);
  const { number, scope, type } = meeting;
  const [, year = '', ordinal = ''] = /〔(\d{4})〕(\d+)号$/.exec(number ?? '') ?? [];
  if (number === null || ordinal === '') return null;
  const issuer = desk.community.people.find(({ grants }) => grants[0]?.role === 'branch' && grants[0].on === scope);
  const facts = {
    number,
    issuer: issuer?.from ?? desk.community.name,
    signedAt: author.clock(),
    signedBy: author.member,
  };
  const { hash } = writeSigning(doc, facts, author);
  const { signedAt, signedBy } = facts;
  return {
    address,
    series: `${demoLine({ scope, type })}/${year}`,
    ordinal: Number(ordinal),
    number,
    hash,
    signedAt,
    signedBy,
  };
};

const demoLine = ({ scope, type }: Pick<Meeting, 'scope' | 'type'>): string =>
  `demo:${lineOf({ scope: scope as Scope }, type)}`;

/** How each kind of minutes is numbered, as its meetings are. */
export const numberingOf = (meetings: readonly Meeting[]): NonNullable<DemoContent['numbering']> =>
  Object.fromEntries(
    meetings.flatMap((meeting) => {
      const [, before] = /^(.*)〔\d{4}〕\d+号$/.exec(meeting.number ?? '') ?? [];
      return before === undefined ? [] : [[demoLine(meeting), { pattern: `${before}〔{year}〕{n}号`, after: null }]];
    }),
  );

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
  meeting.resolutions.map(({ id, confirmedBy: _, settled, ...values }) => ({
    type: 'create',
    table: 'resolutions',
    id,
    // Of what is signed, settling stands in the follow-up.
    values: {
      ...values,
      settled: meeting.state === 'signed' ? null : settled,
      assisting: values.assisting.length > 0 ? values.assisting : null,
    },
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
