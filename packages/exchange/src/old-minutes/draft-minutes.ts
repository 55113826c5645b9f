import type { AttendanceState, MeetingType } from '@lianxi/documents';
import type { OldHeader, OldMinutes, OldPerson, OldResolution, OldTopic } from './draft.ts';
import { type Fact, type FactName, factsIn, isForm, labelOf, signInColumns } from './facts.ts';
import { isName, joinPadded, mayBeName } from './names.ts';
import {
  isAllBold,
  linesOf,
  type Paper,
  type PaperBlock,
  type PaperParagraph,
  type PaperTable,
  textOfParagraph,
} from './paper.ts';
import { markRepeats, personOf, readPeople } from './people.ts';
import { splitRank } from './posts.ts';
import { findResolutions } from './resolutions.ts';
import { setBlocks, withoutNumber } from './text.ts';
import { dayIn, spanIn } from './when.ts';

/**
 * Old minutes as a draft of a meeting. What it cannot place stays as text of a topic: nothing that was written is lost, and
 * nothing is made up.
 */
export const draftOldMinutes = (paper: Paper): OldMinutes => {
  const { head, facts, people: signedIn, body } = sort(paper.blocks);
  const known = headerOf(head, facts, body);
  const lists = (['present', 'observer', 'leave', 'absent'] as const).flatMap((state) =>
    readPeople(textsOf(facts, state), state satisfies AttendanceState),
  );
  const onSheet = signedIn.filter(
    ({ name, unit }) => !lists.some((each) => each.name === name && (each.unit === unit || each.unit === '')),
  );
  const topics = topicsOf(body, known.title, textsOf(facts, 'subject'));
  const year = known.start.slice(0, 4) || String(new Date().getFullYear());
  const resolutions = topics.flatMap(({ title, blocks }, topic): readonly OldResolution[] =>
    findResolutions(blocks, { topic, year, isSection: isListOfResolutions.test(title) }),
  );
  return {
    header: known,
    people: markRepeats([...lists, ...onSheet]).slice(0, mostPeople),
    topics: topics.map(({ title, blocks }): OldTopic => ({ title, blocks: setBlocks(blocks) })),
    resolutions: resolutions.slice(0, mostResolutions),
    statedPresent: statedIn(linesOf(paper.blocks)),
  };
};

const mostPeople = 500;
const mostResolutions = 200;
const longestTitle = 120;
const isListOfResolutions = /^(?:会议)?(?:议定|决定|决议|议决)(?:的?事项|内容|情况)?$|^议定事项/;

interface Sorted {
  /** What stands above everything: masthead, number, title, the day. */
  readonly head: readonly PaperParagraph[];
  readonly facts: readonly Fact[];
  readonly people: readonly OldPerson[];
  readonly body: readonly PaperBlock[];
}

const rolls: ReadonlySet<FactName> = new Set(['present', 'observer', 'leave', 'absent']);

const sort = (blocks: readonly PaperBlock[]): Sorted => {
  const head: PaperParagraph[] = [];
  const facts: Fact[] = [];
  const people: OldPerson[] = [];
  const body: PaperBlock[] = [];
  /** The list that the lines below may go on with. */
  let open: FactName | null = null;
  const take = (found: readonly Fact[]) => {
    facts.push(...found);
    open = found.at(-1)?.name ?? null;
  };
  const takeParagraph = (paragraph: PaperParagraph): void => {
    const text = textOfParagraph(paragraph).trim();
    const found = factsIn(text.replaceAll('\n', ' '));
    const isEarly = body.length === 0;
    // Below the head only lists of people and what is sent stand apart: 时间 may be a word of the text.
    if (found && (isEarly || found.every(({ name }) => rolls.has(name) || name === 'sent' || name === 'recorder'))) {
      take(found);
      return;
    }
    if (isColophon(text)) return;
    if (open !== null && rolls.has(open) && goesOn(text)) {
      facts.push({ name: open, text });
      return;
    }
    open = null;
    // The first line may bear a heading's style; further ones are topics.
    const isTopic = head.length > 0 && paragraph.heading > 0 && !paragraph.isCentred;
    if (isEarly && facts.length === 0 && !isTopic && isHead(paragraph)) head.push(paragraph);
    else body.push(paragraph);
  };
  const takeForm = (table: PaperTable): void => {
    for (const row of table.rows) {
      const columns = row.map((cell) => labelOf(cell.blocks));
      for (const [index, cell] of row.entries()) {
        const label = columns[index] ?? null;
        if (label !== null) continue;
        const name = columns[index - 1] ?? null;
        if (name === null || name === 'body') for (const block of cell.blocks) one(block);
        else for (const line of linesOf(cell.blocks)) facts.push({ name, text: line.trim() });
        open = null;
      }
    }
  };
  const one = (block: PaperBlock): void => {
    const columns = block.type === 'table' ? signInColumns(block) : null;
    if (block.type === 'paragraph') takeParagraph(block);
    else if (block.type === 'table' && columns) people.push(...peopleOfSheet(block, columns));
    else if (block.type === 'table' && isForm(block)) takeForm(block);
    else if (block.type !== 'table' || !linesOf([block]).every(isColophon)) body.push(block);
  };
  for (const block of blocks) one(block);
  return { head, facts, people, body };
};

