import type { CellValue } from '../bytes/sheet.ts';
import type { RegisterField } from '../register/field.ts';
import type { Dice, MadePerson } from './people.ts';

/** A value as some clerk would have typed it; what is lost by it is taken out of the truth and named. */
export interface Written {
  readonly cell: CellValue;
  readonly loses?: 'precision-lost' | 'checksum';
}

const wide = (text: string) => text.replace(/[!-~]/g, (half) => String.fromCharCode(half.charCodeAt(0) + 0xfee0));
const han = (value: number) =>
  ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'][value] ?? '';

export const writeCell = (dice: Dice, field: RegisterField, person: MadePerson, isText: boolean): Written => {
  switch (field) {
    case 'compound':
      return { cell: person.compound };
    case 'building':
      return { cell: writeBuilding(dice, person.building) };
    case 'entrance':
      return {
        cell: dice.pick([
          person.entrance,
          `${person.entrance}`,
          `${person.entrance}单元`,
          `${han(person.entrance)}单元`,
        ]),
      };
    case 'room':
      return {
        cell: dice.pick([person.room, Number(person.room), `${person.room}室`, wide(person.room), `${person.room}号`]),
      };
    case 'address':
      return { cell: writeAddress(dice, person) };
    case 'name':
      return { cell: writeName(dice, person.name) };
    case 'sex':
      return { cell: person.sex };
    case 'birth':
      return { cell: writeBirth(dice, person.birth) };
    case 'idNumber':
      return writeNumber(dice, person.idNumber ?? '', isText);
    case 'relation':
      return { cell: writeRelation(dice, person.relation ?? '') };
    case 'phones':
      return { cell: writePhones(dice, person.phones ?? []) };
    case 'partyMember':
      return {
        cell: person.partyMember
          ? dice.pick(['是', '√', '中共党员', '党员', '中共预备党员'])
          : dice.pick([null, '否', '群众', '', '共青团员']),
      };
    case 'residence':
      return { cell: person.residence === '租住' ? dice.pick(['租住', '租户']) : person.residence };
    case 'note':
      return { cell: person.note === '' ? null : person.note };
  }
};

const writeBuilding = (dice: Dice, building: number): CellValue =>
  dice.pick([
    building,
    `${building}`,
    `${building}号楼`,
    `${building}栋`,
    `${building}幢`,
    `${building}#`,
    `${building}＃楼`,
    `${han(building)}号楼`,
    wide(`${building}`),
  ]);

const writeAddress = (dice: Dice, { building, entrance, room }: MadePerson): string =>
  dice.pick([
    `${building}-${entrance}-${room}`,
    `${building}—${entrance}—${room}`,
    wide(`${building}-${entrance}-${room}`),
    `${building}号楼${entrance}单元${room}室`,
    `${building}栋${entrance}单元${room}`,
    `${building}幢${entrance}-${room}`,
    `${building}#楼${entrance}单元${room}`,
    `${building}#${entrance}-${room}`,
    `${building}号楼 ${entrance}单元 ${room}号`,
    `${han(building)}号楼${han(entrance)}单元${room}`,
    `第${building}栋第${entrance}单元${room}室`,
  ]);

const writeName = (dice: Dice, name: string): string => {
  const letters = [...name];
  return letters.length === 2 && dice.chance(0.3) ? letters.join(dice.pick([' ', '　'])) : name;
};

const writeBirth = (dice: Dice, birth: string): CellValue => {
  const [year = '', month = '', day = ''] = birth.split('-');
  return dice.pick<CellValue>([
    birth,
    birth.replaceAll('-', ''),
    birth.replaceAll('-', '/'),
    `${year}.${Number(month)}`,
    `${year}年${Number(month)}月`,
    `${year}年${Number(month)}月${Number(day)}日`,
    `${year}${month}`,
    new Date(`${birth}T00:00:00Z`),
  ]);
};

const writeNumber = (dice: Dice, number: string, isText: boolean): Written => {
  if (dice.chance(0.03)) {
    return {
      cell: isText
        ? Number(number.slice(0, 17)).toExponential(5).replace('e+16', 'E+17')
        : Number(`${number.slice(0, 15)}000`),
      loses: 'precision-lost',
    };
  }
  if (dice.chance(0.03)) {
    const last = number.endsWith('7') ? '8' : '7';
    return { cell: number.slice(0, 17) + last, loses: 'checksum' };
  }
  return {
    cell: dice.pick([
      number,
      number,
      `'${number}`,
      number.toLowerCase(),
      `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`,
      wide(number),
      ` ${number}`,
    ]),
  };
};

const otherRelations: Readonly<Record<string, readonly string[]>> = {
  户主: ['户主', '本人'],
  配偶: ['配偶', '妻', '丈夫', '爱人'],
  子: ['子', '儿子', '长子', '次子'],
  女: ['女', '女儿', '长女', '次女'],
  父亲: ['父亲', '父'],
  母亲: ['母亲', '母'],
};

const writeRelation = (dice: Dice, relation: string): string => dice.pick(otherRelations[relation] ?? [relation]);

const writePhones = (dice: Dice, phones: readonly string[]): CellValue => {
  const [mobile, landline] = phones;
  if (mobile === undefined) return dice.pick([null, '无', '/', '']);
  if (landline !== undefined) {
    return dice.pick([
      `${mobile}/${landline}`,
      `${mobile}、${landline}`,
      `${mobile} ${landline}`,
      `${mobile}\n${landline}`,
      `${mobile}，${landline}`,
      `${mobile};${landline.replace('-', '')}`,
    ]);
  }
  return dice.pick<CellValue>([
    mobile,
    Number(mobile),
    wide(mobile),
    `'${mobile}`,
    `${mobile.slice(0, 3)}-${mobile.slice(3, 7)}-${mobile.slice(7)}`,
    `${mobile.slice(0, 3)} ${mobile.slice(3, 7)} ${mobile.slice(7)}`,
    `+86 ${mobile}`,
  ]);
};
