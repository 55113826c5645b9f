export { type Catalogue, createCatalogue, type ListedDocument, longestTitle } from './catalogue.ts';
export { seedOf } from './seed.ts';
export { snapshotOf } from './snapshot.ts';