/** The paper's own: to whom it goes, by whom and when it was printed. */
const isColophon = (line: string): boolean => {
  const words = line.replaceAll(/[\s\u00a0]+/g, '');
  return (
    words === '' ||
    /^(?:分送|抄送|主送|报送)[：:]/.test(words) ||
    /^.{0,40}日印发$/.test(words) ||
    /^（?此件/.test(words)
  );
};

/** Masthead, number, title, day: short, without the end of a sentence, or centred. */
const isHead = (paragraph: PaperParagraph): boolean => {
  const text = textOfParagraph(paragraph).trim();
  if (/[。；;：:]$/.test(text) || isTopicNumber.test(text)) return false;
  if (paragraph.isCentred) return text.length <= 120;
  return text.length <= 60 && !/，.*(?:召开|主持)/.test(text);
};

/** A line below 出席： that is more of the list: names, or a unit with its people. */
const goesOn = (text: string): boolean => {
  if (isTopicNumber.test(text) || /[。！？]./.test(text)) return false;
  const found = readPeople([text], 'present');
  return (
    found.length > 0 &&
    found.filter(({ problem }) => problem !== 'no-name').length >= found.length / 2 &&
    found.some(({ problem }) => problem === null)
  );
};

const peopleOfSheet = (
  { rows }: PaperTable,
  { row, name, unit, post }: NonNullable<ReturnType<typeof signInColumns>>,
): readonly OldPerson[] =>
  rows.slice(row + 1).flatMap((cells) => {
    const cell = (at: number) =>
      at < 0
        ? ''
        : linesOf(cells[at]?.blocks ?? [])
            .join(' ')
            .trim();
    return cell(name) === '' ? [] : [personOf(cell(name), cell(unit), cell(post), 'present')];
  });

const textsOf = (facts: readonly Fact[], name: FactName): readonly string[] =>
  facts.filter((fact) => fact.name === name && fact.text !== '').map(({ text }) => text);

const numberPattern =
  /第\s*\d+\s*期|[〔［[【（(]\s*\d{4}\s*[〕］\]】）)]\s*(?:第\s*)?\d+\s*[号期]|\d{4}\s*年\s*第\s*\d+\s*[期号次]/;

const headerOf = (head: readonly PaperParagraph[], facts: readonly Fact[], body: readonly PaperBlock[]): OldHeader => {
  const lines = head.map((each) =>
    textOfParagraph(each)
      .replaceAll(/\s*\n\s*/g, '')
      .trim(),
  );
  const numbered = lines.find((line) => numberPattern.test(line) && !/(?:会议|纪要|记录)$/.test(line));
  const found = numbered === undefined ? undefined : numberPattern.exec(numbered);
  // 青禾联席纪要〔2026〕3号 is the whole line; what stands beside it for its own sake is not.
  const [before = ''] = numbered?.split(found?.[0] ?? '') ?? [];
  const number = found ? `${/\s$|^$/.test(before) ? '' : before.replace(/^[（(]/, '')}${found[0]}`.trim() : '';
  const titles = lines.filter((line) => line !== numbered && !isDayLine(line));
  const title = titles.findLast((line) => /会|纪要|记录|党课/.test(line)) ?? titles.at(-1) ?? '';
  const prose = linesOf(body.slice(0, 3)).join('').slice(0, 300);
  const span = spanIn(textsOf(facts, 'time').join(' ')) ?? spanIn(prose) ?? spanIn(lines.find(isDayLine) ?? '');
  const inProse = /(?:由|，|。|^)([^，。]{0,30}?)(?:同志)?(?:在([^，。]{2,30}?))?主持(?:召开|了|会议)/.exec(prose);
  const chair = textsOf(facts, 'chair')[0] ?? inProse?.[1] ?? '';
  const place = textsOf(facts, 'place')[0] ?? inProse?.[2] ?? /，(?:在|于)([^，。]{2,30}?)召开/.exec(prose)?.[1] ?? '';
  return {
    type: typeIn([...lines, ...textsOf(facts, 'subject')].join(' ')),
    title: title.slice(0, longestTitle),
    number: number.slice(0, 60),
    start: span?.start ?? '',
    end: span?.end ?? '',
    isHourGuessed: span?.isHourGuessed ?? false,
    place: place.replace(/[。；;]$/, '').slice(0, 120),
    chair: personIn(chair),
    recorder: personIn(textsOf(facts, 'recorder')[0] ?? ''),
  };
};

const isDayLine = (line: string): boolean => {
  const found = dayIn(line);
  return (
    found !== null &&
    /年/.test(line) &&
    line.length < 40 &&
    found.rest.trim().length < 4 &&
    !/(?:会议|纪要|记录)/.test(line)
  );
};

