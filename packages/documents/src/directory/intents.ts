import { createUuid, err, type Json, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, type ChangeError, commit, type TableSchema } from '../table/index.ts';
import { placeAmong } from './order.ts';
import { type DirectoryProjection, type MemberValues, projectDirectory, type UnitValues } from './read.ts';
import {
  type community,
  directoryTables,
  gridNodes,
  type LinkKind,
  links,
  members,
  type PartyKind,
  partyNodes,
  units,
} from './schema.ts';
import { flattenTree, type ParentAndOrder, type TreeNode } from './tree.ts';

export type DirectoryError =
  | ChangeError
  | { readonly type: 'NameMissing' }
  /** The node would stand below itself. */
  | { readonly type: 'WouldLoop'; readonly id: string }
  | { readonly type: 'HasNodesBelow'; readonly id: string; readonly count: number }
  | { readonly type: 'ScopeInvalid'; readonly scope: string }
  | { readonly type: 'ScopeTaken'; readonly scope: string }
  | { readonly type: 'AlreadyLinked'; readonly id: string };

type Done = Result<readonly Change[], DirectoryError>;
type Values<S extends TableSchema> = Partial<{ readonly [K in keyof S['fields']]: Json }>;
type TreeTable = 'partyNodes' | 'gridNodes';

export const describeCommunity = (doc: Y.Doc, input: Values<typeof community>, author: Author): Done =>
  commit(doc, directoryTables, setAll('community', 'self', input), author);

/**
 * Names the grid tree's levels from the top. A node holds its level as an index: where a name has moved, because a level came
 * in above it or one was taken out, its nodes move with it in the same transaction.
 */
export const nameLevels = (doc: Y.Doc, levels: readonly string[], author: Author): Done =>
  reading(doc, (directory) => {
    const before = directory.community.values('self').levels ?? [];
    const moved: Change[] = directory.gridNodes.ids().flatMap((id): readonly Change[] => {
      const { level } = directory.gridNodes.values(id);
      const to = level === null ? -1 : levels.indexOf(before[level] ?? '');
      return to === -1 || to === level ? [] : setAll('gridNodes', id, { level: to });
    });
    return commit(doc, directoryTables, [...setAll('community', 'self', { levels: [...levels] }), ...moved], author);
  });

export interface NewPartyNode {
  readonly id?: string;
  readonly name: string;
  readonly kind: PartyKind;
  readonly parent: string | null;
  readonly secretary?: string | null;
  readonly size?: number | null;
}

export const foundPartyNode = (doc: Y.Doc, input: NewPartyNode, author: Author): Done =>
  addNode(doc, 'partyNodes', input, author);

export interface NewGridNode {
  readonly id?: string;
  readonly name: string;
  readonly level: number;
  readonly parent: string | null;
  readonly scope?: string | null;
  readonly code?: string | null;
  readonly extent?: string | null;
  readonly households?: number | null;
  readonly keeper?: string | null;
}

export const layOutGrid = (doc: Y.Doc, input: NewGridNode, author: Author): Done =>
  reading(doc, (directory) => {
    const problem = findScopeProblem(directory, 'gridNodes', null, input.scope);
    return problem ? err(problem) : addNode(doc, 'gridNodes', input, author);
  });

export const changePartyNode = (
  doc: Y.Doc,
  { id, values }: { readonly id: string; readonly values: Omit<Values<typeof partyNodes>, 'parent' | 'order'> },
  author: Author,
): Done =>
  values.name !== undefined && !isName(values.name)
    ? err({ type: 'NameMissing' })
    : commit(doc, directoryTables, setAll('partyNodes', id, values), author);

export const changeGrid = (
  doc: Y.Doc,
  { id, values }: { readonly id: string; readonly values: Omit<Values<typeof gridNodes>, 'parent' | 'order'> },
  author: Author,
): Done =>
  reading(doc, (directory) => {
    if (values.name !== undefined && !isName(values.name)) return err({ type: 'NameMissing' });
    const problem = findScopeProblem(directory, 'gridNodes', id, values.scope);
    return problem ? err(problem) : commit(doc, directoryTables, setAll('gridNodes', id, values), author);
  });

/** Where a node goes: below `parent` (null: to the top), before its sibling `before` (null: last). */
export interface NodeMove {
  readonly id: string;
  readonly parent: string | null;
  readonly before: string | null;
}

