import type { TreeItem } from './grid-tree.ts';

/** Where on the residents' pages one is, as the address bar says it. */
export interface PagePlace {
  readonly scope: string | null;
  /** A building or entrance within the scope, by its branch's id. */
  readonly at: string | null;
  /** A household that is open beside the list. */
  readonly door: string | null;
}

export const readPlace = (
  scope: string | undefined,
  url: { readonly searchParams: { get(name: string): string | null } },
): PagePlace => ({
  scope: scope ?? null,
  at: url.searchParams.get('at'),
  door: url.searchParams.get('door'),
});

export const hrefOf = ({ scope, at, door }: PagePlace): string => {
  if (scope === null) return '/residents';
  const query = new URLSearchParams();
  if (at !== null) query.set('at', at);
  if (door !== null) query.set('door', door);
  const text = query.toString();
  return `/residents/${encodeURIComponent(scope)}${text ? `?${text}` : ''}`;
};

export const hrefOfItem = (item: TreeItem): string => hrefOf({ scope: item.scope, at: item.at, door: null });

/** What opens first: all of it where that is little, else the first compound. */
export const firstScope = (scopes: readonly string[]): string | null => {
  const [first] = scopes;
  if (first === undefined) return null;
  if (scopes.every((scope) => scope === first)) return first;
  const [compound = first] = first.split('.');
  const isOneCompound = scopes.every((scope) => scope === compound || scope.startsWith(`${compound}.`));
  return isOneCompound || scopes.length > 12 ? compound : 'community';
};
