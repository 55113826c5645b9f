export { type Catalogue, createCatalogue, directoryAddress, type ListedDocument } from './catalogue.ts';
export { seedOf } from './seed.ts';
export { snapshotOf } from './snapshot.ts';
