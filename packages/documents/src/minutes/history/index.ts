export { type MomentFacts, readFacts } from './facts.ts';
export { type History, type HistoryEntry, isAhead, type Moment, openHistory, type Stamp } from './replay.ts';
export { type Former, type Restored, type RestoreError, restoreTexts } from './restore.ts';
export {
  type Fate,
  readTables,
  readVersion,
  type Span,
  type VersionElement,
  type VersionNode,
  type VersionRun,
  wordsOfVersion,
} from './version.ts';
