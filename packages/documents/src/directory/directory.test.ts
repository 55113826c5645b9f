import { jsonEquals } from '@lianxi/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Write } from '../kind.ts';
import { type Change, commit, createAuthor } from '../table/index.ts';
import { directoryActs } from '../testing/directory-acts.ts';
import { runReplicas } from '../testing/replicas.ts';
import {
  admitUnit,
  changeGrid,
  changePartyNode,
  closeGrid,
  type DirectoryError,
  describeCommunity,
  directoryDefinition,
  directoryRules,
  directoryTables,
  enterMember,
  flattenTree,
  foundPartyNode,
  layOutGrid,
  moveGrid,
  nameLevels,
  partWithUnit,
  projectDirectory,
  takeOnGrid,
} from './index.ts';

const open = (clientID = 1) => {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  let time = 1000;
  const author = createAuthor('mauthor1', () => time++);
  return { doc, author, directory: projectDirectory(doc) };
};
const must = (result: { ok: true; value: readonly Change[] } | { ok: false; error: DirectoryError }) => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const exchange = (one: Y.Doc, other: Y.Doc) => {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
};
const shape = (nodes: readonly { id: string; children: readonly never[] }[]): unknown =>
  nodes.map((node) => (node.children.length === 0 ? node.id : [node.id, shape(node.children)]));
const grids = ({ directory }: ReturnType<typeof open>) => shape(directory.gridTree.get() as never);

const lay = ({ doc, author }: ReturnType<typeof open>, id: string, parent: string | null, scope?: string) =>
  must(layOutGrid(doc, { id, name: id, level: 0, parent, scope: scope ?? null }, author));

test('[DR1] two people close a loop together: every grid is shown once, the smallest id at the root', () => {
  const one = open(1);
  const two = open(2);
  for (const [id, parent] of [
    ['b', null],
    ['a', null],
    ['c', 'a'],
  ] as const)
    lay(one, id, parent);
  exchange(one.doc, two.doc);
  must(moveGrid(one.doc, { id: 'a', parent: 'b', before: null }, one.author));
  must(moveGrid(two.doc, { id: 'b', parent: 'c', before: null }, two.author));
  exchange(one.doc, two.doc);
  expect(grids(one)).toEqual([['a', [['c', ['b']]]]]);
  expect(grids(two)).toEqual(grids(one));
});

test('[DR1] which node of a loop stands at the root does not depend on what hangs below the loop', () => {
  const place = open();
  for (const id of ['0', 'a', 'b', 'c']) lay(place, id, null);
  const parents = [
    ['0', 'c'],
    ['c', 'b'],
    ['b', 'a'],
    ['a', 'c'],
  ] as const;
  const changes = parents.map(
    ([id, value]): Change => ({ type: 'set', table: 'gridNodes', id, field: 'parent', value }),
  );
  expect(commit(place.doc, directoryTables, changes, place.author).ok).toBe(true);
  expect(grids(place)).toEqual([['a', [['b', [['c', ['0']]]]]]]);
});

test('[DR1] a grid that was put below another while that one was closed stands at the root', () => {
  const one = open(1);
  const two = open(2);
  lay(one, 'a', null);
  exchange(one.doc, two.doc);
  must(closeGrid(one.doc, 'a', one.author));
  lay(two, 'b', 'a');
  exchange(one.doc, two.doc);
  expect(grids(one)).toEqual(['b']);
  expect(grids(two)).toEqual(['b']);
});

test('[DR2] a thousand moves between the same two neighbours keep the order that was asked for', () => {
  const place = open();
  for (const id of ['a', 'b', 'c', 'd']) lay(place, id, null);
  for (let round = 0; round < 500; round++) {
    must(moveGrid(place.doc, { id: 'c', parent: null, before: 'b' }, place.author));
    must(moveGrid(place.doc, { id: 'b', parent: null, before: 'c' }, place.author));
  }
  expect(grids(place)).toEqual(['a', 'b', 'c', 'd']);
  must(moveGrid(place.doc, { id: 'd', parent: null, before: 'a' }, place.author));
  expect(grids(place)).toEqual(['d', 'a', 'b', 'c']);
});