export const movePartyNode = (doc: Y.Doc, move: NodeMove, author: Author): Done =>
  reading(doc, (directory) => moveNode(doc, 'partyNodes', directory.partyTree.get(), move, author));

export const moveGrid = (doc: Y.Doc, move: NodeMove, author: Author): Done =>
  reading(doc, (directory) => moveNode(doc, 'gridNodes', directory.gridTree.get(), move, author));

export const dissolvePartyNode = (doc: Y.Doc, id: string, author: Author): Done =>
  reading(doc, (directory) => removeNode(doc, 'partyNodes', directory, directory.partyTree.get(), id, author));

export const closeGrid = (doc: Y.Doc, id: string, author: Author): Done =>
  reading(doc, (directory) => removeNode(doc, 'gridNodes', directory, directory.gridTree.get(), id, author));

/** A party node or a unit takes a grid on: responsible for it (负责), or sponsoring it (包联). */
export const takeOnGrid = (
  doc: Y.Doc,
  input: { readonly from: string; readonly grid: string; readonly kind: LinkKind },
  author: Author,
): Done =>
  reading(doc, ({ links: table, partyNodes: party, gridNodes: grids, units: allUnits }) => {
    if (!party.ids().includes(input.from) && !allUnits.ids().includes(input.from)) {
      return err({ type: 'NoSuchRow', id: input.from });
    }
    if (!grids.ids().includes(input.grid)) return err({ type: 'NoSuchRow', id: input.grid });
    for (const id of table.ids()) {
      const link = table.values(id);
      if (link.from !== input.from || link.grid !== input.grid) continue;
      if (link.kind === input.kind) return err({ type: 'AlreadyLinked', id });
      return commit(doc, directoryTables, setAll('links', id, { kind: input.kind }), author);
    }
    return commit(doc, directoryTables, [create(links, author, { ...input })], author);
  });

export const handBackGrid = (doc: Y.Doc, link: string, author: Author): Done =>
  commit(doc, directoryTables, [{ type: 'remove', table: 'links', id: link }], author);

export const admitUnit = (
  doc: Y.Doc,
  input: { readonly id?: string; readonly name: string; readonly scope: string } & Partial<Omit<UnitValues, 'state'>>,
  author: Author,
): Done =>
  reading(doc, (directory) => {
    if (!isName(input.name)) return err({ type: 'NameMissing' });
    const problem = findScopeProblem(directory, 'units', null, input.scope);
    if (problem) return err(problem);
    const { id, ...values } = input;
    const mark = values.mark ?? [...input.name][0] ?? null;
    return commit(doc, directoryTables, [create(units, author, { ...values, mark, state: 'active' }, id)], author);
  });

/** The scope of a unit never changes: its people's grants and its entries are signed with it. */
export const changeUnit = (
  doc: Y.Doc,
  { id, values }: { readonly id: string; readonly values: Partial<Omit<UnitValues, 'scope' | 'state'>> },
  author: Author,
): Done =>
  values.name !== undefined && !isName(values.name)
    ? err({ type: 'NameMissing' })
    : commit(doc, directoryTables, setAll('units', id, values), author);

/** A unit leaves: what it gave stays under its name. */
export const partWithUnit = (doc: Y.Doc, id: string, author: Author): Done =>
  commit(doc, directoryTables, setAll('units', id, { state: 'left' }), author);

export const readmitUnit = (doc: Y.Doc, id: string, author: Author): Done =>
  commit(doc, directoryTables, setAll('units', id, { state: 'active' }), author);

export const enterMember = (
  doc: Y.Doc,
  input: { readonly id?: string; readonly name: string } & Partial<MemberValues>,
  author: Author,
): Done => {
  const { id, ...values } = input;
  if (!isName(values.name)) return err({ type: 'NameMissing' });
  return commit(doc, directoryTables, [create(members, author, { ...values }, id)], author);
};

export const changeMember = (
  doc: Y.Doc,
  { id, values }: { readonly id: string; readonly values: Partial<MemberValues> },
  author: Author,
): Done =>
  values.name !== undefined && !isName(values.name)
    ? err({ type: 'NameMissing' })
    : commit(doc, directoryTables, setAll('members', id, values), author);

export const removeMember = (doc: Y.Doc, id: string, author: Author): Done =>
  commit(doc, directoryTables, [{ type: 'remove', table: 'members', id }], author);

