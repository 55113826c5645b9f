import type { MeetingType, MinutesSnapshot, TextBlock } from '@lianxi/documents';
import { rollsOf } from './attendance.ts';
import type { OfficialMinutes, OfficialParagraph, OfficialPart, OfficialRun } from './model.ts';
import { setText } from './text.ts';
import { dayText, headingNumber, isNumbered, line, sentence, spanText } from './words.ts';

export interface OfficialSource {
  readonly minutes: MinutesSnapshot;
  /** The discussion of a topic. */
  readonly text: (topic: string) => readonly TextBlock[];
  /** Whose minutes they are: the community, or the branch that they belong to. */
  readonly issuer: string;
  /** 分送: to whom they go, where that has been said. */
  readonly sentTo: readonly string[];
  /** The day of issue, `YYYY-MM-DD`; null as long as nobody has signed. */
  readonly issuedOn: string | null;
  /** What was added to signed minutes, in order; `day`: `YYYY-MM-DD`. */
  readonly addenda?: readonly OfficialAddendum[];
}

export interface OfficialAddendum {
  readonly order: number;
  readonly type: 'correction' | 'supplement';
  readonly text: string;
  readonly day: string;
}

const typeNames: Readonly<Record<MeetingType, string>> = {
  joint: '联席会议',
  grid: '网格例会',
  'branch-assembly': '支部党员大会',
  'branch-committee': '支部委员会会议',
  'party-group': '党小组会',
  'party-lecture': '党课',
  deliberation: '党群议事会',
  other: '会议',
};

export const buildOfficial = ({
  minutes,
  text,
  issuer,
  sentTo,
  issuedOn,
  addenda = [],
}: OfficialSource): OfficialMinutes => {
  const { header, agenda, attendance, resolutions } = minutes;
  const topics = agenda.flatMap((topic, index): readonly OfficialPart[] => [
    heading(index + 1, line(topic.title)),
    ...setText(text(topic.id)),
    ...minutes.votes.flatMap((vote) => (vote.topic === topic.id && vote.result ? [voteLine(vote, vote.result)] : [])),
    ...(topic.state === 'deferred' ? [paragraph([{ text: '此项留待下次会议再议。' }])] : []),
  ]);
  const resolved = resolutions.map((each, index) => resolution(each, index + 1));
  const added = addenda.length > 0 ? [note('更正与补充'), ...addenda.map(addendum)] : [];
  const receivers = sentTo.map(line).filter((each) => each !== '');
  return {
    masthead: mastheadOf(line(issuer), header.type),
    number: line(header.number) || null,
    day: header.start === null ? null : dayText(header.start),
    title: line(header.title),
    body: [
      ...factsOf(header),
      ...topics,
      ...(resolved.length > 0 ? [heading(agenda.length + 1, '议定事项'), ...resolved] : []),
      ...added,
    ],
    rolls: rollsOf(attendance, header.chair),
    colophon: {
      sentTo: receivers.length > 0 ? sentence(receivers.join('，')) : null,
      issuer: line(issuer),
      issued: `${issuedOn === null ? '　　　　年　　月　　日' : dayText(issuedOn)}印发`,
    },
  };
};

/** A branch's own kinds of meeting do not say “branch” twice. */
const mastheadOf = (issuer: string, type: MeetingType | null): string => {
  const name = typeNames[type ?? 'other'];
  return `${issuer}${issuer.endsWith('支部') ? name.replace(/^支部/, '') : name}纪要`;
};

const factsOf = ({ start, end, place, chair, recorder }: MinutesSnapshot['header']): readonly OfficialPart[] => {
  const facts = [
    ['时间', start === null ? '' : spanText(start, end)],
    ['地点', line(place)],
    ['主持', line(chair)],
    ['记录', line(recorder)],
  ] as const;
  return facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => paragraph([{ text: `${label}：`, face: 'topic' }, { text: value }]));
};

const paragraph = (runs: readonly OfficialRun[]): OfficialParagraph => ({
  type: 'paragraph',
  face: 'body',
  depth: 0,
  isHeading: false,
  runs,
});

const heading = (number: number, title: string): OfficialParagraph => ({
  type: 'paragraph',
  face: 'topic',
  depth: 0,
  isHeading: true,
  runs: [{ text: isNumbered(title) ? title : `${headingNumber(0, number)}${title}` }],
});

/** Not numbered with the topics: it was not part of what was signed. */
const note = (title: string): OfficialParagraph => ({
  type: 'paragraph',
  face: 'topic',
  depth: 0,
  isHeading: true,
  runs: [{ text: title }],
});

const addendum = ({ order, type, text, day }: OfficialAddendum): OfficialParagraph =>
  paragraph([
    { text: `${type === 'correction' ? '更正' : '补充'}${order}（${dayText(day)}）：`, face: 'section' },
    { text: sentence(line(text)) },
  ]);
const outcomes = { passed: '通过', rejected: '未通过', void: '实到人数不足，表决无效' } as const;
const ways = { named: '', hands: '举手表决，', secret: '无记名投票，' } as const;

/** What a vote came to; who voted how stands nowhere in it. */
const voteLine = ({ question, way }: Vote, result: NonNullable<Vote['result']>): OfficialParagraph => {
  const { due, present, for: inFavour, against, abstain, outcome } = result;
  const counts = `应到 ${due} 人，实到 ${present} 人，同意 ${inFavour} 人，反对 ${against} 人，弃权 ${abstain} 人`;
  return paragraph([
    { text: '表决：', face: 'section' },
    { text: `${sentence(line(question))}${ways[way]}${counts}，${outcomes[outcome]}。` },
  ]);
};
type Vote = MinutesSnapshot['votes'][number];

const resolution = (
  { text, lead, assisting, deadline, dissent }: MinutesSnapshot['resolutions'][number],
  number: number,
): OfficialParagraph => {
  const helpers = (assisting ?? []).map(line).filter((each) => each !== '');
  const facts = [
    ['主办', line(lead)],
    ['协办', helpers.join('、')],
    ['时限', deadline === null ? '' : dayText(deadline)],
    ['不同意见', line(dissent)],
  ] as const;
  return paragraph([
    { text: `${headingNumber(2, number)}${sentence(line(text))}` },
    ...facts
      .filter(([, value]) => value !== '')
      .flatMap(([label, value]) => [{ text: `${label}：`, face: 'section' as const }, { text: sentence(value) }]),
  ]);
};
