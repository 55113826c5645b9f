import type * as Y from 'yjs';
import type { KindDefinition } from '../kind.ts';
import { projectTable, type TableSchema } from '../table/index.ts';
import { registerActs } from './acts.ts';
import { registerRules } from './rules.ts';
import { registerKind, registerTables, registerVersion, residentsTable } from './schema.ts';

export const registerDefinition: KindDefinition = {
  kind: registerKind,
  version: registerVersion,
  tables: registerTables,
  rules: { ...registerRules, acts: registerActs },
  snapshot: (doc: Y.Doc) =>
    Object.fromEntries(
      registerTables.map((schema: TableSchema) => {
        const table = projectTable(doc.getMap(schema.name), schema);
        const read = schema.isRecord ? table.values('self') : table.ids().map((id) => ({ id, ...table.values(id) }));
        table.destroy();
        return [schema.name, read];
      }),
    ),
  rowsAbout: (_, resident) => [{ table: residentsTable.name, row: resident }],
};
