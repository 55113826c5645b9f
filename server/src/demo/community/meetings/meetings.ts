import { assert } from '@lianxi/base';
import { cast, delegates, type Person, personByKey, units } from '../cast.ts';
import { addDays, addMonths, type Day, fillDays, momentOf, workingDay, yearOf } from '../day.ts';
import { createDraw, type Draw } from '../draw.ts';
import { idOf, unitRowOf } from '../id.ts';
import { givenName } from '../people/given-names.ts';
import { surnames } from '../people/surnames.ts';
import { branchMeetings } from './branches.ts';
import { deliberations } from './deliberations.ts';
import { gridMeetings } from './grids.ts';
import { jointMeetings } from './joint.ts';
import type { Attendee, Meeting, Resolution, Topic } from './meeting.ts';
import type { MeetingScript, TopicScript } from './script.ts';

const scripts: readonly MeetingScript[] = [...jointMeetings, ...gridMeetings, ...branchMeetings, ...deliberations];

/** All meetings, oldest first, numbered within their series and year. */
export const createMeetings = (seed: number, today: Day): readonly Meeting[] => {
  const counts = new Map<string, number>();
  return scripts
    .map((script) => ({ script, day: dayOf(script, today) }))
    .sort((left, right) =>
      left.day < right.day ? -1 : left.day > right.day ? 1 : left.script.key < right.script.key ? -1 : 1,
    )
    .map(({ script, day }) => {
      const isNumbered = script.state !== 'collecting' && script.state !== 'notified';
      const series = `${seriesOf(script)}〔${yearOf(day)}〕`;
      const count = (counts.get(series) ?? 0) + 1;
      if (isNumbered) counts.set(series, count);
      return toMeeting(seed, script, day, today, isNumbered ? `${series}${count}号` : null);
    });
};

const dayOf = ({ days, months = 0 }: MeetingScript, today: Day): Day =>
  days === 0 && months === 0 ? today : workingDay(addMonths(addDays(today, days), months));

const seriesOf = ({ type, chair }: MeetingScript): string => {
  if (type === 'joint') return '青禾联席纪要';
  if (type === 'grid') return '青禾网格纪要';
  if (type === 'deliberation') return '青禾议事纪要';
  return `${personOf(chair).from}纪要`;
};

const toMeeting = (seed: number, script: MeetingScript, day: Day, today: Day, number: string | null): Meeting => {
  const start = `${day}T${script.time}`;
  const topics = toTopics(seed, script, day);
  const attendance = toAttendance(seed, script, day);
  return {
    key: script.key,
    id: script.key,
    scope: script.scope,
    type: script.type,
    title: fillDays(script.title, day),
    number,
    start,
    end: `${day}T${later(script.time, script.length)}`,
    place: script.place,
    chair: personOf(script.chair).name,
    recorder: personOf(script.recorder).name,
    recorderKey: script.recorder,
    state: script.state,
    proposalsUntil:
      script.state === 'collecting' ? addDays(day, -5) : script.type === 'joint' ? addDays(day, -15) : null,
    topics,
    attendance,
    votes: toVotes(seed, script, topics, attendance),
    resolutions: script.topics.flatMap(({ resolves = [] }, index) =>
      resolves.map((each, position) => ({
        id: idOf(
          seed,
          `resolution ${script.key} ${index} ${position}`,
          momentOf(day, script.time) + index * 1000 + position,
        ),
        topic: topics[index]?.id ?? '',
        text: fillDays(each.text, day),
        lead: bodyOf(each.lead),
        assisting: bodiesOf(each.assisting ?? [], bodyOf(each.lead)),
        deadline: addDays(day, each.due),
        settled: each.isLate ? null : settledOn(addDays(day, each.due), position, today),
        dissent: each.dissent ?? null,
        confirmedBy: confirmationsOf(each.confirmed ?? []),
      })),
    ),
  };
};

/** What was due is done, a few days before its day. */
const settledOn = (deadline: Day, position: number, today: Day): Day | null =>
  deadline < today ? addDays(deadline, -1 - 2 * position) : null;

/** Who answers: a body, or a grid member by name. */
const bodyOf = (key: string): string => {
  const { from, name } = personOf(key);
  return from === '网格' ? `网格员${name}` : from;
};

/** Each body once, the lead left out of those who assist. */
const bodiesOf = (keys: readonly string[], lead?: string): readonly string[] =>
  [...new Set(keys.map(bodyOf))].filter((body) => body !== lead);

const confirmationsOf = (keys: readonly string[]): Resolution['confirmedBy'] =>
  [...new Map(keys.map((key) => [bodyOf(key), key]))].map(([unit, key]) => ({ unit, key }));

const toTopics = (seed: number, script: MeetingScript, day: Day): readonly Topic[] => {
  let at = later(script.time, 2);
  return script.topics.map((topic, index): Topic => {
    const state = topic.state ?? 'done';
    const hasBegun = state === 'done' || state === 'current' || state === 'deferred';
    const startedAt = hasBegun ? `${day}T${at}` : null;
    if (hasBegun) at = later(at, topic.minutes);
    return {
      id: idOf(seed, `topic ${script.key} ${index}`),
      title: fillDays(topic.title, day),
      proposer: topic.by ? bodyOf(topic.by) : null,
      proposerKey: topic.by ?? null,
      suggestion: topic.suggestion ?? null,
      reason: topic.reason ? fillDays(topic.reason, day) : null,
      minutes: topic.minutes,
      state,
      startedAt,
      endedAt: state === 'done' || state === 'deferred' ? `${day}T${at}` : null,
      paragraphs: paragraphsOf(topic, day),
    };
  });
};

