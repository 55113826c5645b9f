import { jsonEquals } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Derived, derive } from '../derived.ts';
import { projectTable, recordId, type TableProjection, type Values } from '../table/index.ts';
import {
  agendaSchema,
  attendanceSchema,
  confirmationsSchema,
  headerSchema,
  resolutionsSchema,
  type TopicState,
} from './schema.ts';

/**
 * A meeting as read: its five tables, and what follows from them. Derived values are worked out by `derive`: the same
 * object until their content changes.
 */
export interface MinutesProjection {
  readonly header: TableProjection<(typeof headerSchema)['fields']>;
  readonly agenda: TableProjection<(typeof agendaSchema)['fields']>;
  readonly attendance: TableProjection<(typeof attendanceSchema)['fields']>;
  readonly resolutions: TableProjection<(typeof resolutionsSchema)['fields']>;
  readonly confirmations: TableProjection<(typeof confirmationsSchema)['fields']>;
  /** Topics in the order of the agenda (proposals apart), and which one is being discussed. */
  readonly topics: Derived<Topics>;
  readonly tally: Derived<Tally>;
  /** Attendees by unit, units in the order in which their first person was entered. */
  readonly units: Derived<readonly UnitAttendance[]>;
  /** Every resolution with its number, e.g. `2-1`: the second topic's first. */
  readonly numbered: Derived<readonly NumberedResolution[]>;
  destroy(): void;
}

export type HeaderValues = Values<(typeof headerSchema)['fields']>;
export type TopicValues = Values<(typeof agendaSchema)['fields']>;
export type AttendeeValues = Values<(typeof attendanceSchema)['fields']>;
export type ResolutionValues = Values<(typeof resolutionsSchema)['fields']>;

export interface Topics {
  readonly agenda: readonly string[];
  readonly proposed: readonly string[];
  readonly current: string | null;
}

export interface Tally {
  /** 应到: everyone entered but observers. */
  readonly due: number;
  readonly present: number;
  readonly leave: number;
  /** 未到: expected, or noted as absent. */
  readonly missing: number;
  readonly observers: number;
  /** More than half of those due are there. */
  readonly hasQuorum: boolean;
}

export interface UnitAttendance {
  readonly unit: string;
  readonly attendees: readonly string[];
}

export interface NumberedResolution {
  readonly id: string;
  readonly topic: string | null;
  readonly number: string;
  /** Lead and assisting units, each once, and which of them have confirmed. */
  readonly parties: readonly { readonly unit: string; readonly hasConfirmed: boolean }[];
}

export const projectMinutes = (doc: Y.Doc): MinutesProjection => {
  const header = projectTable(doc.getMap(headerSchema.name), headerSchema);
  const agenda = projectTable(doc.getMap(agendaSchema.name), agendaSchema);
  const attendance = projectTable(doc.getMap(attendanceSchema.name), attendanceSchema);
  const resolutions = projectTable(doc.getMap(resolutionsSchema.name), resolutionsSchema);
  const confirmations = projectTable(doc.getMap(confirmationsSchema.name), confirmationsSchema);

  const topics = derive({
    watch: watchAll(agenda),
    compute: () => sortTopics(agenda),
    equals: (left, right) => jsonEquals({ ...left }, { ...right }),
  });
  const tally = derive({
    watch: watchAll(attendance),
    compute: () => countAttendance(attendance),
    equals: (left, right) => jsonEquals({ ...left }, { ...right }),
  });
  const units = derive({
    watch: watchAll(attendance),
    compute: () => groupByUnit(attendance),
    equals: (left, right) => JSON.stringify(left) === JSON.stringify(right),
  });
  const numbered = derive({
    watch: watchAll(agenda, resolutions, confirmations),
    compute: () => numberResolutions(sortTopics(agenda), resolutions, confirmations),
    equals: (left, right) => JSON.stringify(left) === JSON.stringify(right),
  });
  const tables = [header, agenda, attendance, resolutions, confirmations];
  return {
    header,
    agenda,
    attendance,
    resolutions,
    confirmations,
    topics,
    tally,
    units,
    numbered,
    destroy: () => {
      for (const table of tables) table.destroy();
    },
  };
};

