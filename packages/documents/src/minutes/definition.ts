import type * as Y from 'yjs';
import { readAttachments } from '../attachments/changes.ts';
import type { KindDefinition } from '../kind.ts';
import { projectTable, recordId } from '../table/index.ts';
import { projectBefore } from './before.ts';
import { readSentTo } from './circulation.ts';
import { allMinutesTables, projectHall } from './hall/index.ts';
import { headerOf, projectMinutes } from './read.ts';
import { minutesRules } from './rules.ts';
import { minutesVersion } from './schema.ts';
import { signingSchema } from './signing.ts';
import { plainTextOf, textOf } from './text.ts';

export type MinutesSnapshot = ReturnType<typeof snapshotMinutes>;

/** What the relay wrote when it signed off; null before, and in what an earlier version signed. */
export const signingOf = (doc: Y.Doc) => {
  const record = projectTable(doc.getMap(signingSchema.name), signingSchema);
  const { number, issuer, signedAt, signedBy, hash } = record.values(recordId);
  record.destroy();
  return hash === null || signedAt === null ? null : { number, issuer, signedAt, signedBy, hash };
};

/** A meeting as plain JSON: agenda in order with each topic's readable text, resolutions with their numbers. */
export const snapshotMinutes = (doc: Y.Doc) => {
  const minutes = projectMinutes(doc);
  const before = projectBefore(doc);
  const signing = signingOf(doc);
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
    proposals: before.proposals.get(),
    replies: before.invited.get().flatMap(({ reply }) => reply ?? []),
    carried: [...before.carried.get()].map(([item, { topic: takenUp, meeting }]) => ({
      item,
      topic: takenUp,
      meeting,
    })),
    attachments: readAttachments(doc),
    sentTo: readSentTo(doc),
    ...(signing ? { signing } : {}),
  };
  minutes.destroy();
  before.destroy();
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