const toVotes = (
  seed: number,
  { key, topics: scripts }: MeetingScript,
  topics: readonly Topic[],
  attendance: readonly Attendee[],
): Meeting['votes'] => {
  const due = attendance.filter(({ state }) => state !== 'observer').length;
  const present = attendance.filter(({ state }) => state === 'present').length;
  return scripts.flatMap(({ vote }, index) => {
    const topic = topics[index];
    if (!vote || !topic?.endedAt) return [];
    const id = `v${idOf(seed, `vote ${key} ${index}`).replaceAll('-', '').slice(-19)}`;
    const inFavour = present - vote.against - vote.abstain;
    return [
      { ...vote, id, topic: topic.id, rule: 'due-half', due, present, for: inFavour, at: topic.endedAt } as const,
    ];
  });
};

const paragraphsOf = (topic: TopicScript, day: Day): Topic['paragraphs'] => [
  ...(topic.says ?? []).map(([speaker, text]) => ({ speaker: `${labelOf(speaker)}：`, text: fillDays(text, day) })),
  ...(topic.conclusion ? [{ speaker: '结论：', text: fillDays(topic.conclusion, day) }] : []),
  ...(topic.resolves ?? []).flatMap(({ dissent }) => (dissent ? [{ speaker: '不同意见：', text: dissent }] : [])),
];

/** 临溪小学 刘志远 */
const labelOf = (speaker: string): string => {
  const person = personByKey.get(speaker);
  if (person) return `${person.from} ${person.name}`;
  const [name, from] = speaker.split('@');
  return from ? `${from} ${name}` : speaker;
};

const personOf = (key: string): Person => {
  const person = personByKey.get(key);
  assert(person, `nobody in the cast is ${key}`);
  return person;
};

const later = (time: string, minutes: number): string => {
  const total = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + minutes;
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
};

type Guest = Pick<Attendee, 'name' | 'unit' | 'unitId' | 'post'> & { readonly isObserver?: true };

const toAttendance = (seed: number, script: MeetingScript, day: Day): readonly Attendee[] => {
  const draw = createDraw(seed, `meeting ${script.key}`);
  const guests = script.people.type === 'joint' ? jointGuests(seed) : someGuests(seed, draw, script.people, day);
  const hasBegun = script.state !== 'collecting' && script.state !== 'notified';
  const chairs = new Set([personOf(script.chair).name, personOf(script.recorder).name]);
  const due = guests.flatMap((guest, index) => (guest.isObserver || chairs.has(guest.name) ? [] : [index]));
  // Nobody who speaks in the minutes is away.
  const speakers = new Set(
    script.topics.flatMap(({ says = [] }) => says.map(([speaker]) => labelOf(speaker).split(' ').at(-1))),
  );
  const mayBeAway = draw.shuffle(due.filter((index) => !speakers.has(guests[index]?.name)));
  const away = new Map<number, 'leave' | 'absent'>();
  const leaves = guests.length > 30 ? 3 : guests.length > 12 ? 2 : draw.whole(0, 1);
  for (const index of mayBeAway.slice(0, leaves)) away.set(index, 'leave');
  const missing = mayBeAway[leaves];
  if (guests.length > 12 && missing !== undefined) away.set(missing, 'absent');
  return guests.map(({ isObserver, ...guest }, index): Attendee => {
    const state = !hasBegun ? 'expected' : isObserver ? 'observer' : (away.get(index) ?? 'present');
    const isHere = state === 'present' || state === 'observer';
    const leave = draw.pick(['在外地学习', '单位值班', '就诊', '接待来访', '家中有事']);
    return {
      ...guest,
      id: idOf(seed, `attendee ${script.key} ${index}`, momentOf(addDays(day, -10)) + index),
      state,
      time: isHere ? `${day}T${later(script.time, -draw.whole(1, 18))}` : null,
      remark: state === 'leave' ? leave : null,
    };
  });
};

const jointGuests = (seed: number): Guest[] => {
  const leaders = cast.filter((person) => person.post !== '网格员' && person.key !== 'wei');
  const people = leaders.map(
    (person): Guest => ({
      name: person.name,
      unit: person.from,
      unitId: person.unit ? unitRowOf(seed, person.unit) : null,
      post: person.post,
      ...(person.key === 'dinghf' ? { isObserver: true } : {}),
    }),
  );
  const others = units.flatMap((unit) =>
    unit.others.map(([name, post]): Guest => ({ name, unit: unit.name, unitId: unitRowOf(seed, unit.scope), post })),
  );
  const residents = delegates.map(([name, from]): Guest => ({ name, unit: from, unitId: null, post: '居民代表' }));
  return [...people, ...others, ...residents];
};

const someGuests = (
  seed: number,
  draw: Draw,
  people: Extract<MeetingScript['people'], { type: 'some' }>,
  day: Day,
): Guest[] => {
  const named = people.keys.map((key): Guest => {
    const person = personByKey.get(key);
    if (person)
      return {
        name: person.name,
        unit: person.from,
        unitId: person.unit ? unitRowOf(seed, person.unit) : null,
        post: person.post,
      };
    const [name = key, unit = ''] = key.split('@');
    return { name, unit, unitId: null, post: null };
  });
  const drawn = Array.from({ length: people.others ?? 0 }, (): Guest => {
    const sex = draw.chance(0.5) ? 'M' : 'F';
    const born = addDays(day, -draw.whole(28, 74) * 365);
    const name = draw.weighted(surnames) + givenName(draw, sex, born);
    return { name, unit: people.from ?? '', unitId: null, post: people.from?.endsWith('支部') ? '党员' : null };
  });
  return [...named, ...drawn];
};
