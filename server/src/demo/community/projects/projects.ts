import { assert } from '@lianxi/base';
import type { Measure, Outcome, Stage, Step } from '@lianxi/documents';
import { type Person, personByKey } from '../cast.ts';
import { addDays, type Day, fillDays, momentOf, yearOf } from '../day.ts';
import { advancingProjects } from './advancing.ts';
import { otherProjects } from './other-stages.ts';
import type { EntryScript, OneEntry, ProjectScript } from './script.ts';

/** A project's ledger as plain data, in the words of the `ledger` kind. */
export interface Project {
  readonly id: string;
  readonly scope: string;
  readonly card: ProjectCard;
  readonly milestones: readonly {
    readonly title: string;
    readonly due: Day;
    readonly isDone: boolean;
    readonly note: string | null;
  }[];
  readonly notes: readonly { readonly by: string; readonly at: number; readonly text: string }[];
  /** In the order in which they were entered. */
  readonly entries: readonly ProjectEntry[];
}

export interface ProjectCard {
  readonly title: string;
  readonly code: string;
  readonly lead: string;
  readonly partners: readonly string[];
  readonly person: string;
  readonly stage: Stage;
  readonly summary: string;
  readonly stages: readonly {
    readonly stage: Stage;
    readonly from: Day;
    readonly to: Day | null;
    readonly note: string;
  }[];
}

export interface ProjectEntry {
  /** By which a reversal names it; the id follows from the project and this. */
  readonly key: string;
  readonly by: string;
  readonly unit: string;
  readonly item: string;
  readonly step: Step;
  readonly measure: Measure;
  /** 分 for money; negative in a reversal. */
  readonly quantity: number;
  readonly date: Day;
  readonly at: number;
  readonly reverses: string | null;
  /** What the server made of it; null while it waits. */
  readonly outcome: Outcome | null;
}

export const createProjects = (today: Day): readonly Project[] =>
  [...advancingProjects, ...otherProjects]
    .sort((left, right) => left.number - right.number)
    .map((script, index) => toProject(script, index + 1, today));

const toProject = (script: ProjectScript, number: number, today: Day): Project => {
  const lead = personOf(script.lead);
  const first = script.stages[0]?.[1] ?? 0;
  const code = `临溪—青禾—${yearOf(addDays(today, first))}—${String(number).padStart(3, '0')}`;
  return {
    id: `p${String(number).padStart(3, '0')}`,
    scope: script.scope,
    card: {
      title: fillDays(script.title, today),
      code,
      lead: scopeOf(lead),
      partners: [...new Set(script.partners.map((key) => personOf(key).from))],
      person: script.lead,
      stage: script.stage,
      summary: script.summary,
      stages: script.stages.map(([stage, from, to, note]) => ({
        stage,
        from: addDays(today, from),
        to: to === null ? null : addDays(today, to),
        note: fillDays(note, today),
      })),
    },
    milestones: script.milestones.map(([title, due, isDone, note]) => ({
      title,
      due: addDays(today, due),
      isDone,
      note: note ?? null,
    })),
    notes: script.notes.map(([by, days, text], index) => ({
      by,
      at: momentOf(addDays(today, days), `0${8 - (index % 2)}:${20 + index * 7}`),
      text,
    })),
    entries: toEntries(script.entries, today),
  };
};

const toEntries = (scripts: readonly EntryScript[], today: Day): readonly ProjectEntry[] => {
  const ones = scripts.flatMap(spread).map((one, index) => ({ one, key: `e${index}` }));
  const entries = ones.flatMap(({ one, key }): Omit<ProjectEntry, 'outcome'>[] => {
    const author = personOf(one.by);
    const quantity = one.measure === 'yuan' ? one.quantity * 100 : one.quantity;
    const common = { unit: scopeOf(author), step: one.step, measure: one.measure };
    const entry = {
      ...common,
      key,
      by: one.by,
      item: one.item,
      quantity,
      reverses: null,
      ...whenOf(today, one.days, key),
    };
    if (!one.reversed) return [entry];
    const [by, days, reason] = one.reversed;
    const reversal = {
      ...common,
      key: `${key}r`,
      by,
      item: reason,
      quantity: -quantity,
      reverses: key,
      ...whenOf(today, days, key),
    };
    return [entry, reversal];
  });
  const ofKey = new Map(ones.map(({ one, key }) => [key, one]));
  let number = 0;
  return entries
    .sort((left, right) => left.at - right.at)
    .map((entry): ProjectEntry => {
      const { outcome, refused } = ofKey.get(entry.key) ?? {};
      const at = entry.at + 4 * 60_000;
      if (outcome === 'pending') return { ...entry, outcome: null };
      if (refused) return { ...entry, outcome: { state: 'refused', reason: refused, at } };
      return { ...entry, outcome: { state: 'posted', number: ++number, at } };
    });
};

const spread = (script: EntryScript): readonly OneEntry[] => {
  if (!('every' in script)) return [script];
  const { by, item, step, measure } = script;
  return script.quantities.map((quantity, index) => {
    const days = Math.min(script.to, script.from + index * script.every);
    return { by, item, step, measure, quantity, days };
  });
};

/** Entered in the morning, a few minutes apart, so that the order is the same each time. */
const whenOf = (today: Day, days: number, key: string): { readonly date: Day; readonly at: number } => {
  const date = addDays(today, days);
  return { date, at: momentOf(date, '08:10') + Number.parseInt(key.slice(1), 10) * 97_000 };
};

const personOf = (key: string): Person => {
  const person = personByKey.get(key);
  assert(person, `nobody in the cast is ${key}`);
  return person;
};

/** The body that somebody enters for: the own unit or branch, or the community. */
const scopeOf = (person: Person): string => person.grants[0]?.on ?? 'community';