export const headerOf = ({ header }: Pick<MinutesProjection, 'header'>): HeaderValues => header.values(recordId);

interface Watched {
  subscribe(to: { type: 'any' }, listener: () => void): () => void;
}

const watchAll =
  (...tables: readonly Watched[]) =>
  (changed: () => void) => {
    const stops = tables.map((table) => table.subscribe({ type: 'any' }, changed));
    return () => {
      for (const stop of stops) stop();
    };
  };

const sortTopics = (agenda: MinutesProjection['agenda']): Topics => {
  const rows = agenda.ids().map((id) => ({ id, values: agenda.values(id) }));
  rows.sort((left, right) => {
    const one = left.values.order ?? '~';
    const other = right.values.order ?? '~';
    if (one !== other) return one < other ? -1 : 1;
    return left.id < right.id ? -1 : 1;
  });
  const isProposal = (state: TopicState | null) => state === 'proposed';
  // Two recorders may each have opened a topic; the one opened last is the one being discussed.
  let current: (typeof rows)[number] | undefined;
  for (const row of rows) {
    if (row.values.state !== 'current') continue;
    if (!current || (row.values.startedAt ?? '') >= (current.values.startedAt ?? '')) current = row;
  }
  return {
    agenda: rows.filter(({ values }) => !isProposal(values.state)).map(({ id }) => id),
    proposed: rows.filter(({ values }) => isProposal(values.state)).map(({ id }) => id),
    current: current?.id ?? null,
  };
};

const countAttendance = (attendance: MinutesProjection['attendance']): Tally => {
  const count = { due: 0, present: 0, leave: 0, missing: 0, observers: 0 };
  for (const id of attendance.ids()) {
    const { state } = attendance.values(id);
    if (state === 'observer') {
      count.observers += 1;
      continue;
    }
    count.due += 1;
    if (state === 'present') count.present += 1;
    else if (state === 'leave') count.leave += 1;
    else count.missing += 1;
  }
  return { ...count, hasQuorum: count.present * 2 > count.due };
};

const groupByUnit = (attendance: MinutesProjection['attendance']): readonly UnitAttendance[] => {
  const byUnit = new Map<string, string[]>();
  for (const id of attendance.ids()) {
    const unit = attendance.values(id).unit ?? '';
    const attendees = byUnit.get(unit);
    if (attendees) attendees.push(id);
    else byUnit.set(unit, [id]);
  }
  return [...byUnit].map(([unit, attendees]) => ({ unit, attendees }));
};

const numberResolutions = (
  { agenda, proposed }: Topics,
  resolutions: MinutesProjection['resolutions'],
  confirmations: MinutesProjection['confirmations'],
): readonly NumberedResolution[] => {
  const confirmed = new Set(
    confirmations.ids().map((id) => {
      const { resolution, unit } = confirmations.values(id);
      return `${resolution}\n${unit}`;
    }),
  );
  const byTopic = new Map<string, string[]>();
  const known = new Set([...agenda, ...proposed]);
  for (const id of resolutions.ids()) {
    const { topic } = resolutions.values(id);
    // A resolution outlives its topic's removal: it is listed last, under 0.
    const place = topic !== null && known.has(topic) ? topic : '';
    byTopic.set(place, [...(byTopic.get(place) ?? []), id]);
  }
  const places = [...agenda, ...proposed, ''];
  return places.flatMap((place, index) =>
    (byTopic.get(place) ?? []).map((id, position) => {
      const { topic, lead, assisting } = resolutions.values(id);
      const parties = [...new Set([lead, ...(assisting ?? [])])].filter((unit) => unit !== null && unit !== '');
      return {
        id,
        topic,
        number: `${place === '' ? 0 : index + 1}-${position + 1}`,
        parties: parties.map((unit) => ({ unit: unit ?? '', hasConfirmed: confirmed.has(`${id}\n${unit}`) })),
      };
    }),
  );
};
