import type { KindDefinition } from '../kind.ts';
import { projectLedger } from './read.ts';
import { ledgerRules } from './rules.ts';
import { ledgerTables, ledgerVersion } from './schema.ts';

export const ledgerDefinition: KindDefinition = {
  kind: 'ledger',
  version: ledgerVersion,
  tables: ledgerTables,
  rules: ledgerRules,
  snapshot: (doc) => {
    const ledger = projectLedger(doc);
    const snapshot = {
      card: ledger.card.values('self'),
      milestones: ledger.milestoneIds().map((id) => ({ id, ...ledger.milestones.values(id) })),
      notes: ledger.notes.ids().map((id) => {
        const row = ledger.notes.row(id);
        return { id, text: row?.values.text ?? null, by: row?.createdBy ?? '', at: row?.createdAt ?? 0 };
      }),
      entries: ledger.entries.lines.get().map(({ entry, ...rest }) => ({ ...entry, ...rest })),
      totals: ledger.entries.totals.get(),
      totalsByUnit: ledger.entries.totalsByUnit.get(),
    };
    ledger.destroy();
    return snapshot;
  },
};
