import type { KindDefinition } from '../kind.ts';
import { projectCare } from './read.ts';
import { careRules } from './rules.ts';
import { careKind, careTables, careVersion } from './schema.ts';

export const careDefinition: KindDefinition = {
  kind: careKind,
  version: careVersion,
  tables: careTables,
  rules: careRules,
  snapshot: (doc) => {
    const care = projectCare(doc);
    const snapshot = { records: care.records.get() };
    care.destroy();
    return snapshot;
  },
};
