import type { Draw } from './draw.ts';

/**
 * Invented people as the truth knows them. Citizen numbers carry the unallocated region 990101, mobiles the block
 * 1380000xxxx; names are syllables drawn from lists.
 */
export interface Person {
  readonly name: string;
  readonly sex: '男' | '女';
  readonly birth: string;
  readonly idNumber: string;
  readonly relation: string;
  readonly mobile: string | null;
  readonly landline: string | null;
  readonly isMember: boolean;
  readonly residence: string;
  readonly note: string;
}

export interface Home {
  readonly compound: string;
  readonly building: number | string;
  readonly entrance: number | null;
  readonly room: string;
  readonly people: readonly Person[];
}

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
  ...[
    '欧阳',
    '上官',
    '司马',
    '诸葛',
    '贺兰',
    '慕容',
    '尉迟',
    '万俟',
    '单',
    '翟',
    '仇',
    '盖',
    '户',
    '关',
    '注',
    '共',
    '安',
    '门',
    '房',
    '党',
  ],
];
const given = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红建国文云福康龙海波宇浩然子涵梓轩怡佳欣雨思慧嘉俊琳婷雪梅春生祥德永志胜鹏飞',
  ...['燊', '堃', '喆', '镕', '翀', '赟', '㛃', '㻎', '龑', '𠮷', '𬭎', '𫖯', '䶮', '单', '户', '楼', '安', '空'],
];
const otherNames = ['阿依古丽·买买提', '迪丽努尔', '古丽娜尔·艾尼瓦尔', 'Maria Rossi', '巴特尔'];
const notes = [
  '独居老人',
  '行动不便',
  '低保',
  '退役军人',
  '孕期',
  '12月入住',
  '共3口',
  '合计两套房',
  '电话：无',
  '无业',
];

export const createPerson = (draw: Draw, relation: string, age: readonly [number, number]): Person => {
  const sex = /女|母|妻/.test(relation) ? '女' : /子|父|夫/.test(relation) ? '男' : draw.pick(['男', '女'] as const);
  const year = 2026 - draw.whole(...age);
  const birth = `${year}-${two(draw.whole(1, 12))}-${two(draw.whole(1, 28))}`;
  const order = `${two(draw.whole(0, 99))}${draw.whole(0, 4) * 2 + (sex === '男' ? 1 : 0)}`;
  const first17 = `990101${birth.replaceAll('-', '')}${order}`;
  const note = draw.chance(0.1) ? draw.pick(notes) : '';
  return {
    name: draw.chance(0.01)
      ? draw.pick(otherNames)
      : draw.pick(surnames) + draw.pick(given) + (draw.chance(0.6) ? draw.pick(given) : ''),
    sex,
    birth,
    idNumber: first17 + endOf(first17),
    relation,
    mobile: draw.chance(0.83) ? `1380000${draw.whole(1000, 9999)}` : null,
    landline: draw.chance(0.08) ? `029-8800${draw.whole(1000, 9999)}` : null,
    isMember: age[0] >= 18 && draw.chance(0.15),
    residence: draw.chance(0.8) ? '常住' : draw.pick(['租住', '人户分离']),
    note: note !== '' && draw.chance(0.2) ? `${note},需"上门"服务` : note,
  };
};

export const createHousehold = (draw: Draw): Person[] => {
  const people = [createPerson(draw, '户主', [24, 90])];
  if (draw.chance(0.75)) people.push(createPerson(draw, '配偶', [24, 90]));
  if (draw.chance(0.5)) people.push(createPerson(draw, draw.pick(['子', '女']), [0, 40]));
  if (draw.chance(0.2)) people.push(createPerson(draw, draw.pick(['父亲', '母亲']), [70, 96]));
  if (draw.chance(0.1)) people.push(createPerson(draw, draw.pick(['孙子', '孙女']), [0, 20]));
  return people;
};

const two = (value: number): string => String(value).padStart(2, '0');

/** ISO 7064 MOD 11-2, as GB 11643 uses it, by Horner's scheme. */
export const endOf = (first17: string): string => {
  let rest = 0;
  for (const digit of first17) rest = ((rest + Number(digit)) * 2) % 11;
  const check = (12 - rest) % 11;
  return check === 10 ? 'X' : String(check);
};