test('[DR3] a grid is not moved below itself and not removed from above others; removal takes links along and comes back', () => {
  const place = open();
  const { doc, author, directory } = place;
  lay(place, 'a', null);
  lay(place, 'b', 'a');
  expect(moveGrid(doc, { id: 'a', parent: 'b', before: null }, author)).toMatchObject({ error: { type: 'WouldLoop' } });
  expect(moveGrid(doc, { id: 'a', parent: 'nowhere', before: null }, author)).toMatchObject({
    error: { type: 'NoSuchRow' },
  });
  expect(closeGrid(doc, 'a', author)).toMatchObject({ error: { type: 'HasNodesBelow', count: 1 } });
  must(foundPartyNode(doc, { id: 'p', name: '梧桐里支部', kind: 'branch', parent: null }, author));
  must(takeOnGrid(doc, { from: 'p', grid: 'b', kind: 'responsible' }, author));
  const inverse = must(closeGrid(doc, 'b', author));
  expect(directory.links.ids()).toEqual([]);
  must(commit(doc, directoryTables, inverse, author) as never);
  expect(grids(place)).toEqual([['a', ['b']]]);
  expect(directory.links.ids()).toHaveLength(1);
});

test('[DR11] a level that comes in above others takes no node’s own name away, and undoing puts all of it back', () => {
  const { doc, author, directory } = open();
  const levelOf = (id: string) => {
    const { level } = directory.gridNodes.values(id);
    return directory.community.values('self').levels?.[level ?? -1];
  };
  must(nameLevels(doc, ['小区', '网格'], author));
  must(layOutGrid(doc, { id: 'a', name: 'a', level: 0, parent: null }, author));
  must(layOutGrid(doc, { id: 'b', name: 'b', level: 1, parent: 'a' }, author));
  const inverse = must(nameLevels(doc, ['片区', '小区', '网格'], author));
  expect([levelOf('a'), levelOf('b')]).toEqual(['小区', '网格']);
  must(commit(doc, directoryTables, inverse, author) as never);
  expect([levelOf('a'), levelOf('b')]).toEqual(['小区', '网格']);
  // A name that is merely written otherwise stays with its nodes.
  must(nameLevels(doc, ['小区', '邻里格'], author));
  expect([levelOf('a'), levelOf('b')]).toEqual(['小区', '邻里格']);
});

test('[DR4] a gap closes when a party node takes the grid or one above it on; a sponsor does not close it', () => {
  const place = open();
  const { doc, author, directory } = place;
  lay(place, 'a', null);
  lay(place, 'b', 'a');
  lay(place, 'c', null);
  must(admitUnit(doc, { id: 'u', name: '临溪小学', scope: 'unit-linxi' }, author));
  must(foundPartyNode(doc, { id: 'p', name: '支部', kind: 'branch', parent: null }, author));
  must(enterMember(doc, { id: 'm1', name: '甲' }, author));
  expect(directory.gaps.get()).toEqual({ grids: ['b', 'c'], keepers: ['b', 'c'], secretaries: ['p'] });
  must(takeOnGrid(doc, { from: 'u', grid: 'c', kind: 'sponsor' }, author));
  must(takeOnGrid(doc, { from: 'p', grid: 'a', kind: 'responsible' }, author));
  must(changeGrid(doc, { id: 'b', values: { keeper: 'm1' } }, author));
  must(changePartyNode(doc, { id: 'p', values: { secretary: 'm1' } }, author));
  expect(directory.gaps.get()).toEqual({ grids: ['c'], keepers: ['c'], secretaries: [] });
  expect(takeOnGrid(doc, { from: 'p', grid: 'a', kind: 'responsible' }, author)).toMatchObject({
    error: { type: 'AlreadyLinked' },
  });
});

test('[DR5] a scope is given once, and a unit that left keeps its name', () => {
  const place = open();
  const { doc, author, directory } = place;
  lay(place, 'a', null, 'wutongli.g1');
  expect(layOutGrid(doc, { name: 'b', level: 0, parent: null, scope: 'wutongli.g1' }, author)).toMatchObject({
    error: { type: 'ScopeTaken' },
  });
  expect(layOutGrid(doc, { name: 'b', level: 0, parent: null, scope: 'Wutongli/1' }, author)).toMatchObject({
    error: { type: 'ScopeInvalid' },
  });
  must(admitUnit(doc, { id: 'u', name: '临溪小学', mark: '校', kind: 'school', scope: 'unit-linxi' }, author));
  expect(admitUnit(doc, { name: '又一个', scope: 'unit-linxi' }, author)).toMatchObject({
    error: { type: 'ScopeTaken' },
  });
  expect(admitUnit(doc, { name: ' ', scope: 'unit-x' }, author)).toMatchObject({ error: { type: 'NameMissing' } });
  must(partWithUnit(doc, 'u', author));
  expect(directory.unitByScope('unit-linxi')).toMatchObject({ id: 'u', values: { name: '临溪小学', state: 'left' } });
});

