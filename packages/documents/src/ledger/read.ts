import type * as Y from 'yjs';
import { projectTable, type TableProjection, type Values } from '../table/index.ts';
import { type EntriesProjection, projectEntries } from './entries.ts';
import { card, entriesName, milestones, notes, outcomesName } from './schema.ts';

export type CardValues = Values<typeof card.fields>;
export type MilestoneValues = Values<typeof milestones.fields>;

/** What a project's ledger says. */
export interface LedgerProjection {
  readonly card: TableProjection<typeof card.fields>;
  readonly milestones: TableProjection<typeof milestones.fields>;
  readonly notes: TableProjection<typeof notes.fields>;
  readonly entries: EntriesProjection;
  /** Milestones by the day they are due, those without a day last. */
  milestoneIds(): readonly string[];
  destroy(): void;
}

export const projectLedger = (doc: Y.Doc): LedgerProjection => {
  const tables = {
    card: projectTable(doc.getMap('card'), card),
    milestones: projectTable(doc.getMap('milestones'), milestones),
    notes: projectTable(doc.getMap('notes'), notes),
  };
  const entries = projectEntries(doc.getMap(entriesName), doc.getMap(outcomesName));
  let ordered: readonly string[] | undefined;
  tables.milestones.subscribe({ type: 'any' }, () => {
    ordered = undefined;
  });
  return {
    ...tables,
    entries,
    milestoneIds: () => {
      ordered ??= [...tables.milestones.ids()].sort((left, right) => {
        const [one, other] = [
          tables.milestones.values(left).due ?? '9999',
          tables.milestones.values(right).due ?? '9999',
        ];
        return one === other ? (left < right ? -1 : 1) : one < other ? -1 : 1;
      });
      return ordered;
    },
    destroy: () => {
      for (const table of Object.values(tables)) table.destroy();
      entries.destroy();
    },
  };
};
