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

const groupByUnit = (people: readonly Attendee[], chair: string): readonly string[] => {
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
      .map(({ post, name }, index) => `${index === 0 ? unitBefore(unit, line(post)) : ''}${line(post)}${line(name)}`)
      .join('、'),
  );
};

/** A post that names its unit itself does not have it twice. */
const unitBefore = (unit: string, post: string): string => (unit !== '' && post.startsWith(unit) ? '' : unit);
