import type * as Y from 'yjs';
import type { KindDefinition } from '../kind.ts';
import { allMinutesTables, projectHall } from './hall/index.ts';
import { headerOf, projectMinutes } from './read.ts';
import { minutesRules } from './rules.ts';
import { minutesVersion } from './schema.ts';
import { plainTextOf, textOf } from './text.ts';

export type MinutesSnapshot = ReturnType<typeof snapshotMinutes>;

/** A meeting as plain JSON: agenda in order with each topic's readable text, resolutions with their numbers. */
export const snapshotMinutes = (doc: Y.Doc) => {
  const minutes = projectMinutes(doc);
  const hall = projectHall(doc);
  const { agenda, proposed, current } = minutes.topics.get();
  const topic = (id: string) => ({ id, ...minutes.agenda.values(id), text: plainTextOf(textOf(doc, id)) });
  const snapshot = {
    header: headerOf(minutes),
    agenda: agenda.map(topic),
    proposed: proposed.map(topic),
    current,
    attendance: minutes.attendance.ids().map((id) => ({ id, ...minutes.attendance.values(id) })),
    tally: minutes.tally.get(),
    presence: hall.presence.get(),
    walkIns: hall.walkIns.get(),
    votes: hall.votes.get(),
    resolutions: minutes.numbered.get().map(({ id, number, parties }) => ({
      id,
      number,
      ...minutes.resolutions.values(id),
      confirmedBy: parties.filter(({ hasConfirmed }) => hasConfirmed).map(({ unit }) => unit),
    })),
  };
  minutes.destroy();
  hall.destroy();
  return snapshot;
};

export const minutesDefinition: KindDefinition = {
  kind: 'minutes',
  version: minutesVersion,
  tables: allMinutesTables,
  rules: minutesRules,
  snapshot: snapshotMinutes,
};
