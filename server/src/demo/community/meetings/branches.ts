import type { MeetingScript } from './script.ts';

const base = { time: '19:00', length: 75, state: 'signed' } as const;
const branch = (keys: readonly string[], others: number, from: string) =>
  ({ type: 'some', keys, others, from }) as const;

/** Assemblies, committees and lectures of the branches; their minutes stay with the branch. */
export const branchMeetings: readonly MeetingScript[] = [
  {
    ...base,
    key: 'branch-8',
    days: 5,
    state: 'notified',
    type: 'branch-assembly',
    scope: 'wutongli',
    title: '梧桐里支部党员大会',
    place: '梧桐里党群驿站',
    chair: 'sun',
    recorder: 'wei',
    people: branch(['sun', 'wei', 'guo'], 18, '梧桐里支部'),
    topics: [
      { title: '学习与讨论', by: 'wei', minutes: 30, state: 'open' },
      { title: '青禾课堂志愿者下月排班', by: 'sun', minutes: 20, state: 'open' },
      { title: '民主评议安排', by: 'guo', minutes: 20, state: 'open' },
    ],
  },
  {
    ...base,
    key: 'branch-7',
    days: -2,
    state: 'awaiting',
    type: 'branch-committee',
    scope: 'nanyuan',
    title: '南苑支部支委会',
    place: '南苑议事亭',
    chair: 'ding',
    recorder: 'fang',
    people: branch(['ding', 'guo'], 3, '南苑支部'),
    topics: [
      {
        title: '西片党小组组长人选',
        by: 'ding',
        minutes: 20,
        says: [
          ['ding', '西片小组缺组长两个月了，党员 28 人，住得散。大家推了两位，一位退休教师，一位在医院上夜班。'],
          ['guo', '组长不求年轻，求在家、腿勤。先请退休教师代一个月，小组自己开会推选。'],
        ],
        conclusion: '由小组开会推选，推选前由支部书记代管。',
        resolves: [
          { text: '西片党小组召开小组会推选组长，结果报社区党委。', lead: 'ding', assisting: ['guo'], due: 20 },
        ],
      },
      {
        title: '加装扶手的三个单元',
        by: 'ding',
        minutes: 25,
        says: [
          ['ding', '问了 50 户，要装的 41 户，不要的都在一楼。先装 3、7、11 号楼老人最多的单元，余下的看钱。'],
          ['fang', '11 号楼 2 单元楼梯窄，装单侧，图纸要重画。'],
        ],
        conclusion: '先装三个单元，单侧扶手，费用进项目台账。',
        resolves: [
          { text: '3、7、11 号楼各选一个单元加装扶手，装前逐户签字。', lead: 'ding', assisting: ['fang'], due: 45 },
        ],
      },
    ],
  },
  {
    ...base,
    key: 'branch-6',
    days: -29,
    type: 'party-lecture',
    scope: 'wutongli',
    title: '梧桐里支部党课：一件小事怎样办完',
    place: '梧桐里党群驿站',
    chair: 'sun',
    recorder: 'wei',
    people: branch(['sun', 'wei', 'he'], 16, '梧桐里支部'),
    topics: [
      {
        title: '从一盏灯说起',
        by: 'he',
        minutes: 40,
        says: [
          ['he', '6 号楼拐角的灯，从有人说到灯亮，用了 26 天。难的不在换灯，在三家都以为是别家的事。'],
          ['wei', '要是当天有人写下“谁、做什么、哪天”，十天就亮了。'],
          ['sun', '以后支部里的事照这个办：先写下来，再散会。'],
        ],
        conclusion: '每件事写清三样：谁、做什么、哪天。',
      },
    ],
  },
  {
    ...base,
    key: 'branch-5',
    days: -57,
    type: 'branch-assembly',
    scope: 'huayuan',
    title: '临溪花园支部党员大会',
    place: '临溪花园物业用房',
    chair: 'feng',
    recorder: 'li',
    people: branch(['feng', 'guo'], 22, '临溪花园支部'),
    topics: [
      {
        title: '党员联系户',
        by: 'feng',
        minutes: 30,
        says: [
          ['feng', '每位党员联系 10 户，名单按楼层分，不按熟不熟分。'],
          ['尹志强@临溪花园支部', '联系不是管，一个月敲一次门，问一句缺什么。'],
          ['guo', '联系户的电话由支部保管，不在群里发。'],
        ],
        conclusion: '按楼层分户，每月一次。',
        resolves: [{ text: '71 名党员联系户分到楼层，每月走一次。', lead: 'feng', due: 30, confirmed: ['feng'] }],
      },
    ],
  },
  {
    ...base,
    key: 'branch-4',
    days: -85,
    type: 'party-group',
    scope: 'huaiyinli',
    title: '槐荫里1、2号楼党小组会',
    place: '槐荫里南门岗亭二楼',
    chair: 'shi',
    recorder: 'jiang',
    length: 45,
    people: branch(['shi'], 9, '槐荫里支部'),
    topics: [
      {
        title: '照看楼前的花池',
        by: 'shi',
        minutes: 20,
        says: [
          ['shi', '花池没有人浇水，也没有人认。小组认两个，一人一周。'],
          ['侯丽华@槐荫里支部', '别种高的，挡一楼的光。种麦冬和月季。'],
        ],
        conclusion: '小组认养两个花池，种矮的。',
        resolves: [{ text: '认养 1、2 号楼前花池，排班贴在单元门口。', lead: 'shi', due: 14, confirmed: ['shi'] }],
      },
    ],
  },
  {
    ...base,
    key: 'branch-3',
    days: -125,
    type: 'branch-committee',
    scope: 'hepan',
    title: '河畔家园支部支委会',
    place: '河畔家园架空层',
    chair: 'bai',
    recorder: 'zou',
    length: 50,
    people: branch(['bai', 'guo'], 3, '河畔家园支部'),
    topics: [
      {
        title: '租户里的流动党员',
        by: 'bai',
        minutes: 25,
        says: [
          ['bai', '租户里有 9 名党员，关系都在外地，愿意来的 6 名，只能晚上。'],
          ['guo', '不转关系也能报到，登记一张卡，做一件事就行。'],
        ],
        conclusion: '流动党员报到，每人认一件事。',
        resolves: [
          {
            text: '6 名流动党员报到，编入河东、河西两个小组。',
            lead: 'bai',
            assisting: ['guo'],
            due: 20,
            confirmed: ['bai'],
          },
        ],
      },
    ],
  },
  {
    ...base,
    key: 'branch-2',
    days: -167,
    type: 'branch-assembly',
    scope: 'xincun',
    title: '东门新村支部党员大会',
    place: '东门新村活动室',
    chair: 'cheng',
    recorder: 'ouyang',
    people: branch(['cheng', 'he'], 15, '东门新村支部'),
    topics: [
      {
        title: '燃气软管更换的带头户',
        by: 'cheng',
        minutes: 25,
        says: [
          ['cheng', '先换党员家，再换邻居家，换好的门口贴一张小条，看得见就信得过。'],
          ['莫桂英@东门新村支部', '我家先换。师傅换的时候，邻居可以来看。'],
          ['he', '68 元自己出，困难的社区出，不摊派。'],
        ],
        conclusion: '党员家本周换完，邻居自愿登记。',
        resolves: [
          { text: '18 名党员家一周内更换软管，换后登记有意愿的邻居。', lead: 'cheng', due: 7, confirmed: ['cheng'] },
        ],
      },
    ],
  },
  {
    ...base,
    key: 'branch-1',
    days: -236,
    type: 'branch-assembly',
    scope: 'wutongli',
    title: '梧桐里支部党员大会',
    place: '梧桐里党群驿站',
    chair: 'sun',
    recorder: 'wei',
    people: branch(['sun', 'wei', 'zhou'], 19, '梧桐里支部'),
    topics: [
      {
        title: '今年支部的三件事',
        by: 'sun',
        minutes: 40,
        says: [
          ['sun', '入户问了 576 户，回了 431 户。排在前三的是：晚上的灯、放学后的孩子、楼下能坐的地方。'],
          ['wei', '灯归物业，孩子归学校，我们能做的是人手和排班。'],
          ['zhou', '别的支部也问，问法一样，好放在一起看。'],
        ],
        conclusion: '三件事：路灯、托管、健身角。每季度在大会上说一次进度。',
        resolves: [
          {
            text: '三件事每季度向大会报进度，没有进度也要说明。',
            lead: 'sun',
            assisting: ['wei'],
            due: 90,
            confirmed: ['sun', 'wei'],
          },
        ],
      },
    ],
  },
];
