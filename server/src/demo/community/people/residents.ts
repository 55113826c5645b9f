import { createSeededRandom, createUuid } from '@lianxi/base';
import { addDays, type Day, momentOf, yearOf } from '../day.ts';
import { createDraw, type Draw } from '../draw.ts';
import type { Grid, Room } from '../places.ts';
import { createCitizenNumbers } from './citizen-number.ts';
import { drawFamily, type Kin, type Relation, type Residence } from './families.ts';
import { givenName } from './given-names.ts';
import { compoundSurnames, rareSurname, surnames } from './surnames.ts';

/** A household, and the people in it, as a register may hold them. All of it is made up. */
export interface Household extends Room {
  readonly id: string;
  readonly grid: string;
  readonly residence: Residence;
  readonly createdAt: number;
}

export interface Resident {
  readonly id: string;
  readonly household: string;
  readonly grid: string;
  readonly name: string;
  readonly sex: 'M' | 'F';
  readonly relation: Relation;
  /** Where the code says less than people do: 母亲. */
  readonly relationWord: string | null;
  readonly residence: Residence;
  readonly phones: readonly string[];
  /** Known to the generator; a register holds these two only where its columns are unlocked. */
  readonly birthDate: Day;
  readonly citizenNumber: string;
}

export interface Population {
  readonly households: readonly Household[];
  readonly residents: readonly Resident[];
  /** Numbers of the made-up block that nobody has yet. */
  readonly sparePhones: readonly string[];
}

/** About one home of 25 stands empty. */
const vacancy = 0.04;
/** `1380000xxxx`: a block that is given to nobody; 10,000 numbers. */
export const phoneBlock = '1380000';

export const createPopulation = (seed: number, today: Day, grids: readonly Grid[]): Population => {
  const draw = createDraw(seed, 'residents');
  const random = createSeededRandom(seed);
  const since = momentOf(addDays(today, -420));
  let made = 0;
  // People of one household are listed in the order of their ids: the head first.
  const newId = () => createUuid(() => since + made++, random);
  const phones = draw.shuffle(
    Array.from({ length: 10_000 }, (_, index) => phoneBlock + String(index).padStart(4, '0')),
  );
  const citizenNumber = createCitizenNumbers();
  const households: Household[] = [];
  const residents: Resident[] = [];

  for (const grid of grids) {
    for (const room of grid.rooms) {
      if (draw.chance(vacancy)) continue;
      const family = drawFamily(draw);
      const household = { ...room, id: newId(), grid: grid.scope, residence: family.residence };
      households.push({ ...household, createdAt: since + draw.whole(0, 90 * 24) * 3_600_000 });
      const bySurname = surnamesOf(draw, family.kin);
      const taken = new Set<string>();
      for (const [index, kin] of family.kin.entries()) {
        const birthDate = birthOf(draw, kin.age, today);
        let name = '';
        for (let attempt = 0; attempt < 8 && (name === '' || taken.has(name)); attempt++) {
          name = (bySurname[index] ?? '') + givenName(draw, kin.sex, birthDate);
        }
        taken.add(name);
        residents.push({
          id: newId(),
          household: household.id,
          grid: grid.scope,
          name,
          sex: kin.sex,
          relation: kin.relation,
          relationWord: kin.word ?? null,
          residence: kin.isApart ? 'separated' : family.residence,
          phones: phonesOf(draw, kin, phones),
          birthDate,
          citizenNumber: citizenNumber(birthDate, kin.sex),
        });
      }
    }
  }
  return { households, residents, sparePhones: phones };
};

const drawSurname = (draw: Draw): string => {
  if (draw.chance(0.0009)) return rareSurname;
  if (draw.chance(0.003)) return draw.pick(compoundSurnames);
  return draw.weighted(surnames);
};

const surnamesOf = (draw: Draw, kin: readonly Kin[]): readonly string[] => {
  const head = drawSurname(draw);
  const spouse = drawSurname(draw);
  return kin.map((each, index) => {
    if (index === 0) return head;
    if (each.relation === '10') return spouse;
    return each.line === 'head' ? head : each.line === 'spouse' ? spouse : drawSurname(draw);
  });
};

/** A day on which somebody was born who is `age` years old today. */
const birthOf = (draw: Draw, age: number, today: Day): Day => {
  const birthday = `${yearOf(today) - age}${today.slice(4)}`.replace('-02-29', '-02-28');
  return addDays(birthday, -draw.whole(0, 364));
};

const phonesOf = (draw: Draw, kin: Kin, phones: string[]): readonly string[] => {
  const share = kin.age < 12 ? 0 : kin.age < 16 ? 0.3 : kin.relation === '02' ? 0.97 : kin.age > 80 ? 0.55 : 0.86;
  const has = draw.chance(share);
  const second = draw.chance(0.035);
  return has ? phones.splice(-(second ? 2 : 1)) : [];
};
