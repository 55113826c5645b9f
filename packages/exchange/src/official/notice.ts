import type { MinutesSnapshot } from '@lianxi/documents';
import { groupByUnit } from './attendance.ts';
import type { OfficialMinutes, OfficialParagraph, OfficialRun } from './model.ts';
import { clockText, dayText, headingNumber, line, sentence } from './words.ts';

export interface NoticeSource {
  readonly minutes: MinutesSnapshot;
  /** Who calls the meeting: the community, or the branch that it belongs to. */
  readonly issuer: string;
  /** The day of the notice, `YYYY-MM-DD`. */
  readonly day: string;
}

/**
 * The notice of a meeting (会议通知) in the form of a letter: to whom, when, where, what about, who comes, and who calls it. What the
 * meeting does not say yet is left out.
 */
export const buildNotice = ({ minutes, issuer, day }: NoticeSource): OfficialMinutes => {
  const { header, agenda, attendance } = minutes;
  const from = line(issuer);
  const title = line(header.title);
  const people = attendance.filter(({ name }) => line(name) !== '');
  const topics = agenda.map(({ title: topic }) => line(topic)).filter((topic) => topic !== '');
  const facts: readonly (readonly [label: string, text: string, below?: readonly string[]])[] = [
    ['会议时间', header.start === null ? '' : whenText(header.start)],
    ['会议地点', line(header.place)],
    ['主持', line(header.chair)],
    ['会议议程', '', topics],
    ['参会人员', people.length === 0 ? '' : groupByUnit(people, line(header.chair)).join('；')],
    ['有关要求', '', demandsOf(header, people.length > 0)],
  ];
  const known = facts.filter(([, text, below = []]) => text !== '' || below.length > 0);
  return {
    masthead: `${from}会议通知`,
    number: null,
    day: null,
    title: title === '' ? '会议通知' : `关于召开${title}的通知`,
    body: [
      { ...paragraph([{ text: `${receiversOf(people)}：` }]), isFlush: true },
      paragraph([{ text: openingOf(title, header.start) }]),
      ...known.flatMap(([label, text, below = []], index) => [
        paragraph([
          { text: `${headingNumber(0, index + 1)}${label}`, face: 'topic' },
          ...(text === '' ? [] : [{ text: `：${sentence(text)}` }]),
        ]),
        ...below.map((each, at) => paragraph([{ text: `${headingNumber(1, at + 1)}${sentence(each)}` }])),
      ]),
      // An empty line, which a page may not begin with, is a blank here: it goes with the letter.
      paragraph([{ text: '　' }]),
      ...signature(from, dayText(day)),
    ],
    rolls: [],
    colophon: { sentTo: null, issuer: from, issued: `${dayText(day)}印发` },
  };
};

const paragraph = (runs: readonly OfficialRun[]): OfficialParagraph => ({
  type: 'paragraph',
  face: 'body',
  depth: 0,
  isHeading: false,
  runs,
});

/** Bodies by name, each once; people who belong to none are spoken to together. */
const receiversOf = (people: MinutesSnapshot['attendance']): string => {
  const units = [...new Set(people.map(({ unit }) => line(unit)))];
  const named = units.filter((unit) => unit !== '');
  if (named.length === 0) return '各与会人员';
  return [...named, ...(named.length < units.length ? ['各与会人员'] : [])].join('、');
};

const openingOf = (title: string, start: string | null): string => {
  const day = start === null ? '近期' : dayText(start);
  return `经研究，定于${day}召开${title === '' ? '会议' : title}，现将有关事项通知如下：`;
};

const demandsOf = (
  { state, start, proposalsUntil, recorder }: MinutesSnapshot['header'],
  hasInvited: boolean,
): readonly string[] => [
  ...(hasInvited ? ['请收到通知后回复是否参加；因故不能参加的，请说明原因，或者委派代表参加'] : []),
  ...((state ?? 'collecting') === 'collecting' && proposalsUntil !== null && start !== null
    ? [`需要提交会议讨论的议题，请于${dayText(proposalsUntil)}前提出`]
    : []),
  ...(line(recorder) === '' ? [] : [`联系人：${line(recorder)}`]),
];

const weekdays = ['日', '一', '二', '三', '四', '五', '六'];
/** `2026年9月10日（星期四）14:30` */
const whenText = (start: string): string => {
  const weekday = weekdays[new Date(`${start.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? '';
  return `${dayText(start)}（星期${weekday}）${clockText(start)}`;
};

/**
 * GB/T 9704-2012, 7.3.5.2: the body's name two characters from the right, the day below begins two characters further right
 * than it; where the day is longer, that stands two characters from the right and the name makes room.
 */
const signature = (issuer: string, day: string): readonly OfficialParagraph[] => {
  const [wide, narrow] = [widthOf(issuer), widthOf(day)];
  const dayFromRight = Math.max(2, wide - narrow);
  const issuerFromRight = dayFromRight + narrow + 2 - wide;
  return [
    { ...paragraph([{ text: issuer }]), fromRight: issuerFromRight },
    { ...paragraph([{ text: day }]), fromRight: dayFromRight },
  ];
};

/** In characters; Latin letters and digits are half of one. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (character < '\u0100' ? 0.5 : 1), 0);
