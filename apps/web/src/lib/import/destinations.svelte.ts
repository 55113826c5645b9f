import { mayCreate, parseAddress, parseScope, type Scope, scopeCovers } from '@lianxi/access';
import { describeRegister, flattenTree, projectDirectory } from '@lianxi/documents';
import type { OpenDocument } from '@lianxi/sync';
import { createSubscriber } from 'svelte/reactivity';
import { m } from '#lib/paraglide/messages.js';
import { projectionOf, viewValue } from '#lib/view';
import { useWorkspace } from '#lib/workspace';
import { usualStatement } from '../residents/statement.ts';
import type { PlaceGroup } from './outline.ts';
import type { Target } from './targets.ts';

/** The registers that this person may write to, with what the directory knows of their grids; and the way to begin new ones. */
export interface Destinations {
  readonly targets: readonly Target[];
  /** Of these buildings, those for which a register can be begun. */
  creatable(groups: readonly PlaceGroup[]): readonly PlaceGroup[];
  /** Begins a register for each; returns where each building's people go. */
  create(groups: readonly PlaceGroup[]): Promise<ReadonlyMap<string, string>>;
}

/** Call it while a component is being set up. */
export const useDestinations = (): Destinations => {
  const workspace = useWorkspace();
  const address = $derived(workspace.documents.find((entry) => entry.kind === 'directory')?.address);
  const directory = $derived(address ? hold(workspace.open(address)) : null);
  $effect(() => {
    const held = directory;
    return () => held?.document.release();
  });
  const nodes = $derived.by(() => {
    if (!directory) return [];
    directory.listen();
    const projection = projectionOf(directory.document.doc, projectDirectory);
    const tree = viewValue(projection.gridTree.subscribe, projection.gridTree.get).current;
    return flattenTree(tree).map(({ id, values }) => ({ id, ...values }));
  });
  const targets = $derived.by((): readonly Target[] =>
    workspace.documents
      .filter((entry) => entry.kind === 'register' && entry.rights === 'write')
      .map(({ address, scope, title }) => {
        const grid = nodes.find((node) => node.scope === scope);
        const above = nodes.filter(
          (node) => node.scope && node.scope !== scope && scopeCovers(node.scope as Scope, scope),
        );
        return { address, title, compound: above.at(-1)?.name ?? null, extent: grid?.extent ?? null };
      }),
  );
  const scopeOf = async ({ compound, building }: PlaceGroup): Promise<Scope | null> => {
    const plain = (name: string) => name.replace(/小区$/, '');
    const node = nodes.find((each) => each.scope && compound !== null && plain(each.name ?? '') === plain(compound));
    const above = node?.scope ?? (await slugOf(compound ?? ''));
    const scope = parseScope(`${above}.b${await slugOf(building ?? '')}`);
    return scope.ok ? scope.value : null;
  };
  const mayBegin = (scope: Scope): boolean => {
    const parsed = parseAddress(`register/${scope}/x`);
    return parsed.ok && mayCreate(workspace.member.grants, parsed.value, Date.now());
  };
  return {
    get targets() {
      return targets;
    },
    creatable: (groups) => {
      const anywhere = parseScope('a.b1');
      return anywhere.ok && mayBegin(anywhere.value) ? groups.filter(({ compound }) => compound !== null) : [];
    },
    create: async (groups) => {
      const made = new Map<string, string>();
      for (const group of groups) {
        const scope = await scopeOf(group);
        if (!scope || !mayBegin(scope)) continue;
        const building = /^\d+$/.test(group.building ?? '')
          ? m.import_building_n({ n: group.building ?? '' })
          : group.building;
        const title = [group.compound, building].filter(Boolean).join(' ');
        const address = await workspace.createDocument('register', scope, title);
        const document = workspace.open(address);
        await document.whenLoaded;
        const statement = { ...usualStatement(workspace.member), compound: group.compound, grid: building ?? null };
        describeRegister(document.doc, statement, workspace.author);
        document.release();
        made.set(group.key, address);
      }
      return made;
    },
  };
};

const hold = (document: OpenDocument) => ({
  document,
  listen: createSubscriber((update) => document.subscribe(update)),
});

/** A place's name in letters that a scope can hold: `东风家属院` → `dongfengjiashuyuan`. */
const slugOf = async (name: string): Promise<string> => {
  const { pinyin } = await import('pinyin-pro');
  const letters = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('');
  return (
    letters
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 28) || 'x'
  );
};
