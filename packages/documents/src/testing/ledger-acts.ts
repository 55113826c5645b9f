import {
  enterStage,
  type LedgerProjection,
  leaveNote,
  measures,
  projectLedger,
  reachMilestone,
  recordEntry,
  reverseEntry,
  setMilestone,
  steps,
  withdrawNote,
} from '../ledger/index.ts';
import { type Act, pick, type Replica } from './replicas.ts';

const units = ['unit-linxi', 'unit-bank', 'wutongli'];

const read = <T>({ doc }: Replica, look: (ledger: LedgerProjection) => T): T => {
  const ledger = projectLedger(doc);
  const seen = look(ledger);
  ledger.destroy();
  return seen;
};

/** What people do with a project. */
export const ledgerActs: readonly Act[] = [
  ({ doc, author, chance, word }) =>
    recordEntry(
      doc,
      {
        unit: pick(units, chance) ?? 'community',
        step: pick(steps, chance) ?? 'used',
        measure: pick(measures, chance) ?? 'yuan',
        quantity: 1 + Math.floor(chance() * 1e6),
        item: word(),
        date: `2026-09-${String(1 + Math.floor(chance() * 28)).padStart(2, '0')}`,
      },
      author,
    ),
  (replica) => {
    const line = pick(
      read(replica, ({ entries }) => entries.lines.get()),
      replica.chance,
    );
    if (line) {
      const reversal = { id: line.entry.id, item: replica.word(), date: '2026-10-01' };
      reverseEntry(replica.doc, reversal, replica.author);
    }
  },
  ({ doc, author, chance, word }) =>
    setMilestone(doc, { title: word(), due: pick(['2026-09-01', '2026-10', null], chance) ?? null }, author),
  (replica) => {
    const id = pick(
      read(replica, (ledger) => ledger.milestoneIds()),
      replica.chance,
    );
    if (id) reachMilestone(replica.doc, id, replica.author);
  },
  ({ doc, author, word }) => leaveNote(doc, word(), author),
  (replica) => {
    const id = pick(
      read(replica, ({ notes }) => notes.ids()),
      replica.chance,
    );
    if (id) withdrawNote(replica.doc, id, replica.author);
  },
  ({ doc, author, chance }) => {
    const stage = pick(['ask', 'decide', 'advance', 'review'] as const, chance) ?? 'ask';
    return enterStage(doc, { stage, today: '2026-09-09' }, author);
  },
];
