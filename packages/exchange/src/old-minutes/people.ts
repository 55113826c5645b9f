import type { AttendanceState } from '@lianxi/documents';
import { isBlankWord } from '../register/fold.ts';
import type { OldPerson } from './draft.ts';
import { isName, joinPadded, mayBeName } from './names.ts';
import { isPost, splitRank } from './posts.ts';

type Found = Omit<OldPerson, 'state'>;

/**
 * Who stands in a list as offices write it: `社区党委书记王芳、副书记李　明；临溪小学：刘志远（校长）、王敏`. Between ； stands a unit's
 * people; what is said of a unit holds for those behind it.
 */
export const readPeople = (lines: readonly string[], state: AttendanceState): readonly OldPerson[] => {
  const isGrouped = lines.length > 1 || lines.some((line) => /[；;]/.test(line));
  return lines
    .flatMap((line) => line.split(/[；;。]/))
    .map(withoutCounts)
    .filter((group) => !isBlankWord(group))
    .flatMap((group) => readGroup(group, isGrouped))
    .map((found) => ({ ...found, state }));
};

/** A row of a sign-in sheet. */
export const personOf = (name: string, unit: string, post: string, state: AttendanceState): OldPerson => {
  const joined = joinPadded(name);
  return { name: joined, unit: unit.trim(), post: post.trim(), state, problem: problemOf(joined) };
};

/** The same person of the same unit who stands above is said to. */
export const markRepeats = (people: readonly OldPerson[]): readonly OldPerson[] => {
  const seen = new Set<string>();
  return people.map((person) => {
    const key = `${person.name}\n${person.unit}`;
    if (person.problem === null && seen.has(key)) return { ...person, problem: 'twice' };
    seen.add(key);
    return person;
  });
};

const problemOf = (name: string): Found['problem'] => (isName(name) ? null : mayBeName(name) ? 'doubtful' : 'no-name');

/** Without 等12人, （共 12 人）, 12人： and what a colon leaves. */
const withoutCounts = (text: string): string =>
  text
    .replace(/[（(]?(?:实到|应到|出席|等|共计?|合计|计)*[：:]?\s*\d+\s*(?:人|名)[）)]?/g, ' ')
    .replace(/(?:等人|等)\s*$/, '')
    .replace(/^[\s：:、，,]+|[\s、，,]+$/g, '');

const readGroup = (group: string, isGrouped: boolean): readonly Found[] => {
  const [, label, rest] = /^([^：:、，,（(]{2,30})[：:](.*)$/.exec(group) ?? [];
  const listed = rest ?? group;
  if (listed.trim() === '') return [];
  let unit = label?.replace(/[\s\u00a0]+/g, '') ?? '';
  const inherits = isGrouped || label !== undefined;
  const people = mergePosts(splitList(listed)).flatMap(readItem);
  return people.map((person) => {
    if (person.problem === 'no-name') return person;
    if (person.unit !== '') {
      if (label === undefined) unit = person.unit;
      return person;
    }
    return inherits || person.post.startsWith('副') ? { ...person, unit } : person;
  });
};

/** At 、 and ，, but not within brackets. */
const splitList = (text: string): readonly string[] => {
  const items: string[] = [];
  let item = '';
  let depth = 0;
  for (const character of text) {
    if ('（('.includes(character)) depth += 1;
    if ('）)'.includes(character)) depth = Math.max(0, depth - 1);
    if (depth === 0 && '、，,'.includes(character)) {
      items.push(item);
      item = '';
    } else item += character;
  }
  return [...items, item].map((each) => each.trim()).filter((each) => each !== '');
};

/** `社区党委书记、居委会主任王芳` is one person with two posts. */
const mergePosts = (items: readonly string[]): readonly string[] => {
  const merged: string[] = [];
  let waiting = '';
  for (const item of items) {
    const isOnlyPost = isPost(item) && !isName(item);
    if (isOnlyPost) {
      waiting += waiting === '' ? item : `、${item}`;
      continue;
    }
    // A bare name behind a post that has none: they were two.
    if (waiting !== '' && isName(joinPadded(item))) merged.push(waiting, item);
    else merged.push(waiting === '' ? item : `${waiting}、${item}`);
    waiting = '';
  }
  return waiting === '' ? merged : [...merged, waiting];
};

const asides = /^(?:男|女|.{1,4}族|主持|记录|线上|视频|党员|预备党员|同志)$/u;

const readItem = (item: string): readonly Found[] => {
  const [, before, inside, after] = /^(.*?)[（(]([^（）()]*)[）)](.*)$/u.exec(item) ?? [];
  if (inside === undefined) return readWords(item);
  const outer = joinPadded(`${before ?? ''}${after ?? ''}`);
  const inner = inside.trim();
  if (inner === '' || asides.test(inner)) return readWords(outer);
  const within = splitList(inner).map(joinPadded);
  if (!mayBeName(outer) && within.length > 0 && within.every(isName))
    return within.map((name) => ({ name, ...splitRank(outer), problem: null }));
  if (mayBeName(outer)) return [{ name: outer, ...splitRank(inner), problem: problemOf(outer) }];
  return readWords(outer).map((person) => (person.unit === '' ? { ...person, ...withRank(person, inner) } : person));
};

const withRank = ({ post }: Found, words: string) => {
  const rank = splitRank(words);
  return { unit: rank.unit, post: post === '' ? rank.post : post };
};

/** Words with blanks between: names one after another, or each with what stands before it. */
const readWords = (text: string): readonly Found[] => {
  const people: Found[] = [];
  let rank = '';
  const whole = joinPadded(text);
  for (const word of whole.split(' ')) {
    if (word === '') continue;
    const ended = isName(word) ? null : nameAtEnd(word);
    const isAmongNames = rank === '' && people.every(({ unit, post }) => unit === '' && post === '');
    const mayStand = isAmongNames && (people.length > 0 || word === whole) && mayBeName(word);
    if (isName(word) || (mayStand && ended?.isSure !== true)) {
      people.push({ name: word, ...splitRank(rank), problem: problemOf(word) });
      rank = '';
      continue;
    }
    if (ended) {
      people.push({ name: ended.name, ...splitRank(rank + ended.rank), problem: ended.isSure ? null : 'doubtful' });
      rank = '';
    } else rank += word;
  }
  const last = people.at(-1);
  if (rank === '') return people;
  // 刘志远 校长: what stands behind a name that has nothing before it.
  if (last && last.unit === '' && last.post === '' && people.length === 1) return [{ ...last, ...splitRank(rank) }];
  return [...people, { name: rank, unit: '', post: '', problem: 'no-name' }];
};

/** `临溪小学副校长刘志远`: the name is what a post leaves at the end; without a post, what a surname begins. */
const nameAtEnd = (word: string): { readonly rank: string; readonly name: string; readonly isSure: boolean } | null => {
  const characters = [...word];
  const fits = [3, 2, 4]
    .filter((length) => characters.length > length)
    .map((length) => ({
      name: characters.slice(-length).join(''),
      rank: characters.slice(0, -length).join(''),
    }))
    .filter(({ name }) => isName(name));
  const sure = fits.find(({ rank }) => isPost(rank));
  if (sure) return { ...sure, isSure: true };
  const [first] = fits;
  // 公司、小学、支部 before a name say that much.
  return first
    ? { ...first, isSure: /(?:公司|小学|中学|学校|医院|支部|银行|中心|服务站|派出所|超市|物业|委会)$/.test(first.rank) }
    : null;
};
