import type { MeetingScript } from './script.ts';

const base = {
  type: 'deliberation',
  scope: 'joint',
  time: '14:00',
  length: 80,
  recorder: 'chen',
  state: 'signed',
} as const;
const some = (...keys: string[]) => ({ type: 'some', keys }) as const;
const residents = (keys: readonly string[], others: number, from: string) =>
  ({ type: 'some', keys, others, from }) as const;

/** Deliberation: residents, branch, property company and units round one matter. */
export const deliberations: readonly MeetingScript[] = [
  {
    ...base,
    key: 'talk-6',
    days: 19,
    time: '09:00',
    state: 'collecting',
    title: '南苑电梯加装议事会',
    place: '南苑议事亭',
    chair: 'ding',
    people: residents(['ding', 'fang', 'zhao', 'luo', 'meng', 'liu', 'sun', '郝玉珍@南苑居民代表'], 12, '南苑居民'),
    topics: [
      {
        title: '4号楼电梯加装：一楼采光与分摊',
        by: 'ding',
        reason: '10 户里 8 户同意，一楼两户担心采光和噪声。',
        minutes: 40,
        state: 'open',
      },
      {
        title: '先看一次已装好的梯',
        by: 'fang',
        reason: '梧桐里 7 号楼的电梯用了两年，住户愿意让大家看。',
        suggestion: '会前一个周六上午去看，每户来一位，支部带队。',
        minutes: 20,
        state: 'proposed',
      },
      {
        title: '施工期间放学接送绕行',
        by: 'liu',
        reason: '4 号楼东侧是学生放学必经的路，围挡以后只剩车行道。',
        suggestion: '工期避开学期，或者放学时段停工一小时，由学校和物业各派一人看护。',
        minutes: 15,
        state: 'proposed',
      },
    ],
  },
  {
    ...base,
    key: 'talk-5',
    days: -9,
    state: 'awaiting',
    title: '早市疏导党群议事会',
    place: '东门新村活动室',
    chair: 'cheng',
    people: residents(['cheng', 'ding', 'dinghf', 'gaowj', 'tang', 'lu', '莫桂英@东门新村居民代表'], 17, '摊主和居民'),
    topics: [
      {
        title: '收摊时间和三轮车停放',
        by: 'dinghf',
        minutes: 35,
        says: [
          ['dinghf', '点位试了两个多月，乱是不乱了，就是 9 点收不完，接送孩子的车过不去。'],
          ['摊主代表', '8 点半收可以，菜卖得慢的时候，能不能让到 8 点 45。'],
          ['莫桂英@东门新村居民代表', '早十五分钟晚十五分钟不要紧，定了就照着来，别今天一个样明天一个样。'],
          ['gaowj', '三轮车可以停我们卸货区，8 点半以前空着。要有人看，别压了管沟盖板。'],
        ],
        conclusion:
          '8 点 45 分收摊完毕。三轮车停超市卸货区，摊主轮流看车。举手表决：实到 23 人，同意 19 人，不同意 1 人，弃权 3 人。',
        resolves: [
          {
            text: '早市 8 点 45 分前收摊，三轮车停惠民超市卸货区，摊主轮值看管。',
            lead: 'dinghf',
            assisting: ['gaowj', 'cheng'],
            due: 12,
            confirmed: ['gaowj'],
            dissent: '一位摊主认为冬天应当延到 9 点。',
          },
        ],
      },
      {
        title: '地面清扫',
        by: 'lu',
        minutes: 15,
        says: [
          ['lu', '收摊以后的菜叶，环卫 9 点半才到，中间这段没有人管。'],
          ['摊主代表', '各扫各的，秤下面那一块归大家。扫帚放在超市门口。'],
        ],
        conclusion: '摊主自扫，互相看一眼再走。',
        resolves: [
          {
            text: '每个点位配扫帚和垃圾袋，收摊自扫。',
            lead: 'cheng',
            assisting: ['gaowj'],
            due: 5,
            isLate: true,
            confirmed: ['gaowj'],
          },
        ],
      },
    ],
  },
  {
    ...base,
    key: 'talk-4',
    days: -36,
    title: '5号楼车库照明议事会',
    place: '梧桐里党群驿站',
    chair: 'sun',
    people: residents(['sun', 'wei', 'wang', 'zhao', 'meng', 'lu', '贺永年@梧桐里居民代表'], 12, '5号楼居民'),
    topics: [
      {
        title: '坡道灯具更换',
        by: 'zhao',
        minutes: 30,
        says: [
          ['贺永年@梧桐里居民代表', '坡道那一段全黑，晚上回来车灯一拐才看得见人。'],
          ['zhao', '灯具 26 套，旧线管要重穿。报价 26,000 元，从公共收益里出，够。'],
          ['meng', '线路我来看过，总闸容量够，不用增容。'],
          ['wei', '钱够就快点办，账要贴出来，买了什么、多少钱一套。'],
        ],
        conclusion: '同意更换，从公共收益列支，单价和收条公示。两周内换完。',
        resolves: [
          {
            text: '更换 5 号楼地下车库坡道灯具 26 套，单价和收条公示。',
            lead: 'zhao',
            assisting: ['sun', 'meng'],
            due: 24,
            isLate: true,
            confirmed: ['zhao', 'sun'],
          },
        ],
      },
      {
        title: '充电桩位置',
        by: 'zhao',
        minutes: 20,
        state: 'deferred',
        says: [
          ['zhao', '两个位置：靠 5 号楼，近；靠岗亭，好管。'],
          ['贺永年@梧桐里居民代表', '靠楼近的那排是老人晒太阳的地方。'],
        ],
        conclusion: '意见不一，画好图再上联席会议。',
      },
    ],
  },
  {
    ...base,
    key: 'talk-3',
    days: -112,
    title: '楼道飞线充电议事会',
    place: '南苑议事亭',
    chair: 'lu',
    people: residents(['lu', 'ding', 'peng', 'fang', 'zhao', 'tang', '郝玉珍@南苑居民代表'], 11, '南苑居民'),
    topics: [
      {
        title: '为什么还要飞线',
        by: 'tang',
        minutes: 30,
        says: [
          ['tang', '上个月夜里两次报警，都是插线板过热。没有酿成事，是因为有人闻到味。'],
          ['郝玉珍@南苑居民代表', '不是不怕，是车棚晚上七点就没有空口了。'],
          ['zhao', '加口容易，电费怎么收要先说好：一度八毛，比家里贵一毛，差在维护。'],
        ],
        conclusion: '先加口、明码收费，再逐户收线。收线不罚款，先换成。',
        resolves: [
          {
            text: '南苑车棚充电价格公示，每度 0.8 元，含维护。',
            lead: 'zhao',
            assisting: ['ding'],
            due: 15,
            confirmed: ['zhao', 'ding'],
          },
          {
            text: '一楼一册登记飞线户，支部逐户谈，不发群。',
            lead: 'ding',
            assisting: ['peng', 'fang'],
            due: 30,
            confirmed: ['ding'],
          },
        ],
      },
    ],
  },
  {
    ...base,
    key: 'talk-2',
    days: -198,
    title: '梧桐里健身角选址议事会',
    place: '梧桐里党群驿站',
    chair: 'sun',
    people: residents(['sun', 'wei', 'taozg', 'zhao', 'liu', '贺永年@梧桐里居民代表'], 14, '梧桐里居民'),
    topics: [
      {
        title: '两块空地选哪一块',
        by: 'taozg',
        minutes: 35,
        says: [
          ['taozg', '9 号楼北面大，但是挨着卧室；3 号楼东面小，有树荫，离岗亭近。'],
          ['贺永年@梧桐里居民代表', '年轻人想要单杠，老人想要能坐的长椅。地方小就少放几件，别摆满。'],
          ['liu', '学校淘汰的两套双杠还是好的，刷一遍漆可以拿来。'],
          ['zhao', '地胶和基础我们做，{M+3}前能完工。器械用到坏了归我们修。'],
        ],
        conclusion: '选 3 号楼东面，四件器械、六张长椅，晚上 9 点以后不放音乐。',
        resolves: [
          {
            text: '3 号楼东面建健身角：器械 4 件、长椅 6 张，晚 9 点后不放音乐。',
            lead: 'sun',
            assisting: ['zhao', 'liu'],
            due: 75,
            confirmed: ['sun', 'zhao', 'liu'],
          },
        ],
      },
    ],
  },
  {
    ...base,
    key: 'talk-1',
    days: -288,
    title: '旧衣回收去向议事会',
    place: '社区二楼议事厅',
    chair: 'cao',
    people: some(
      'cao',
      'gaowj',
      'tan',
      'ye',
      'he',
      'xia',
      '江建国@河畔家园居民代表',
      '侯丽华@槐荫里居民代表',
      '尹志强@临溪花园居民代表',
    ),
    topics: [
      {
        title: '回收的衣物去哪里',
        by: 'cao',
        minutes: 30,
        says: [
          ['江建国@河畔家园居民代表', '大家不是舍不得，是不知道最后去了哪里。'],
          ['cao', '分三样：八成新的洗净留给需要的人，旧的做拖把，实在不行的交再生公司，一公斤六毛。'],
          ['ye', '留给人的由本人来挑，不登记姓名，不拍照。'],
        ],
        conclusion: '去向按月公布三个数：留用、改做、再生。',
        resolves: [
          {
            text: '按月公布旧衣去向三个数，钱款进公益账。',
            lead: 'cao',
            assisting: ['ye'],
            due: 30,
            confirmed: ['cao'],
          },
        ],
      },
    ],
  },
];
