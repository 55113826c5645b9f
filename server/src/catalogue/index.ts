export { type Catalogue, createCatalogue, type ListedDocument } from './catalogue.ts';
export { seedOf } from './seed.ts';
export { snapshotOf } from './snapshot.ts';