test('[DR6] the path of a scope leads down from the top; people are found by row and by account', () => {
  const place = open();
  lay(place, 'a', null, 'wutongli');
  lay(place, 'b', 'a', 'wutongli.g1');
  expect(place.directory.gridPath('wutongli.g1').map((node) => node.id)).toEqual(['a', 'b']);
  expect(place.directory.gridPath('elsewhere')).toEqual([]);
  must(enterMember(place.doc, { id: 'row1', name: '甲', account: 'mabcdefg' }, place.author));
  expect(place.directory.person('mabcdefg')).toMatchObject({ id: 'row1' });
  expect(place.directory.person('row1')?.values.name).toBe('甲');
  expect(place.directory.person('nobody')).toBeUndefined();
});

test('[DR7] a change in one branch of the tree leaves the nodes of the others as they were', () => {
  const place = open();
  for (const [id, parent] of [
    ['a', null],
    ['b', 'a'],
    ['c', null],
    ['d', 'c'],
  ] as const)
    lay(place, id, parent);
  let heard = 0;
  const stop = place.directory.gridTree.subscribe(() => {
    heard += 1;
  });
  const [a, c] = place.directory.gridTree.get();
  must(changeGrid(place.doc, { id: 'b', values: { households: 96 } }, place.author));
  expect(heard).toBe(1);
  expect(place.directory.gridTree.get()[0]).not.toBe(a);
  expect(place.directory.gridTree.get()[1]).toBe(c);
  must(describeCommunity(place.doc, { name: '青禾社区' }, place.author));
  expect(heard).toBe(1);
  stop();
});

const write = (over: Partial<Write>): Write => ({
  container: 'units',
  key: 'u1',
  value: { $at: 1, $by: 'm1', name: '学校' },
  exists: false,
  writer: { member: 'm1', isCommittee: true, units: [], isServer: false },
  ...over,
});

test.each([
  ['a row that fits', {}, null],
  ['a row that exists', { exists: true }, 'row-exists'],
  ['a row in another name', { value: { $at: 1, $by: 'm2' } }, 'stamp-of-another'],
  ['a cell in another name', { key: 'u1/name', value: ['x', 1, 'm2'] }, 'stamp-of-another'],
  ['a kept value of another', { key: 'u1/name!1-m2', value: ['x', 1, 'm2'] }, null],
  ['a value that does not fit', { key: 'u1/kind', value: ['castle', 1, 'm1'] }, 'unfit-value'],
  ['an unknown field', { value: { $at: 1, $by: 'm1', secret: 1 } }, 'unfit-value'],
  ['an unknown container', { container: 'residents' }, 'unknown-container'],
  ['the version', { container: 'meta', key: 'version', value: 9 }, 'server-only'],
  ['text in a table', { key: null, value: undefined }, 'unfit-value'],
] as const)('[DR8] the relay judges %s', (_, over, rule) => {
  const result = directoryRules.mayWrite(write(over));
  expect(result.ok ? null : result.error.rule).toBe(rule);
});

test('[DR8] nothing is deleted from a directory, and the server writes its first content', () => {
  expect(directoryTables.some((table) => directoryRules.mayDelete(table.name))).toBe(false);
  const writer = { member: 'server', isCommittee: false, units: [], isServer: true };
  expect(directoryRules.mayWrite(write({ container: 'meta', key: 'version', value: 1, writer })).ok).toBe(true);
});

test('[DR9] three devices that change the trees apart read the same, and show every grid exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0 }), { minLength: 5, maxLength: 80 }), async (numbers) => {
      const living = new Map<Y.Doc, ReturnType<typeof projectDirectory>>();
      const replicas = await runReplicas({
        numbers,
        acts: directoryActs,
        tables: directoryTables.map((table) => table.name),
        check: ({ doc }) => {
          const directory = living.get(doc) ?? projectDirectory(doc);
          living.set(doc, directory);
          const shown = flattenTree(directory.gridTree.get()).map((node) => node.id);
          expect(shown.toSorted()).toEqual(directory.gridNodes.ids());
        },
      });
      const snapshots = replicas.map(({ doc }) => directoryDefinition.snapshot(doc));
      for (const snapshot of snapshots) expect(snapshot).toEqual(snapshots[0]);
      for (const { doc } of replicas) {
        const kept = living.get(doc);
        if (!kept) continue;
        const fresh = projectDirectory(doc);
        expect(jsonEquals(kept.gridTree.get() as never, fresh.gridTree.get() as never)).toBe(true);
        expect(kept.gaps.get()).toEqual(fresh.gaps.get());
      }
    }),
    { numRuns: 60 },
  );
});
