import { numerals } from './day.ts';

/**
 * The grid tree: areas, compounds, grids with their entrances and rooms. Grids are numbered within their compound and
 * their scope is `compound.gN`; a grid holds whole entrances, so that no stairwell is divided.
 */
export interface Area {
  readonly id: string;
  readonly name: string;
}

export interface Compound {
  /** First segment of the scopes below it. */
  readonly scope: string;
  readonly name: string;
  readonly area: string;
}

export interface Grid {
  readonly scope: string;
  readonly compound: string;
  readonly number: number;
  /** 三网格 */
  readonly name: string;
  /** 3号楼, or 3号楼1至2单元 */
  readonly extent: string;
  readonly rooms: readonly Room[];
}

export interface Room {
  readonly building: string;
  readonly entrance: string;
  readonly room: string;
}

export const areas: readonly Area[] = [
  { id: 'chenguang', name: '晨光片区' },
  { id: 'linxi', name: '临溪片区' },
  { id: 'dongmen', name: '东门片区' },
];

export const compounds: readonly Compound[] = [
  { scope: 'wutongli', name: '梧桐里小区', area: 'chenguang' },
  { scope: 'nanyuan', name: '南苑小区', area: 'chenguang' },
  { scope: 'huayuan', name: '临溪花园', area: 'linxi' },
  { scope: 'huaiyinli', name: '槐荫里小区', area: 'linxi' },
  { scope: 'hepan', name: '河畔家园', area: 'dongmen' },
  { scope: 'xincun', name: '东门新村', area: 'dongmen' },
];

interface Plan {
  readonly buildings: number;
  readonly suffix: '号楼' | '栋';
  /** Grids that one building is divided into. */
  readonly gridsPerBuilding: number;
  readonly entrances: number;
  readonly floors: number;
  readonly perFloor: number;
}

/** 60 grids: walk-ups of one building a grid, slabs divided by entrances, towers. */
const plans: Readonly<Record<string, Plan>> = {
  wutongli: { buildings: 12, suffix: '号楼', gridsPerBuilding: 1, entrances: 4, floors: 6, perFloor: 2 },
  nanyuan: { buildings: 12, suffix: '号楼', gridsPerBuilding: 1, entrances: 5, floors: 5, perFloor: 2 },
  huayuan: { buildings: 11, suffix: '栋', gridsPerBuilding: 1, entrances: 2, floors: 11, perFloor: 2 },
  huaiyinli: { buildings: 4, suffix: '号楼', gridsPerBuilding: 2, entrances: 6, floors: 6, perFloor: 3 },
  hepan: { buildings: 9, suffix: '栋', gridsPerBuilding: 1, entrances: 1, floors: 18, perFloor: 4 },
  xincun: { buildings: 4, suffix: '号楼', gridsPerBuilding: 2, entrances: 8, floors: 6, perFloor: 2 },
};

export const createGrids = (): readonly Grid[] => compounds.flatMap((compound) => gridsOf(compound));

const gridsOf = (compound: Compound): Grid[] => {
  const plan = plans[compound.scope];
  if (!plan) return [];
  const grids: Grid[] = [];
  const perGrid = plan.entrances / plan.gridsPerBuilding;
  for (let building = 1; building <= plan.buildings; building++) {
    for (let first = 1; first <= plan.entrances; first += perGrid) {
      const number = grids.length + 1;
      const rooms: Room[] = [];
      for (let entrance = first; entrance < first + perGrid; entrance++) {
        for (let floor = 1; floor <= plan.floors; floor++) {
          for (let door = 1; door <= plan.perFloor; door++) {
            rooms.push({
              building: `${building}${plan.suffix}`,
              entrance: `${entrance}单元`,
              room: `${floor}${String(door).padStart(2, '0')}`,
            });
          }
        }
      }
      const whole = `${building}${plan.suffix}`;
      grids.push({
        scope: `${compound.scope}.g${number}`,
        compound: compound.scope,
        number,
        name: `${numerals[number]}网格`,
        extent: plan.gridsPerBuilding === 1 ? whole : `${whole}${first}至${first + perGrid - 1}单元`,
        rooms,
      });
    }
  }
  return grids;
};
