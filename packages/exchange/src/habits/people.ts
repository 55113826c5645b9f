import { createSeededNumbers } from '@lianxi/base';
import { checkCharacter } from '../register/citizen-number.ts';
import type { RegisterRow } from '../register/field.ts';

/**
 * People for tests, drawn from a seed. Nobody lives: the region 990101 is allocated to no place, the telephones lie in one
 * unused block.
 */
export interface MadePerson
  extends Required<Omit<RegisterRow, 'compound' | 'building' | 'entrance' | 'room' | 'birth'>> {
  readonly compound: string;
  readonly building: number;
  readonly entrance: number;
  readonly birth: string;
  readonly room: string;
}

export interface Dice {
  (): number;
  pick<T>(items: readonly T[]): T;
  chance(share: number): boolean;
  between(low: number, high: number): number;
  shuffle<T>(items: readonly T[]): T[];
}

export const createDice = (seed: number): Dice => {
  const next = createSeededNumbers(seed);
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const shuffle = <T>(items: readonly T[]): T[] => {
    const copy = [...items];
    for (let index = copy.length - 1; index > 0; index--) {
      const other = between(0, index);
      [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
    }
    return copy;
  };
  return Object.assign(next, { pick, between, shuffle, chance: (share: number) => next() < share });
};

const surnames = [
  '赵',
  '钱',
  '孙',
  '李',
  '周',
  '吴',
  '欧阳',
  '上官',
  '冯',
  '陈',
  '褚',
  '卫',
  '㛃',
  '𠮷',
  '单',
  '户',
  '门',
  '楼',
  '党',
  '室',
];
const given = [...'明芳伟娜敏静丽强磊军洋勇艳杰娟涛超霞平刚桂栋宇浩燊翀𬭎䶮号男女'];
const relations = ['配偶', '子', '女', '父亲', '母亲', '孙子', '孙女', '儿媳', '女婿'];
const notes = ['', '', '', '', '退役军人', '行动不便', '低保,需"上门"服务', '党员先锋岗；周三在家', '养犬 1 条'];
export const compounds = [
  '幸福里',
  '南苑小区',
  '翠湖名邸',
  '东风家属院',
  '和平佳苑',
  '滨江壹号',
  '铁路新村',
  '阳光花园',
  '梧桐里',
];

export const makePeople = (dice: Dice, compound: string, buildings: number): readonly MadePerson[] => {
  const people: MadePerson[] = [];
  for (let building = 1; building <= buildings; building++) {
    for (let entrance = 1; entrance <= 2; entrance++) {
      for (let door = 0; door < 5; door++) {
        const room = `${door + 1}0${dice.between(1, 2)}`;
        const size = dice.between(1, 4);
        for (let index = 0; index < size; index++) {
          people.push(makePerson(dice, { compound, building, entrance, room }, index === 0));
        }
      }
    }
  }
  return people;
};

let serial = 0;

const makePerson = (
  dice: Dice,
  place: Pick<MadePerson, 'compound' | 'building' | 'entrance' | 'room'>,
  isHead: boolean,
): MadePerson => {
  const birth = `${dice.between(1932, 2022)}-${two(dice.between(1, 12))}-${two(dice.between(1, 28))}`;
  const sex = dice.pick(['男', '女'] as const);
  const order = String(dice.between(0, 99)).padStart(2, '0');
  const first17 = `990101${birth.replaceAll('-', '')}${order}${dice.between(0, 4) * 2 + (sex === '男' ? 1 : 0)}`;
  const mobile = `1380000${String(serial++ % 10_000).padStart(4, '0')}`;
  return {
    ...place,
    name: dice.pick(surnames) + Array.from({ length: dice.between(1, 2) }, () => dice.pick(given)).join(''),
    sex,
    birth,
    idNumber: first17 + checkCharacter(first17),
    relation: isHead ? '户主' : dice.pick(relations),
    phones: dice.chance(0.25) ? [] : dice.chance(0.2) ? [mobile, `029-8800${dice.between(1000, 9999)}`] : [mobile],
    partyMember: dice.chance(0.15),
    residence: dice.pick(['常住', '常住', '常住', '租住', '人户分离']),
    note: dice.pick(notes),
  };
};

const two = (value: number) => String(value).padStart(2, '0');
