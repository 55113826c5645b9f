import type { MinutesSnapshot } from '@lianxi/documents';
import type { Roll } from './model.ts';
import { line } from './words.ts';

type Attendee = MinutesSnapshot['attendance'][number];

/** In the order of the form; whoever is only expected stands nowhere. */
const kinds = [
  ['present', '出席'],
  ['leave', '请假'],
  ['observer', '列席'],
  ['absent', '缺席'],
] as const;

/**
 * Who was there, by unit: the chair's unit first and the chair first in it, then as on the sheet. Unit, post and name, nothing
 * else of anybody: no telephone, no reason for an absence.
 */
export const rollsOf = (attendance: readonly Attendee[], chair: string | null): readonly Roll[] =>
  kinds.flatMap(([state, label]) => {
    const people = attendance.filter((each) => each.state === state && line(each.name) !== '');
    return people.length === 0 ? [] : [{ label, text: `${groupByUnit(people, line(chair)).join('；')}。` }];
  });

/** `临溪小学副校长刘志远、教师王敏`, a text a unit; `chair` stands first. */
export const groupByUnit = (people: readonly Attendee[], chair: string): readonly string[] => {
  const units = new Map<string, Attendee[]>();
  for (const person of people) {
    const unit = line(person.unit);
    units.set(unit, [...(units.get(unit) ?? []), person]);
  }
  const isChair = ({ name }: Attendee) => chair !== '' && line(name) === chair;
  const first = <T>(list: readonly T[], test: (item: T) => boolean): readonly T[] => [
    ...list.filter(test),
    ...list.filter((item) => !test(item)),
  ];
  return first([...units], ([, members]) => members.some(isChair)).map(([unit, members]) =>
    first(members, isChair)
      .map(({ post, name }, index) => `${rank(index === 0 ? unit : '', unit, line(post))}${line(name)}`)
      .join('、'),
  );
};

/** Unit and post in one: what one of them says already is not said twice. */
const rank = (before: string, unit: string, post: string): string => {
  if (post !== '' && post.startsWith(unit)) return post;
  return unit.endsWith(post) ? before : `${before}${post}`;
};
