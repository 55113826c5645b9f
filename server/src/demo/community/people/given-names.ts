import { type Day, yearOf } from '../day.ts';
import type { Draw } from '../draw.ts';
import { rareGiven } from './surnames.ts';

/** Given names by the years in which they were given; characters to combine, and whole names that were common. */
interface Generation {
  readonly from: number;
  readonly male: readonly string[];
  readonly female: readonly string[];
  /** Second characters are drawn freely after a first one; empty where names of a generation are whole. */
  readonly maleFirst: string;
  readonly maleSecond: string;
  readonly femaleFirst: string;
  readonly femaleSecond: string;
  /** Share of names of a single character. */
  readonly single: number;
}

const generations: readonly Generation[] = [
  {
    from: 0,
    male: [
      '德顺',
      '春生',
      '景山',
      '广明',
      '福来',
      '长根',
      '金宝',
      '树林',
      '玉堂',
      '永年',
      '兆祥',
      '国梁',
      '宝山',
      '树民',
    ],
    female: [
      '秀兰',
      '玉珍',
      '桂芳',
      '素琴',
      '玉华',
      '淑英',
      '桂英',
      '凤英',
      '兰英',
      '翠花',
      '月娥',
      '素云',
      '秀珍',
      '淑珍',
    ],
    maleFirst: '德春景广福长金树玉永兆国宝世文家庆',
    maleSecond: '顺生山明来根林堂年祥海成才贵和昌民',
    femaleFirst: '秀玉桂素淑凤兰翠月美惠菊金',
    femaleSecond: '兰珍芳琴华英花娥云香梅莲贞',
    single: 0.04,
  },
  {
    from: 1958,
    male: [
      '建国',
      '建平',
      '立军',
      '志强',
      '卫东',
      '国强',
      '建华',
      '文斌',
      '立群',
      '志刚',
      '海峰',
      '国栋',
      '振华',
      '新民',
    ],
    female: [
      '丽华',
      '晓岚',
      '玉梅',
      '红霞',
      '春梅',
      '海燕',
      '秀梅',
      '建英',
      '丽萍',
      '爱华',
      '素芬',
      '亚琴',
      '小芹',
      '文英',
    ],
    maleFirst: '建志国立卫文海振新永学少俊伟',
    maleSecond: '国平军强东华斌群刚峰栋民明林生勇',
    femaleFirst: '丽晓玉红春海秀爱素亚小文美雪',
    femaleSecond: '华岚梅霞燕英萍芬琴芹玲云红敏',
    single: 0.22,
  },
  {
    from: 1978,
    male: [
      '志远',
      '文杰',
      '海涛',
      '晓峰',
      '俊杰',
      '建伟',
      '立新',
      '思远',
      '家豪',
      '永刚',
      '天宇',
      '明辉',
      '国庆',
      '少华',
    ],
    female: [
      '晓雯',
      '佳宁',
      '雪梅',
      '海霞',
      '婷婷',
      '文静',
      '丽娜',
      '晓燕',
      '佩兰',
      '春燕',
      '美玲',
      '雅琴',
      '玉洁',
      '思敏',
    ],
    maleFirst: '志文海晓俊建立思家永天明少伟',
    maleSecond: '远杰涛峰伟新豪刚宇辉华鹏超磊亮',
    femaleFirst: '晓佳雪海文丽春美雅玉思艳小',
    femaleSecond: '雯宁梅霞静娜燕玲琴洁敏婷丹颖',
    single: 0.42,
  },
  {
    from: 1994,
    male: [
      '浩然',
      '子豪',
      '俊杰',
      '宇航',
      '嘉伟',
      '文博',
      '鑫磊',
      '天佑',
      '梓轩',
      '明轩',
      '志豪',
      '泽宇',
      '一鸣',
      '昊天',
    ],
    female: [
      '雨桐',
      '思琪',
      '欣怡',
      '梦瑶',
      '佳怡',
      '雅婷',
      '诗涵',
      '晓彤',
      '子涵',
      '静怡',
      '雨欣',
      '可欣',
      '梓萱',
      '心怡',
    ],
    maleFirst: '浩子俊宇嘉文鑫天明志泽一昊',
    maleSecond: '然豪杰航伟博磊佑轩宇鸣天涵',
    femaleFirst: '雨思欣梦佳雅诗晓子静可心',
    femaleSecond: '桐琪怡瑶婷涵彤欣萱雯妍',
    single: 0.2,
  },
  {
    from: 2009,
    male: [
      '沐宸',
      '一诺',
      '子墨',
      '宇轩',
      '浩宇',
      '奕辰',
      '梓睿',
      '亦辰',
      '俊熙',
      '景行',
      '知远',
      '嘉树',
      '书恒',
      '星野',
    ],
    female: [
      '一诺',
      '若溪',
      '梓涵',
      '沐晴',
      '语桐',
      '诗雨',
      '依诺',
      '苡沫',
      '念安',
      '清妍',
      '可心',
      '书瑶',
      '知夏',
      '星冉',
    ],
    maleFirst: '沐子宇浩奕梓亦俊景知嘉书星',
    maleSecond: '宸墨轩宇辰睿熙行远树恒野',
    femaleFirst: '若梓沐语诗依念清可书知星',
    femaleSecond: '溪涵晴桐雨诺安妍心瑶夏冉',
    single: 0.05,
  },
];

const singles = {
  M: ['军', '伟', '勇', '磊', '涛', '强', '超', '鹏', '杰', '斌', '浩', '凯', '明', '辉', '健', '峰'],
  F: ['敏', '静', '丽', '娜', '芳', '燕', '玲', '婷', '雪', '霞', '雯', '倩', '洁', '颖', '琳', '佳'],
} as const;

export const givenName = (draw: Draw, sex: 'M' | 'F', born: Day): string => {
  const year = yearOf(born);
  const generation = generations.findLast((each) => year >= each.from) ?? (generations[0] as Generation);
  if (draw.chance(0.0012)) return draw.pick(rareGiven);
  if (draw.chance(generation.single)) return draw.pick(singles[sex]);
  if (draw.chance(0.35)) return draw.pick(sex === 'M' ? generation.male : generation.female);
  const [first, second] =
    sex === 'M' ? [generation.maleFirst, generation.maleSecond] : [generation.femaleFirst, generation.femaleSecond];
  const one = draw.pick([...first]);
  const other = draw.pick([...second]);
  return one === other ? one : one + other;
};
