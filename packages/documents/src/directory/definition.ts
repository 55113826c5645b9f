import type { KindDefinition } from '../kind.ts';
import { projectDirectory } from './read.ts';
import { directoryRules } from './rules.ts';
import { directoryTables, directoryVersion } from './schema.ts';
import { projectTemplates } from './templates.ts';
import { flattenTree } from './tree.ts';

export const directoryDefinition: KindDefinition = {
  kind: 'directory',
  version: directoryVersion,
  tables: directoryTables,
  rules: directoryRules,
  snapshot: (doc) => {
    const directory = projectDirectory(doc);
    const { templates, destroy } = projectTemplates(doc);
    const list = <V extends object>(table: { ids(): readonly string[]; values(id: string): V }) =>
      table.ids().map((id) => ({ id, ...table.values(id) }));
    const snapshot = {
      community: directory.community.values('self'),
      partyNodes: flattenTree(directory.partyTree.get()).map(({ id, values, parent }) => ({ id, ...values, parent })),
      gridNodes: flattenTree(directory.gridTree.get()).map(({ id, values, parent }) => ({ id, ...values, parent })),
      links: list(directory.links),
      units: list(directory.units),
      members: list(directory.members),
      /** Those that the committee has changed. */
      templates: templates.get().filter(({ own }) => own.length > 0),
    };
    directory.destroy();
    destroy();
    return snapshot;
  },
};
