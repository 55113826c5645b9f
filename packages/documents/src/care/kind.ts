import type { KindDefinition } from '../kind.ts';
import { isRowBase } from '../table/index.ts';
import { projectCare } from './read.ts';
import { careRules } from './rules.ts';
import { careKind, careTables, careVersion, labelsTable } from './schema.ts';

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
  // Withdrawn ones too: that a consent was given is told of somebody.
  rowsAbout: (doc, resident) =>
    [...doc.getMap<unknown>(labelsTable.name).entries()].flatMap(([row, base]) =>
      isRowBase(base) && base.resident === resident ? [{ table: labelsTable.name, row }] : [],
    ),
};
