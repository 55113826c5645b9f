import type { Role } from '@lianxi/access';
import type { UnitKind } from '@lianxi/documents';

/**
 * Who speaks and writes in the demo community: committee, branches, grid members, the co-building units with their
 * liaisons. Every name is made up.
 */
export interface Person {
  /** By which the minutes and ledgers of the demo name this person; the member id is made from it. */
  readonly key: string;
  readonly name: string;
  readonly post: string;
  /** What they belong to, as minutes put it before a name. */
  readonly from: string;
  readonly grants: readonly { readonly role: Role; readonly on: string }[];
  readonly unit?: string;
}

export interface Unit {
  readonly scope: string;
  readonly name: string;
  /** The one character in its square. */
  readonly mark: string;
  readonly kind: UnitKind;
  readonly place: string;
  readonly liaison: string;
  /** People who also come to meetings, without an account. */
  readonly others: readonly (readonly [name: string, post: string])[];
}

export const communityName = '青禾社区';
export const streetName = '临溪街道';

const committee = (key: string, name: string, post: string, role: Role = 'committee'): Person => ({
  key,
  name,
  post,
  from: '社区党委',
  grants: [{ role, on: 'community' }],
});
const branch = (key: string, name: string, post: string, from: string, on: string): Person => ({
  key,
  name,
  post,
  from,
  grants: [{ role: 'branch', on }],
});
const liaison = (key: string, name: string, post: string, from: string, unit: string): Person => ({
  key,
  name,
  post,
  from,
  grants: [{ role: 'unit', on: unit }],
  unit,
});

export const leaders: readonly Person[] = [
  committee('zhou', '周敏', '书记', 'committee-admin'),
  committee('he', '何佩兰', '副书记', 'committee-admin'),
  committee('chen', '陈雨桐', '干事'),
  committee('guo', '郭文静', '组织委员'),
  committee('lu', '陆海涛', '综治委员'),
  committee('ye', '叶春燕', '民政社工'),
  branch('sun', '孙晓岚', '书记', '梧桐里支部', 'wutongli'),
  branch('ding', '丁月娥', '书记', '南苑支部', 'nanyuan'),
  branch('feng', '冯建华', '书记', '临溪花园支部', 'huayuan'),
  branch('shi', '石磊', '书记', '槐荫里支部', 'huaiyinli'),
  branch('bai', '白素云', '书记', '河畔家园支部', 'hepan'),
  branch('cheng', '程国栋', '书记', '东门新村支部', 'xincun'),
  branch('wei', '魏国强', '组织委员', '梧桐里支部', 'wutongli'),
  branch('cao', '曹立群', '书记', '商圈联合支部', 'shangquan'),
  liaison('liu', '刘志远', '副校长', '临溪小学', 'unit-linxi'),
  liaison('hejn', '何佳宁', '护士长', '卫生服务中心', 'unit-weisheng'),
  liaison('zhao', '赵立新', '经理', '安居物业', 'unit-anju'),
  liaison('gao', '高敏', '营业室主任', '农商银行', 'unit-nongshang'),
  liaison('gaowj', '高文杰', '店长', '惠民超市', 'unit-huimin'),
  liaison('luo', '罗晓雯', '律师', '明衡律所', 'unit-mingheng'),
  liaison('tang', '唐永刚', '指导员', '临溪消防站', 'unit-xiaofang'),
  liaison('dinghf', '丁海峰', '社区民警', '临溪派出所', 'unit-paichusuo'),
  liaison('qin', '秦若兰', '园长', '青禾幼儿园', 'unit-youeryuan'),
  liaison('meng', '孟凡林', '班长', '临溪供电所', 'unit-gongdian'),
  liaison('xia', '夏书恒', '馆员', '图书馆临溪分馆', 'unit-tushuguan'),
  liaison('tan', '谭家和', '店主', '家和餐饮', 'unit-jiahe'),
];