const addNode = (doc: Y.Doc, table: TreeTable, input: NewPartyNode | NewGridNode, author: Author): Done =>
  reading(doc, (directory) => {
    if (!isName(input.name)) return err({ type: 'NameMissing' });
    const { id, ...values } = input;
    const tree: readonly TreeNode<ParentAndOrder>[] =
      table === 'partyNodes' ? directory.partyTree.get() : directory.gridTree.get();
    if (input.parent !== null && !flattenTree(tree).some((node) => node.id === input.parent)) {
      return err({ type: 'NoSuchRow', id: input.parent });
    }
    const place = placeAmong(table, childrenOf(tree, input.parent), null);
    const schema = table === 'partyNodes' ? partyNodes : gridNodes;
    const changes = [create(schema, author, { ...values, order: place.order }, id), ...place.changes];
    return commit(doc, directoryTables, changes, author);
  });

const moveNode = (
  doc: Y.Doc,
  table: TreeTable,
  tree: readonly TreeNode<ParentAndOrder>[],
  { id, parent, before }: NodeMove,
  author: Author,
): Done => {
  const node = flattenTree(tree).find((candidate) => candidate.id === id);
  if (!node) return err({ type: 'NoSuchRow', id });
  if (parent !== null) {
    if (flattenTree([node]).some((below) => below.id === parent)) return err({ type: 'WouldLoop', id });
    if (!flattenTree(tree).some((candidate) => candidate.id === parent)) return err({ type: 'NoSuchRow', id: parent });
  }
  const siblings = childrenOf(tree, parent).filter((sibling) => sibling.id !== id);
  const place = placeAmong(table, siblings, before);
  return commit(doc, directoryTables, [...place.changes, ...setAll(table, id, { parent, order: place.order })], author);
};

/** What nobody stands below is removed together with its links. */
const removeNode = (
  doc: Y.Doc,
  table: TreeTable,
  directory: DirectoryProjection,
  tree: readonly TreeNode<ParentAndOrder>[],
  id: string,
  author: Author,
): Done => {
  const count = childrenOf(tree, id).length;
  if (count > 0) return err({ type: 'HasNodesBelow', id, count });
  const end = table === 'partyNodes' ? 'from' : 'grid';
  const ofNode = directory.links.ids().filter((link) => directory.links.values(link)[end] === id);
  const removals = ofNode.map((link): Change => ({ type: 'remove', table: 'links', id: link }));
  return commit(doc, directoryTables, [...removals, { type: 'remove', table, id }], author);
};

const childrenOf = (tree: readonly TreeNode<ParentAndOrder>[], parent: string | null) =>
  parent === null ? tree : (flattenTree(tree).find((node) => node.id === parent)?.children ?? []);

const findScopeProblem = (
  directory: DirectoryProjection,
  table: 'gridNodes' | 'units',
  own: string | null,
  scope: Json | undefined,
): DirectoryError | null => {
  if (scope === undefined || scope === null) return null;
  const pattern =
    table === 'units' ? /^unit-[a-z0-9-]{1,27}$/ : /^[a-z0-9][a-z0-9-]{0,31}(\.[a-z0-9][a-z0-9-]{0,31}){0,5}$/;
  if (typeof scope !== 'string' || !pattern.test(scope)) return { type: 'ScopeInvalid', scope: String(scope) };
  const rows = directory[table];
  const isTaken = rows.ids().some((id) => id !== own && rows.values(id).scope === scope);
  return isTaken ? { type: 'ScopeTaken', scope } : null;
};

const isName = (name: Json | undefined): boolean => typeof name === 'string' && name.trim() !== '';

const create = (
  schema: TableSchema,
  author: Author,
  values: { readonly [field: string]: Json | undefined },
  id = createUuid(author.clock, author.random),
): Change => ({ type: 'create', table: schema.name, id, values: withoutUndefined(values) });

const setAll = (table: string, id: string, values: { readonly [field: string]: Json | undefined }): Change[] =>
  Object.entries(withoutUndefined(values)).map(([field, value]) => ({ type: 'set', table, id, field, value }));

const withoutUndefined = (values: { readonly [field: string]: Json | undefined }): { [field: string]: Json } =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Json] => entry[1] !== undefined));

/** An intent looks at the document as it is now; the app's own projection may belong to another document. */
const reading = (doc: Y.Doc, run: (directory: DirectoryProjection) => Done): Done => {
  const directory = projectDirectory(doc);
  try {
    return run(directory);
  } finally {
    directory.destroy();
  }
};
