import type { Door } from '@lianxi/documents';

/** Doors as they lie in the building: entrance by entrance, the top floor first, from left to right on each. */
export interface EntranceDoors {
  readonly id: string;
  readonly building: string | null;
  readonly entrance: string | null;
  readonly floors: readonly { readonly floor: number | null; readonly doors: readonly Door[] }[];
}

export const groupDoors = (doors: readonly Door[]): readonly EntranceDoors[] => {
  const entrances = new Map<string, Door[]>();
  for (const door of doors) {
    const { compound, building, entrance } = door.place;
    const id = JSON.stringify([compound, building, entrance]);
    const group = entrances.get(id);
    if (group) group.push(door);
    else entrances.set(id, [door]);
  }
  return [...entrances].map(([id, group]) => {
    const floors = new Map<number | null, Door[]>();
    for (const door of group) {
      const floor = floors.get(door.floor);
      if (floor) floor.push(door);
      else floors.set(door.floor, [door]);
    }
    const [first] = group;
    return {
      id,
      building: first?.place.building ?? null,
      entrance: first?.place.entrance ?? null,
      // Rooms whose number tells no floor (shops, basements) lie at the bottom.
      floors: [...floors]
        .map(([floor, onFloor]) => ({ floor, doors: onFloor }))
        .sort((upper, lower) => (lower.floor ?? -1) - (upper.floor ?? -1)),
    };
  });
};
