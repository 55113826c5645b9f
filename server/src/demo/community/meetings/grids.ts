import { gridBase as base, some } from './grid-base.ts';
import { earlierGridMeetings } from './grids-earlier.ts';
import type { MeetingScript } from './script.ts';

/** Regular meetings of the grids: what was found on the rounds, and who takes it on. */
export const gridMeetings: readonly MeetingScript[] = [
  ...earlierGridMeetings,
  {
    ...base,
    key: 'grid-9',
    days: 6,
    state: 'notified',
    scope: 'wutongli',
    title: '梧桐里一至六网格例会',
    place: '梧桐里党群驿站',
    chair: 'sun',
    recorder: 'wang',
    people: some('sun', 'wei', 'lin', 'wang', 'taozg', 'jia', 'zhao', 'lu'),
    topics: [
      { title: '本月走访没有见到人的门', by: 'wang', minutes: 20, state: 'open' },
      { title: '5号楼车库坡道灯具更换进度', by: 'zhao', minutes: 15, state: 'open' },
      { title: '{M+1}走访安排', by: 'sun', minutes: 15, state: 'open' },
    ],
  },
  {
    ...base,
    key: 'grid-8',
    days: -6,
    state: 'awaiting',
    scope: 'nanyuan',
    title: '南苑网格例会',
    place: '南苑议事亭',
    chair: 'ding',
    recorder: 'dongj',
    people: some('ding', 'dongj', 'yao', 'peng', 'fang', 'zhao', 'lu', 'hejn'),
    topics: [
      {
        title: '独居老人走访',
        by: 'dongj',
        minutes: 25,
        says: [
          ['dongj', '一至三网格独居的 19 位，这个月都见到了。2 号楼 3 单元有一位白天不在，是去照看孙子，改成傍晚去。'],
          ['yao', '四到六网格 23 位，见到 21 位，两位在住院，家属留了电话，出院当天我去一趟。'],
          ['hejn', '住院的两位回来以后告诉我们，护士上门换药，不用他们再跑。'],
        ],
        conclusion: '白天不在家的改约傍晚；出院当天必访。',
        resolves: [
          {
            text: '两位住院老人出院当日入户，卫生服务中心三日内安排护士上门。',
            lead: 'yao',
            assisting: ['hejn'],
            due: 14,
          },
        ],
      },
      {
        title: '楼道飞线',
        by: 'peng',
        minutes: 20,
        says: [
          ['peng', '七网格还有 6 户从窗口拉线充电，都在一楼。说了三次，答应了不动。'],
          ['lu', '他们不是不愿意，是车棚的插座要排队。车棚先加 12 个口，加好了再上门。'],
          ['zhao', '车棚加插座我们报过价，4,300 元，材料两周到。'],
        ],
        conclusion: '先加插座，再逐户收线，收线以后回访一次。',
        resolves: [
          { text: '南苑车棚加装充电插口 12 个，装好后贴使用说明。', lead: 'zhao', assisting: ['ding'], due: 21 },
          { text: '一楼 6 户飞线逐户收回，一周后回访。', lead: 'peng', assisting: ['lu'], due: 30 },
        ],
      },
    ],
  },
  {
    ...base,
    key: 'grid-7',
    days: -43,
    scope: 'wutongli',
    title: '梧桐里七至十二网格例会',
    place: '梧桐里党群驿站',
    chair: 'sun',
    recorder: 'taozg',
    people: some('sun', 'wei', 'lin', 'wang', 'taozg', 'jia', 'zhao', 'chen'),
    topics: [
      {
        title: '电梯年检标志',
        by: 'taozg',
        minutes: 15,
        says: [
          ['taozg', '7 号楼加装的那部电梯，轿厢里的标志过期十天了。物业说检过，没有来得及换。'],
          ['zhao', '检验报告在我们办公室，今天就贴。以后到期前两周我们在群里报一次。'],
        ],
        conclusion: '当天更换，其余电梯一并查看到期日。',
        resolves: [
          {
            text: '更换 7 号楼电梯检验标志，列出各部电梯到期日，提前两周提醒。',
            lead: 'zhao',
            assisting: ['taozg'],
            due: 7,
            confirmed: ['zhao', 'taozg'],
          },
        ],
      },
      {
        title: '新搬来的租户',
        by: 'jia',
        minutes: 20,
        says: [
          ['jia', '十到十二网格这个月新来 11 户，见到 8 户。两户不愿登记，我没有勉强，留了联系卡。'],
          ['sun', '登记只问姓名、门牌、电话，别的不问。人家愿意加群就加，不愿意就算。'],
          ['chen', '三个月没有回音的，标成“不愿登记”，不再敲第三次门。'],
        ],
        conclusion: '登记三项，不勉强；不愿登记的留卡。',
        resolves: [{ text: '补访新搬来的 3 户，留联系卡。', lead: 'jia', due: 14, confirmed: ['jia'] }],
      },
    ],
  },
  {
    ...base,
    key: 'grid-6',
    days: -62,
    scope: 'huaiyinli',
    title: '槐荫里网格例会',
    place: '槐荫里南门岗亭二楼',
    chair: 'shi',
    recorder: 'jiang',
    people: some('shi', 'jiang', 'qian', 'tan', 'zhao', 'ye'),
    topics: [
      {
        title: '助餐点排队',
        by: 'jiang',
        minutes: 20,
        says: [
          ['jiang', '11 点 20 到 11 点 40 最挤，老人站着等。登记的 46 人，天天来的 38 人。'],
          ['tan', '窗口再开一个，我们从后厨调人。先到先坐，号牌我来做。'],
          ['ye', '腿脚不便的 7 位由志愿者送上门，饭盒我们买，贴单元号不贴姓名。'],
        ],
        conclusion: '开第二个窗口，7 位送餐上门。',
        resolves: [
          {
            text: '助餐点增开窗口，送餐 7 户，饭盒只贴单元号。',
            lead: 'tan',
            assisting: ['jiang', 'ye'],
            due: 10,
            confirmed: ['tan', 'jiang'],
          },
        ],
      },
      {
        title: '化粪池清掏',
        by: 'qian',
        minutes: 10,
        says: [
          ['qian', '3 号楼东侧井盖返味，上次清掏是去年。'],
          ['zhao', '车约在周六上午，8 点到 11 点请 3、4 号楼别停车。'],
        ],
        conclusion: '周六清掏，提前两天贴告示。',
        resolves: [
          {
            text: '3、4 号楼化粪池清掏，清掏后拍照公示。',
            lead: 'zhao',
            assisting: ['qian'],
            due: 9,
            confirmed: ['zhao'],
          },
        ],
      },
    ],
  },
];
