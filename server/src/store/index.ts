export {
  createDocument,
  type DocumentRow,
  findDocument,
  listDocuments,
  type NewDocument,
  partsOf,
  removeDocuments,
  renameDocument,
  sealDocument,
} from './documents.ts';
export { createIdentityStore } from './identity.ts';
export { databaseName, openConnection, openStore, type Store, type StoreError } from './open.ts';
export * as schema from './schema.ts';
