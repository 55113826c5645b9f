import { cast, communityName, type Person, streetName, type Unit, units } from './cast.ts';
import { type Day, fillDays } from './day.ts';
import type { Meeting } from './meetings/meeting.ts';
import { createMeetings } from './meetings/meetings.ts';
import { createOrganisation, type Organisation } from './organisation.ts';
import { type Care, createCare } from './people/care.ts';
import { createChanges, type ResidentChange } from './people/changes.ts';
import { createPopulation, type Household, type Population, type Resident } from './people/residents.ts';
import { type Compound, compounds, createGrids, type Grid, type Room } from './places.ts';
import { createProjects, type Project } from './projects/projects.ts';

/**
 * The demo community as plain data: everybody and everything in it is made up, and the same seed and day make the same
 * community. Phones are of a block that is given to nobody, citizen numbers of a region that does not exist.
 */
export interface Community {
  readonly seed: number;
  readonly today: Day;
  readonly name: string;
  readonly street: string;
  readonly compounds: readonly Compound[];
  readonly registers: readonly Register[];
  readonly units: readonly (Unit & { readonly phone: string })[];
  readonly people: readonly (Person & { readonly phone: string })[];
  readonly organisation: Organisation;
  readonly meetings: readonly Meeting[];
  readonly projects: readonly Project[];
}

/** One grid's register. What is locked is known here and is not to be written into the document. */
export interface Register {
  readonly grid: Grid;
  readonly compound: Compound;
  readonly households: readonly Household[];
  readonly vacant: readonly Room[];
  readonly residents: readonly Resident[];
  /** Oldest first. */
  readonly changes: readonly ResidentChange[];
  /** Kept apart from the register; empty in most grids. */
  readonly care: readonly Care[];
  /** Why citizen numbers and days of birth may stand in this register; null where they may not. */
  readonly unlockReason: string | null;
}

export const demoSeed = 20_260_101;
const unlockedGrid = 'wutongli.g3';
/** Where the branch has begun to keep consented labels. */
const careGrids: ReadonlySet<string> = new Set(['wutongli.g3', 'wutongli.g6', 'nanyuan.g2']);

export const generateCommunity = (seed: number, today: Day): Community => {
  const grids = createGrids();
  const population = createPopulation(seed, today, grids);
  const phones = [...population.sparePhones];
  const registers = createRegisters(seed, grids, population, phones, today);
  const householdsByGrid = new Map(registers.map(({ grid, households }) => [grid.scope, households.length]));
  return {
    seed,
    today,
    name: communityName,
    street: streetName,
    compounds,
    registers,
    units: units.map((unit, index) => ({ ...unit, phone: phones[index] ?? '' })),
    people: cast.map((person, index) => ({ ...person, phone: phones[units.length + index] ?? '' })),
    organisation: createOrganisation(grids, householdsByGrid),
    meetings: createMeetings(seed, today),
    projects: createProjects(today),
  };
};

const createRegisters = (
  seed: number,
  grids: readonly Grid[],
  population: Population,
  phones: string[],
  today: Day,
): readonly Register[] => {
  const householdsByGrid = Map.groupBy(population.households, (household) => household.grid);
  const residentsByGrid = Map.groupBy(population.residents, (resident) => resident.grid);
  return grids.map((grid) => {
    const households = householdsByGrid.get(grid.scope) ?? [];
    const doors = new Set(households.map(doorOf));
    const compound = compounds.find(({ scope }) => scope === grid.compound) as Compound;
    const residents = residentsByGrid.get(grid.scope) ?? [];
    return {
      grid,
      compound,
      households,
      vacant: grid.rooms.filter((room) => !doors.has(doorOf(room))),
      residents,
      changes: createChanges(seed, today, grid.scope, residents, phones),
      care: careGrids.has(grid.scope) ? createCare(seed, today, grid.scope, residents) : [],
      unlockReason:
        grid.scope === unlockedGrid ? fillDays('人口抽样调查入户核对证件号，核对完即上锁，不迟于{+45}。', today) : null,
    };
  });
};

const doorOf = ({ building, entrance, room }: Room): string => `${building} ${entrance} ${room}`;
