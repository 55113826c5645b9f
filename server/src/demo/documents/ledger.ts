import { assert } from '@lianxi/base';
import {
  type Change,
  commit,
  describeProject,
  type Entry,
  ledgerTables,
  recordEntry,
  reverseEntry,
} from '@lianxi/documents';
import type * as Y from 'yjs';
import type { BookedEntry } from '../../store/index.ts';
import { idOf, momentOf, type Project, type ProjectEntry } from '../community/index.ts';
import { type Desk, type Draft, done, draw } from './draft.ts';

/** A project's ledger: its card, milestones, notes and entries, and what the server makes of the older entries. */
export const drawLedger = async (desk: Desk, project: Project): Promise<Draft> => {
  const { card, entries, notes } = project;
  const createdAt = momentOf(card.stages[0]?.from ?? desk.community.today);
  const plan = {
    address: `ledger/${project.scope}/demo-${project.id}`,
    title: card.title,
    createdBy: card.person,
    createdAt,
    updatedAt: Math.max(createdAt, entries.at(-1)?.at ?? 0, ...notes.map(({ at }) => at)),
  };
  const booked: BookedEntry[] = [];
  const draft = await draw(desk, plan, (doc) => {
    const lead = desk.author(card.person, createdAt);
    done(describeProject(doc, cardOf(desk, project), lead));
    done(commit(doc, ledgerTables, milestones(desk, project), lead));
    for (const [index, { by, at, text }] of notes.entries()) {
      const author = desk.author(by, at);
      const id = idOf(desk.community.seed, `note ${project.id} ${index}`, author.clock());
      done(commit(doc, ledgerTables, [{ type: 'create', table: 'notes', id, values: { text } }], author));
    }
    const ids = new Map<string, string>();
    for (const entry of entries) ids.set(entry.key, enter(desk, doc, project, entry, ids));
    for (const { key, at, outcome } of entries) {
      const entry = doc.getMap<Entry>('entries').get(ids.get(key) ?? '');
      assert(entry, key);
      booked.push({ entry, at: Math.min(outcome?.at ?? at, desk.now), waits: outcome === null });
    }
  });
  return { ...draft, booked };
};

const cardOf = (desk: Desk, { card }: Project) => {
  const { title, code, lead, partners, stage, summary } = card;
  const stages = card.stages.flatMap(({ stage, from, to, note }) => [
    [`${stage}From`, from],
    [`${stage}To`, to],
    [`${stage}Note`, note],
  ]);
  return {
    title,
    code,
    lead,
    partners,
    person: desk.memberId(card.person),
    stage,
    summary,
    ...Object.fromEntries(stages),
  };
};

const milestones = (desk: Desk, project: Project): readonly Change[] =>
  project.milestones.map((values, index) => ({
    type: 'create',
    table: 'milestones',
    id: idOf(desk.community.seed, `milestone ${project.id} ${index}`),
    values: { ...values },
  }));

/** Writes one entry by the intents that the app uses; returns its id. */
const enter = (
  desk: Desk,
  doc: Y.Doc,
  project: Project,
  entry: ProjectEntry,
  ids: ReadonlyMap<string, string>,
): string => {
  const author = desk.author(entry.by, entry.at);
  const { unit, step, measure, quantity, item, date } = entry;
  if (entry.reverses === null) {
    const id = idOf(desk.community.seed, `entry ${project.id} ${entry.key}`, author.clock());
    done(recordEntry(doc, { id, unit, step, measure, quantity, item, date }, author));
    return id;
  }
  const reversed = ids.get(entry.reverses) ?? '';
  done(reverseEntry(doc, { id: reversed, item, date }, author));
  const reversal = [...doc.getMap<Entry>('entries').values()].find(({ reverses }) => reverses === reversed);
  return reversal?.id ?? '';
};
