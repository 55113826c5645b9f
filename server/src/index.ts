export type { AuditEvent, AuditProblem } from './audit/index.ts';
export { type Catalogue, createCatalogue, seedOf, snapshotOf } from './catalogue/index.ts';
export { checkFile } from './check/index.ts';
export type { Io } from './cli/io.ts';
export { runLianxi } from './cli/run.ts';
export { createDemo, demoSeed, generateCommunity } from './demo/index.ts';
export { type House, type HouseOptions, openHouse } from './house.ts';
export { createIdentity, createPassphrases } from './identity/index.ts';
export {
  auditLedger,
  type Books,
  createPosting,
  emptyHead,
  followEntries,
  type LedgerRecords,
  type PostedEntry,
  type Problem,
  readLedgerDocument,
} from './ledger/index.ts';
export { createLogger, type LogEvent, type Logger } from './logger/index.ts';
export { mediaGrace, sweepMedia } from './media/index.ts';
export { createMetrics, type Metrics, noMetrics, type RelayMetrics } from './metrics/index.ts';
export * from './relay/index.ts';
export { verifyMinutes } from './signing/index.ts';
export { openFromEnvironment } from './start.ts';
export * from './store/index.ts';