/** Whose name it is, of `社区党委书记王芳` or `王　芳（书记）`; the words as they are where none is found. */
const personIn = (text: string): string => {
  const [first] = readPeople([text], 'present');
  if (first && first.problem !== 'no-name') return first.name;
  const joined = joinPadded(text.replace(/[。；;，,].*$/, ''));
  return (isName(joined) || mayBeName(joined) ? joined : splitRank(joined).unit || joined).slice(0, 60);
};

const typeIn = (words: string): MeetingType => {
  const types: readonly (readonly [RegExp, MeetingType])[] = [
    [/联席/, 'joint'],
    [/党员大会/, 'branch-assembly'],
    [/支委会|支部委员会/, 'branch-committee'],
    [/党小组/, 'party-group'],
    [/党课/, 'party-lecture'],
    [/议事|协商|恳谈/, 'deliberation'],
    [/网格/, 'grid'],
  ];
  return types.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';
};

/** 实到 18 人, 参会 18 人. */
const statedIn = (lines: readonly string[]): number | null => {
  const found = /(?:实到|到会|参会|出席)(?:会议)?(?:人员|人数)?[：:（(\s]*(?:共|约)?\s*(\d{1,3})\s*(?:人|名)/.exec(
    lines.join('\n'),
  );
  return found ? Number(found[1]) : null;
};

const isTopicNumber = /^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])/;

interface RawTopic {
  readonly title: string;
  readonly blocks: readonly PaperBlock[];
}

type HeadingTest = (paragraph: PaperParagraph, text: string) => boolean;
const longestHeading = 60;
const isShort = (text: string): boolean => text.length <= longestHeading && !/[。；;]$/.test(text);
/** What the topics of minutes begin with, the surest first; the first kind of which there is any is theirs. */
const headingKinds: readonly HeadingTest[] = [
  (_paragraph, text) => /^[一二三四五六七八九十]{1,3}、/.test(text),
  (_paragraph, text) =>
    /^(?:议题|第)[一二三四五六七八九十\d]+(?:项|个)?(?:议题)?[：:、 　]/.test(text) && isShort(text),
  ({ heading }, text) => heading > 0 && isShort(text),
  (_paragraph, text) => /^[（(][一二三四五六七八九十]{1,3}[）)]/.test(text),
  // Numbered by the program, and set as headings are.
  (paragraph, text) =>
    paragraph.list?.isOrdered === true && isShort(text) && (isAllBold(paragraph) || paragraph.isHeadingFace),
  (paragraph, text) => (isAllBold(paragraph) || paragraph.isHeadingFace) && isShort(text) && paragraph.list === null,
];

const topicsOf = (body: readonly PaperBlock[], meeting: string, subjects: readonly string[]): readonly RawTopic[] => {
  const paragraphs = body.filter((block) => block.type === 'paragraph');
  const isHeading = headingKinds.find((kind) => paragraphs.some((each) => kind(each, textOfParagraph(each).trim())));
  const topics: { title: string; blocks: PaperBlock[] }[] = [];
  const before: PaperBlock[] = [];
  for (const block of body) {
    if (block.type === 'paragraph' && isHeading?.(block, textOfParagraph(block).trim())) topics.push(beginTopic(block));
    else (topics.at(-1)?.blocks ?? before).push(block);
  }
  if (before.length === 0) return topics;
  // What stands before the first heading: the only topic where there is none, else how the meeting went.
  const subject = subjects.join('；').slice(0, longestTitle);
  const isOnly = topics.length === 0;
  return [{ title: isOnly ? subject || meeting || '会议内容' : subject || '会议概况', blocks: before }, ...topics];
};

/** A heading that goes on as text is cut at its first full stop: what follows belongs to the topic. */
const beginTopic = (paragraph: PaperParagraph): { title: string; blocks: PaperBlock[] } => {
  const text = textOfParagraph(paragraph).replaceAll('\n', ' ');
  const cut = text.search(/[。：:](?=.)/) + 1;
  const title = withoutNumber(cut > 0 && cut <= longestHeading ? text.slice(0, cut) : text).replace(/[。：:]$/, '');
  if (title.length <= longestTitle && (cut === 0 || cut > longestHeading))
    return { title: title || '会议内容', blocks: [] };
  if (cut > 0 && cut <= longestHeading)
    return { title, blocks: [{ ...paragraph, list: null, heading: 0, runs: runsFrom(paragraph, cut) }] };
  return { title: `${title.slice(0, 40)}……`, blocks: [{ ...paragraph, list: null, heading: 0 }] };
};

/** The runs behind so many characters. */
const runsFrom = ({ runs }: PaperParagraph, from: number): PaperParagraph['runs'] => {
  let at = 0;
  return runs.flatMap((run) => {
    const rest = run.text.slice(Math.max(0, from - at));
    at += run.text.length;
    return rest === '' ? [] : [{ ...run, text: rest }];
  });
};
