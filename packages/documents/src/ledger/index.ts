export {
  emptyTotals,
  isNothing,
  isOpposite,
  type LedgerLine,
  type ReversalFlaw,
  type Sum,
  sumLines,
  type Totals,
} from './balance.ts';
export { ledgerDefinition } from './definition.ts';
export type { EntriesProjection, UnitTotals } from './entries.ts';
export {
  type Entry,
  type EntryRefusal,
  isDay,
  isMeasure,
  type Measure,
  maxItemLength,
  maxQuantity,
  measures,
  type Outcome,
  parseEntry,
  parseOutcome,
  refusals,
  type Step,
  steps,
} from './entry.ts';
export {
  changeMilestone,
  describeProject,
  dropMilestone,
  enterStage,
  type LedgerError,
  leaveNote,
  type NewEntry,
  reachMilestone,
  recordEntry,
  reopenMilestone,
  reverseEntry,
  rewordNote,
  setMilestone,
  withdrawNote,
} from './intents.ts';
export { type CardValues, type LedgerProjection, type MilestoneValues, projectLedger } from './read.ts';
export { ledgerRules } from './rules.ts';
export { entriesName, ledgerTables, ledgerVersion, outcomesName, type Stage, stages } from './schema.ts';