/** Each cares for the grids named; two grids have nobody, which the organisation page shows as gaps. */
const gridHelpers: readonly (readonly [key: string, name: string, compound: string, grids: readonly number[]])[] = [
  ['lin', '林小芹', 'wutongli', [1, 2, 6]],
  ['wang', '王海燕', 'wutongli', [3, 4, 5]],
  ['taozg', '陶志刚', 'wutongli', [7, 8, 9]],
  ['jia', '贾文英', 'wutongli', [10, 11, 12]],
  ['dongj', '董佳', 'nanyuan', [1, 2, 3]],
  ['yao', '姚春梅', 'nanyuan', [4, 5, 6]],
  ['peng', '彭建平', 'nanyuan', [7, 8, 9]],
  ['fang', '方丽萍', 'nanyuan', [10, 11]],
  ['li', '黎春梅', 'huayuan', [1, 2, 3, 4]],
  ['wangy', '汪洋', 'huayuan', [5, 6, 7, 8]],
  ['shao', '邵明辉', 'huayuan', [9, 10, 11]],
  ['jiang', '蒋雯', 'huaiyinli', [1, 2, 3, 4]],
  ['qian', '钱立军', 'huaiyinli', [5, 6, 7, 8]],
  ['zou', '邹红霞', 'hepan', [1, 2, 3]],
  ['xiong', '熊少华', 'hepan', [4, 5, 6]],
  ['fu', '傅雪梅', 'hepan', [7, 8, 9]],
  ['kang', '康玉洁', 'xincun', [1, 2, 3]],
  ['ouyang', '欧阳静', 'xincun', [4, 5, 6]],
  ['shen', '沈浩', 'xincun', [8]],
];

export const helpers: readonly Person[] = gridHelpers.map(([key, name, compound, grids]) => ({
  key,
  name,
  post: '网格员',
  from: '网格',
  grants: grids.map((number) => ({ role: 'grid', on: `${compound}.g${number}` })),
}));

export const cast: readonly Person[] = [...leaders, ...helpers];
export const personByKey: ReadonlyMap<string, Person> = new Map(cast.map((person) => [person.key, person]));

export const units: readonly Unit[] = [
  {
    scope: 'unit-linxi',
    name: '临溪小学',
    mark: '校',
    kind: 'school',
    place: '临溪路18号',
    liaison: 'liu',
    others: [
      ['顾雅婷', '教导主任'],
      ['史明伟', '体育教师'],
    ],
  },
  {
    scope: 'unit-weisheng',
    name: '卫生服务中心',
    mark: '医',
    kind: 'clinic',
    place: '临溪路42号',
    liaison: 'hejn',
    others: [
      ['段思敏', '全科医生'],
      ['薛玉洁', '公卫科'],
    ],
  },
  {
    scope: 'unit-anju',
    name: '安居物业',
    mark: '物',
    kind: 'property',
    place: '梧桐里会所',
    liaison: 'zhao',
    others: [
      ['毛志强', '工程主管'],
      ['武强', '秩序主管'],
    ],
  },
  {
    scope: 'unit-nongshang',
    name: '农商银行',
    mark: '银',
    kind: 'bank',
    place: '临溪路7号',
    liaison: 'gao',
    others: [['戴静怡', '客户经理']],
  },
  {
    scope: 'unit-huimin',
    name: '惠民超市',
    mark: '超',
    kind: 'shop',
    place: '东门路3号',
    liaison: 'gaowj',
    others: [['龚婷婷', '服务主管']],
  },
  {
    scope: 'unit-mingheng',
    name: '明衡律所',
    mark: '律',
    kind: 'law',
    place: '河畔路26号二楼',
    liaison: 'luo',
    others: [],
  },
  {
    scope: 'unit-xiaofang',
    name: '临溪消防站',
    mark: '消',
    kind: 'fire',
    place: '东门路60号',
    liaison: 'tang',
    others: [['常磊', '宣传员']],
  },
  {
    scope: 'unit-paichusuo',
    name: '临溪派出所',
    mark: '警',
    kind: 'police',
    place: '临溪路90号',
    liaison: 'dinghf',
    others: [],
  },
  {
    scope: 'unit-youeryuan',
    name: '青禾幼儿园',
    mark: '园',
    kind: 'school',
    place: '槐荫里南门',
    liaison: 'qin',
    others: [['严欣怡', '教师']],
  },
  {
    scope: 'unit-gongdian',
    name: '临溪供电所',
    mark: '电',
    kind: 'other',
    place: '河畔路11号',
    liaison: 'meng',
    others: [],
  },
  {
    scope: 'unit-tushuguan',
    name: '图书馆临溪分馆',
    mark: '书',
    kind: 'other',
    place: '社区服务中心三楼',
    liaison: 'xia',
    others: [],
  },
  {
    scope: 'unit-jiahe',
    name: '家和餐饮',
    mark: '餐',
    kind: 'shop',
    place: '槐荫里12号门面',
    liaison: 'tan',
    others: [],
  },
];

/** Residents' delegates who come to joint meetings. */
export const delegates: readonly (readonly [name: string, from: string])[] = [
  ['贺永年', '梧桐里居民代表'],
  ['郝玉珍', '南苑居民代表'],
  ['尹志强', '临溪花园居民代表'],
  ['侯丽华', '槐荫里居民代表'],
  ['江建国', '河畔家园居民代表'],
  ['莫桂英', '东门新村居民代表'],
];
