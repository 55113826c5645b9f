import { readHeading } from '@lianxi/exchange';
import type { PlaceGroup } from './outline.ts';

/** A register that people can go to. `places` is every name it has: its title, its grid's name, compound and extent. */
export interface Target {
  readonly address: string;
  readonly title: string;
  readonly compound: string | null;
  /** `1至3号楼`, `5号楼`; from the directory, else from the title. */
  readonly extent: string | null;
}

/**
 * Which register each building's people most likely belong to; null where nothing says so. A person decides; this only
 * saves them the obvious choices. The only register there is takes those too of whom the file does not say where they live;
 * never those of another compound, which has no register yet.
 */
export const proposeTargets = (
  groups: readonly PlaceGroup[],
  targets: readonly Target[],
): ReadonlyMap<string, string | null> => {
  const only = targets.length === 1 ? targets[0] : undefined;
  return new Map(
    groups.map((group) => [
      group.key,
      bestTarget(group, targets)?.address ?? (group.compound === null ? (only?.address ?? null) : null),
    ]),
  );
};

const bestTarget = (group: PlaceGroup, targets: readonly Target[]): Target | null => {
  const scored = targets
    .map((target) => ({ target, score: scoreOf(group, target) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score);
  const [best, second] = scored;
  if (!best || best.score === second?.score) return null;
  return best.target;
};

const scoreOf = (group: PlaceGroup, target: Target): number => {
  const compounds = [target.compound, readHeading(`${target.title}居民`).compound, target.title].filter(
    (name) => name !== null,
  );
  const isCompound =
    group.compound === null ||
    compounds.some(
      (name) =>
        plain(name) !== '' &&
        (plain(name).startsWith(plain(group.compound ?? '')) || plain(group.compound ?? '') === plain(name)),
    );
  if (!isCompound) return 0;
  const buildings = buildingsIn(target.extent) ?? buildingsIn(target.title);
  if (buildings) return group.building !== null && buildings.has(group.building) ? 3 : 0;
  return group.compound === null ? 0 : 1;
};

const plain = (name: string) => name.replace(/小区$|\s/g, '');

/** `1至3号楼` `1-3栋` `1、2、5号楼` `6号楼`; null where no building is named. */
export const buildingsIn = (text: string | null): ReadonlySet<string> | null => {
  if (!text) return null;
  const match = /([\d\s、,，和及至到~～—–-]+)(?:号楼|栋|幢|座|#)/.exec(text.normalize('NFKC'));
  if (!match?.[1]) return null;
  const buildings = new Set<string>();
  for (const part of match[1].split(/[、,，和及]/)) {
    const range = /(\d+)\s*[至到~～—–-]\s*(\d+)/.exec(part);
    if (range)
      for (let each = Number(range[1]); each <= Math.min(Number(range[2]), 500); each++) buildings.add(String(each));
    else if (/\d/.test(part)) buildings.add(String(Number(part.replace(/\D/g, ''))));
  }
  return buildings.size > 0 ? buildings : null;
};
