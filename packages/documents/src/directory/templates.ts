import { err, type Json, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Derived, derive } from '../derived.ts';
import { type MeetingType, meetingTypes } from '../meeting-type.ts';
import { type Author, type Change, commit, projectTable, recordId, type Values } from '../table/index.ts';
import type { DirectoryError } from './intents.ts';
import { type TemplateField, templateFields, templateSchemaOf, templateSchemas } from './template-schema.ts';

/** How a meeting of a type begins. */
export interface Template {
  readonly type: MeetingType;
  readonly title: string;
  readonly place: string;
  /** Minutes; 0 where nothing is planned. */
  readonly minutes: number;
  /** Days before the meeting up to which topics are collected; 0: none are. */
  readonly leadDays: number;
  readonly agenda: readonly PlannedTopic[];
  /** Rules of invited.ts. */
  readonly invited: readonly string[];
  /** What the committee has set otherwise than it was shipped. */
  readonly own: readonly TemplateField[];
}

export interface PlannedTopic {
  readonly title: string;
  readonly minutes: number | null;
}

export type TemplateValues = Omit<Template, 'type' | 'own'>;

const topic = (minutes: number, title: string): PlannedTopic => ({ title, minutes });

/** What a committee finds before it has changed anything. */
export const shippedTemplates: Readonly<Record<MeetingType, TemplateValues>> = {
  joint: {
    title: '{季}季度党建联席会议',
    place: '',
    minutes: 90,
    leadDays: 15,
    // Its topics are proposed, and what the last one left open comes by itself.
    agenda: [],
    invited: ['committee', 'branches', 'units'],
  },
  grid: {
    title: '{月}月网格例会',
    place: '',
    minutes: 60,
    leadDays: 3,
    agenda: [topic(10, '上次议定事项落实情况'), topic(20, '走访和诉求办理情况'), topic(10, '下月重点工作')],
    invited: ['own', 'keepers'],
  },
  'branch-assembly': {
    title: '{月}月支部党员大会',
    place: '',
    minutes: 60,
    leadDays: 0,
    agenda: [topic(20, '学习上级精神'), topic(15, '通报支部工作'), topic(15, '讨论决定事项')],
    invited: ['own'],
  },
  'branch-committee': {
    title: '{月}月支委会',
    place: '',
    minutes: 60,
    leadDays: 0,
    agenda: [topic(15, '学习上级精神'), topic(20, '研究支部工作')],
    invited: ['own'],
  },
  'party-group': {
    title: '{月}月党小组会',
    place: '',
    minutes: 60,
    leadDays: 0,
    agenda: [topic(30, '学习讨论'), topic(15, '党员联系户走访情况')],
    invited: ['own'],
  },
  'party-lecture': {
    title: '{季}季度党课',
    place: '',
    minutes: 90,
    leadDays: 0,
    agenda: [topic(60, '授课'), topic(20, '交流讨论')],
    invited: ['own'],
  },
  deliberation: {
    title: '{月}月党群议事会',
    place: '',
    minutes: 90,
    leadDays: 7,
    agenda: [topic(10, '上次议定事项落实情况'), topic(40, '议事'), topic(10, '形成意见')],
    invited: ['own', 'branches'],
  },
  other: { title: '{月}月会议', place: '', minutes: 0, leadDays: 0, agenda: [], invited: [] },
};

type Stored = Values<(typeof templateSchemas)[number]['fields']>;

/** The templates as they stand, in the order of the types. */
export const projectTemplates = (
  doc: Y.Doc,
): { readonly templates: Derived<readonly Template[]>; readonly destroy: () => void } => {
  const tables = meetingTypes.map((type) => {
    const schema = templateSchemaOf(type);
    return { type, table: projectTable(doc.getMap(schema.name), schema) };
  });
  const templates = derive({
    watch: (changed) => {
      const stops = tables.map(({ table }) => table.subscribe({ type: 'any' }, changed));
      return () => {
        for (const stop of stops) stop();
      };
    },
    compute: () => tables.map(({ type, table }) => readTemplate(type, table.values(recordId))),
    equals: (left, right) => JSON.stringify(left) === JSON.stringify(right),
  });
  return {
    templates,
    destroy: () => {
      for (const { table } of tables) table.destroy();
    },
  };
};

const readTemplate = (type: MeetingType, stored: Stored): Template => {
  const shipped = shippedTemplates[type];
  return {
    type,
    title: stored.title ?? shipped.title,
    place: stored.place ?? shipped.place,
    minutes: stored.minutes ?? shipped.minutes,
    leadDays: stored.leadDays ?? shipped.leadDays,
    agenda: stored.agenda?.map(readTopic) ?? shipped.agenda,
    invited: stored.invited ?? shipped.invited,
    own: templateFields.filter((field) => stored[field] !== null),
  };
};

/** Changes what is said of a type. What is set as it was shipped counts as the committee's own nonetheless. */
export const changeTemplate = (
  doc: Y.Doc,
  { type, values }: { readonly type: MeetingType; readonly values: Partial<TemplateValues> },
  author: Author,
): Result<readonly Change[], DirectoryError> => {
  if (values.title !== undefined && values.title.trim() === '') return err({ type: 'NameMissing' });
  const { agenda, ...rest } = values;
  const stored: { readonly [field: string]: Json | undefined } = {
    ...rest,
    ...(rest.invited ? { invited: [...rest.invited] } : {}),
    ...(agenda ? { agenda: agenda.filter(({ title }) => title.trim() !== '').map(writeTopic) } : {}),
  };
  return commit(doc, templateSchemas, setAll(type, stored), author);
};

/** Back to what was shipped: a field, or all of them. */
export const resetTemplate = (
  doc: Y.Doc,
  { type, fields = templateFields }: { readonly type: MeetingType; readonly fields?: readonly TemplateField[] },
  author: Author,
): Result<readonly Change[], DirectoryError> =>
  commit(doc, templateSchemas, setAll(type, Object.fromEntries(fields.map((field) => [field, null]))), author);

const setAll = (type: MeetingType, values: { readonly [field: string]: Json | undefined }): readonly Change[] =>
  Object.entries(values).flatMap(([field, value]) =>
    value === undefined ? [] : [{ type: 'set', table: templateSchemaOf(type).name, id: recordId, field, value }],
  );

const writeTopic = ({ title, minutes }: PlannedTopic): string => `${minutes ?? ''}\t${title.trim()}`;
const readTopic = (stored: string): PlannedTopic => {
  const [, minutes = '', title = stored] = /^(\d{0,3})\t(.*)$/s.exec(stored) ?? [];
  return { title: title.trim(), minutes: minutes === '' ? null : Math.min(600, Number(minutes)) };
};

const seasons = ['一', '二', '三', '四'];

/** A title for a meeting on a day (`YYYY-MM-DD…`). What stands in braces and is none of ours stays as it is. */
export const fillTitle = (pattern: string, day: string): string => {
  const [year = '', month = '1', date = '1'] = day.slice(0, 10).split('-');
  const words: Readonly<Record<string, string>> = {
    年: year,
    季: seasons[Math.ceil(Number(month) / 3) - 1] ?? '',
    月: String(Number(month)),
    日: String(Number(date)),
  };
  return pattern.replace(/\{(.)\}/gu, (whole, word: string) => words[word] ?? whole);
};
