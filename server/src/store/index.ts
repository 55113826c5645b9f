export { createAppend } from './append.ts';
export { audit, auditNow, createNote, readAuditHead, verifyAudit } from './audit.ts';
export { type AuditLog, createAuditLog } from './audit-log.ts';
export { type BackupError, backUp } from './backup.ts';
export { type Care, noteBackup, noteCheck, readCare } from './care.ts';
export { openConnection } from './connection.ts';
export {
  type DemoContent,
  type DemoDocument,
  type DemoError,
  demoExists,
  findDemoRefusal,
  removeDemo,
  storeDemo,
} from './demo.ts';
export { isDiskFailure } from './disk.ts';
export {
  createDocument,
  type DocumentRow,
  findDocument,
  findRoom,
  listDocuments,
  type NewDocument,
  partsOf,
  removeDocuments,
  renameDocument,
  sealDocument,
} from './documents.ts';
export {
  createErasureStore,
  type ErasureReason,
  type ErasureRow,
  type ErasureStore,
} from './erasures.ts';
export { createFileLog, type FileLog } from './file-log.ts';
export { createHallStore, type HallEntry, type HallStore } from './hall.ts';
export { forgetHistory, type HistoryPage, keepsHistory, readHistory } from './history/index.ts';
export { createHourlyLog } from './hourly-log.ts';
export { createIdentityStore } from './identity.ts';
export type { BookedEntry } from './ledger/demo.ts';
export { postInBooks } from './ledger/follow.ts';
export {
  type ClosingError,
  closePeriod,
  decideWaiting,
  drawTrial,
  listWaiting,
  readApprovalLimits,
  readClosings,
  readHeads,
  setApprovalLimit,
  settleLedgers,
  type Trial,
  type TrialLine,
  type TrialSums,
  type Verdict,
  verifyBooks,
  type WaitingEntry,
} from './ledger/index.ts';
export { appendUpdate, mergeTree, readDocument } from './log.ts';
export {
  dropMedia,
  listMediaRooms,
  mediaLimits,
  mentionsMedia,
  putMedia,
  readMedia,
  type StoredPicture,
} from './media.ts';
export { identifyFile } from './migrate.ts';
export { databaseName, openReadOnly, openStore, type Store, type StoreError } from './open.ts';
export { type Restored, type RestoreError, restoreFrom } from './restore.ts';
export { putErasures, readErasures } from './restore-erasures.ts';
export {
  type Appended,
  type Baseline,
  type BaselineRenewal,
  type Batch,
  type Claim,
  type Entry,
  type LoadedRoom,
  type LogRow,
  type NewRow,
  nobody,
  type QuarantinedRow,
  type Rebuilding,
  type RebuiltDocument,
  type RoomHead,
  type RoomLog,
} from './room-log.ts';
export * as schema from './schema.ts';
export { isScrubDue, scrub, scrubCopy } from './scrub.ts';
export {
  type AddendumRow,
  createSigningStore,
  type HandoutRow,
  type SigningRow,
  type SigningStore,
} from './signing/index.ts';
export { createSqliteLog } from './sqlite-log.ts';
export { addressesAbout, tombstonesOf } from './tombstones.ts';
export { hasOtherWriters, isInBooks } from './writers.ts';
