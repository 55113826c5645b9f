import type { TreeNode } from '@lianxi/documents';
import { expect, test } from 'vitest';
import { drawLinks, foldedAtFirst, rowOfNode, showTree, withBelow } from './links.ts';

const node = (id: string, ...children: TreeNode<null>[]): TreeNode<null> => ({
  id,
  values: null,
  parent: null,
  depth: 0,
  children,
});
const tree = [node('a', node('b'), node('c', node('d'))), node('e')];
const link = (id: string, from: string, grid: string, kind: 'responsible' | 'sponsor' = 'responsible') => ({
  id,
  from,
  grid,
  kind,
});

test('what is below a folded node is not shown, and its row stands for it', () => {
  const rows = showTree(tree, new Set(['c']));
  expect(rows.map((row) => row.node.id)).toEqual(['a', 'b', 'c', 'e']);
  expect(rowOfNode(rows).get('d')).toBe(2);
  expect(rowOfNode(rows, 10).get('e')).toBe(13);
});

test('links that fall together by folding are drawn once, the chosen one above the others', () => {
  const left = rowOfNode(showTree([node('p')], new Set()));
  const right = rowOfNode(showTree(tree, new Set(['a'])));
  const links = [link('1', 'p', 'b'), link('2', 'p', 'd'), link('3', 'p', 'd', 'sponsor'), link('4', 'p', 'gone')];
  expect(drawLinks(links, left, right, new Set())).toHaveLength(2);
  const curves = drawLinks(links, left, right, new Set(['d']));
  expect(curves.map((curve) => curve.id)).toEqual(['2', '3']);
  expect(curves.every((curve) => curve.isChosen)).toBe(true);
});

test('a chosen node is chosen with everything below it', () => {
  expect([...withBelow(tree[0])]).toEqual(['a', 'b', 'c', 'd']);
  expect(withBelow(undefined).size).toBe(0);
});

test('a tree that fills more than a screen begins with its lowest branches folded, but for the first', () => {
  const branch = (id: string) => node(id, ...Array.from({ length: 9 }, (_, at) => node(`${id}${at}`)));
  const large = [node('top', branch('x'), branch('y'), branch('z'))];
  expect(foldedAtFirst(large)).toEqual(['y', 'z']);
  expect(foldedAtFirst(tree)).toEqual([]);
});
