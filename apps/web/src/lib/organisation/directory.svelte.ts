import { communityScope, toAddress } from '@lianxi/access';
import { flattenTree, type MemberValues, projectDirectory, type UnitValues } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { projectionOf, viewTable, viewValue } from '#lib/view';
import { type DocumentView, useDocument, useWorkspace } from '#lib/workspace';

type Doc = Parameters<typeof projectDirectory>[0];

export const directoryAddress = toAddress('directory', communityScope, 'main');

/** The directory as templates read it. */
const readView = (doc: Doc) => {
  const directory = projectDirectory(doc);
  const tables = {
    community: viewTable(directory.community),
    partyNodes: viewTable(directory.partyNodes),
    gridNodes: viewTable(directory.gridNodes),
    links: viewTable(directory.links),
    units: viewTable(directory.units),
    members: viewTable(directory.members),
  };
  const partyTree = viewValue(directory.partyTree.subscribe, directory.partyTree.get);
  const gridTree = viewValue(directory.gridTree.subscribe, directory.gridTree.get);
  const gaps = viewValue(directory.gaps.subscribe, directory.gaps.get);
  const anyOf = (...stops: readonly (() => void)[]) => {
    return () => {
      for (const stop of stops) stop();
    };
  };
  const unitsByScope = viewValue(
    (changed) => directory.units.subscribe({ type: 'any' }, changed),
    () => indexUnits(directory.units),
  );
  const people = viewValue(
    (changed) => directory.members.subscribe({ type: 'any' }, changed),
    () => indexPeople(directory.members),
  );
  const namesByScope = viewValue(
    (changed) =>
      anyOf(
        directory.gridNodes.subscribe({ type: 'any' }, changed),
        directory.links.subscribe({ type: 'any' }, changed),
        directory.partyNodes.subscribe({ type: 'any' }, changed),
      ),
    () => nameScopes(directory),
  );
  return {
    ...tables,
    get partyTree() {
      return partyTree.current;
    },
    get gridTree() {
      return gridTree.current;
    },
    get gaps() {
      return gaps.current;
    },
    get unitsByScope() {
      return unitsByScope.current;
    },
    get people() {
      return people.current;
    },
    /** Names of compounds and grids by their scope: the branch that is responsible, else the place. */
    get namesByScope() {
      return namesByScope.current;
    },
  };
};

export type DirectoryContent = ReturnType<typeof readView>;

export interface DirectoryView {
  readonly document: DocumentView;
  readonly content: DirectoryContent;
  /** Whoever a scope stands for: a unit, a branch, or the community. */
  party(scope: string): { readonly name: string; readonly mark: string };
  /** A person of the directory by row or account; else the account's name; else the text itself. */
  personName(id: string): string;
}

/** Holds the community's directory open while the component lives. */
export const useDirectory = (): DirectoryView => {
  const workspace = useWorkspace();
  const document = useDocument(() => directoryAddress);
  const content = $derived(projectionOf(document.doc, readView));
  const nameOf = (scope: string): string => {
    const unit = content.unitsByScope.get(scope);
    if (unit?.values.name) return unit.values.name;
    // A community that was begun from the command line has no name until somebody gives it one.
    if (scope === communityScope) {
      return content.community.cell('self', 'name') || workspace.community.name || m.organisation_party_committee();
    }
    return content.namesByScope.get(scope) ?? scope;
  };
  return {
    get document() {
      return document;
    },
    get content() {
      return content;
    },
    party: (scope) => {
      const name = nameOf(scope);
      return { name, mark: content.unitsByScope.get(scope)?.values.mark ?? [...name][0] ?? '·' };
    },
    personName: (id) => {
      const person = content.people.get(id);
      if (person?.values.name) return person.values.name;
      return /^m[a-z0-9]{7}$/.test(id) ? workspace.memberName(id) : id;
    },
  };
};

interface Rows<V> {
  ids(): readonly string[];
  values(id: string): V;
}
interface Found<V> {
  readonly id: string;
  readonly values: V;
}

/** Where two units carry one scope, the older has it. */
const indexUnits = (table: Rows<UnitValues>): ReadonlyMap<string, Found<UnitValues>> => {
  const byScope = new Map<string, Found<UnitValues>>();
  for (const id of table.ids()) {
    const values = table.values(id);
    if (values.scope !== null && !byScope.has(values.scope)) byScope.set(values.scope, { id, values });
  }
  return byScope;
};

const indexPeople = (table: Rows<MemberValues>): ReadonlyMap<string, Found<MemberValues>> => {
  const byId = new Map<string, Found<MemberValues>>();
  for (const id of table.ids()) byId.set(id, { id, values: table.values(id) });
  for (const { id, values } of [...byId.values()]) {
    if (values.account !== null && !byId.has(values.account)) byId.set(values.account, { id, values });
  }
  return byId;
};

/** Units, and compounds and grids by the branch that is responsible for them or else by their own name, by their scope. */
export const scopeNames = (directory: ReturnType<typeof projectDirectory>): ReadonlyMap<string, string> => {
  const units = [...indexUnits(directory.units)].map(([scope, { values }]) => [scope, values.name ?? scope] as const);
  return new Map([...nameScopes(directory), ...units]);
};

const nameScopes = (directory: ReturnType<typeof projectDirectory>): ReadonlyMap<string, string> => {
  const branchOf = new Map<string, string>();
  for (const id of directory.links.ids()) {
    const { from, grid, kind } = directory.links.values(id);
    const party = from === null ? undefined : directory.partyNodes.values(from);
    if (kind === 'responsible' && grid !== null && party?.kind === 'branch' && party.name)
      branchOf.set(grid, party.name);
  }
  const names = new Map<string, string>();
  for (const { id, values } of flattenTree(directory.gridTree.get())) {
    const name = branchOf.get(id) ?? values.name;
    if (values.scope !== null && name) names.set(values.scope, name);
  }
  return names;
};
