import { jointBase } from './joint-base.ts';
import { jointToday } from './joint-today.ts';
import type { MeetingScript } from './script.ts';

/** The joint meetings: one a quarter, the newest of them under way. */
export const jointMeetings: readonly MeetingScript[] = [
  jointToday,
  {
    ...jointBase,
    key: 'joint-3',
    days: 0,
    months: -3,
    time: '14:30',
    length: 100,
    state: 'signed',
    title: '{Q}党建联席会议',
    topics: [
      {
        title: '夜间路灯与楼道堆物',
        by: 'sun',
        minutes: 20,
        says: [
          ['sun', '梧桐里晚上走一圈，不亮的路灯 11 盏，集中在 5 到 9 号楼之间。老人反映最多的是 6 号楼拐角，有台阶。'],
          ['zhao', '灯头我们出，电缆有两段老化，要供电所帮着看一眼再接。'],
          ['meng', '可以，安排一个上午，断电两个小时，提前三天贴通知。'],
          [
            'tang',
            '顺带说楼道。我们抽查了 40 个单元，有 9 个单元的消防通道放了电动车和纸箱，槐荫里 3 号楼最多。先劝，劝不动的再清。',
          ],
        ],
        conclusion: '路灯由安居物业在一个月内换完，供电所配合断电。楼道堆物由各支部先入户说明，消防站到场指导。',
        resolves: [
          {
            text: '更换梧桐里 5 至 9 号楼之间路灯 11 盏，更换后夜间走查一遍。',
            lead: 'zhao',
            assisting: ['meng', 'sun'],
            due: 30,
            confirmed: ['zhao', 'meng', 'sun'],
          },
          {
            text: '清理 9 个单元的楼道堆物，逐户说明，逐层拍照。',
            lead: 'tang',
            assisting: ['shi', 'sun', 'zhao'],
            due: 35,
            confirmed: ['tang', 'shi', 'sun', 'zhao'],
          },
        ],
      },
      {
        title: '东门早市',
        vote: { question: '早市保留，8 点半前收摊', way: 'secret', against: 2, abstain: 1 },
        by: 'dinghf',
        minutes: 25,
        says: [
          ['dinghf', '固定来的摊主 14 户，早上 5 点半到 9 点。问题不在卖菜，在三轮车停到了消防通道口。'],
          ['莫桂英@东门新村居民代表', '老人离不开这个早市，超市的菜没有那么早。赶走不行，摆整齐就好。'],
          ['gaowj', '超市门口东侧有 12 米空地，7 点半以前我们用不着，可以让出来，地面自己扫干净就行。'],
          ['cheng', '支部出两个人，早上站一站，头一个月盯紧。'],
        ],
        conclusion: '同意划出临时点位，划线、编号，先试两个月。消防通道口不得停车。',
        resolves: [
          {
            text: '在惠民超市东侧划出早市临时点位 14 个，消防通道口设禁停线。',
            lead: 'dinghf',
            assisting: ['cheng', 'gaowj'],
            due: 88,
            isLate: true,
            confirmed: ['dinghf', 'cheng', 'gaowj'],
          },
        ],
      },
      {
        title: '家庭医生签约上门',
        by: 'hejn',
        minutes: 15,
        says: [
          [
            'hejn',
            '签约 1,126 人，其中行动不便的 83 人。护士每周三、周五下午上门，一次走 8 到 10 户，带路的同志辛苦一下。',
          ],
          ['ye', '名单我们只给到门牌和称呼，病情由医生当面问，不写在纸上。'],
          ['ding', '南苑没有电梯，五楼的老人多，能不能先排南苑。'],
        ],
        conclusion: '先南苑、后槐荫里，网格员带路。签约和上门情况按月报人数，不报姓名。',
        resolves: [
          {
            text: '家庭医生上门服务，先走南苑五层和槐荫里六层，每周两个下午。',
            lead: 'hejn',
            assisting: ['ding', 'shi'],
            due: 60,
            confirmed: ['hejn', 'ding', 'shi'],
          },
        ],
      },
    ],
  },
  {
    ...jointBase,
    key: 'joint-2',
    days: 0,
    months: -6,
    time: '14:30',
    length: 95,
    state: 'signed',
    title: '{Q}党建联席会议',
    topics: [
      {
        title: '三张清单：资源、需求、项目',
        by: 'he',
        minutes: 25,
        says: [
          ['he', '各单位报来资源 46 条，入户问来需求 62 条，合并以后 31 条。对得上的 19 条，今天先定能马上办的。'],
          ['liu', '学校能拿出操场和两间教室，时间写清楚：周二、周四放学后，周末上午。'],
          ['gao', '银行可以出一笔课堂材料费，四万以内，分次到位，每次要有收条。'],
          ['侯丽华@槐荫里居民代表', '放学到下班中间这两个小时，老人带不动，家长最急。'],
        ],
        conclusion: '先立“青禾课堂延时托管”“银发助餐”“梧桐里健身角”三个项目，各有一家牵头。其余需求并入下次会议。',
        resolves: [
          {
            text: '青禾课堂延时托管立项，一个月内开课，先收 60 名学生。',
            lead: 'liu',
            assisting: ['sun', 'gao', 'hejn'],
            due: 40,
            confirmed: ['liu', 'sun', 'gao', 'hejn'],
          },
          {
            text: '银发助餐立项，选定一处助餐点，餐标不高于 12 元。',
            lead: 'tan',
            assisting: ['gaowj', 'shi'],
            due: 45,
            confirmed: ['tan', 'gaowj', 'shi'],
          },
        ],
      },
      {
        title: '老旧小区燃气软管更换',
        by: 'lu',
        minutes: 15,
        says: [
          ['lu', '南苑和东门新村还在用橡胶软管的有 217 户。更换一根 68 元，困难家庭由社区专项里出。'],
          ['cheng', '东门新村 8 个单元我们已经登记完，只差约时间。'],
          ['luo', '入户更换要有一张简单的告知单，写清楚谁换的、保多久、出了问题找谁。单子我们来拟。'],
        ],
        conclusion: '分三批更换，先独居老人家庭。告知单由明衡律所拟，一式两份。',
        resolves: [
          {
            text: '更换南苑、东门新村橡胶软管 217 户，每户留告知单。',
            lead: 'lu',
            assisting: ['ding', 'cheng', 'luo'],
            due: 70,
            confirmed: ['ding', 'cheng', 'luo'],
          },
        ],
      },
      {
        title: '河畔家园快递架',
        by: 'bai',
        minutes: 10,
        says: [
          ['bai', '快递堆在一层门厅，婴儿车推不过去。业主想要架子，物业想要柜子，价钱差十倍。'],
          ['zhao', '先上架子，靠北墙，九层高三米宽，不挡门禁。用满三个月再看要不要柜子。'],
        ],
        conclusion: '先装架子试用三个月。',
        resolves: [
          {
            text: '河畔家园一至三栋门厅安装快递架 3 组。',
            lead: 'zhao',
            assisting: ['bai'],
            due: 20,
            confirmed: ['zhao', 'bai'],
          },
        ],
      },
    ],
  },
  {
    ...jointBase,
    key: 'joint-1',
    days: 0,
    months: -9,
    time: '14:30',
    length: 80,
    state: 'signed',
    title: '{Q}党建联席会议',
    topics: [
      {
        title: '联席会议章程与联络员',
        by: 'zhou',
        minutes: 20,
        says: [
          ['zhou', '今年起每季度一次，议题提前 15 天征集，每家单位定一名联络员，人走了要有人接。'],
          ['guo', '联络员名单 12 家都报齐了。会上定的事，谁牵头谁先发言，办完了再说别的。'],
          ['luo', '建议加一条：议定事项要写清主办、协办和时限，三样缺一样不上纪要。'],
        ],
        conclusion: '章程通过。加上“主办、协办、时限缺一不记”。',
        resolves: [{ text: '印发联席会议章程和联络员名单，贴在议事厅。', lead: 'guo', due: 10, confirmed: ['guo'] }],
      },
      {
        title: '旧衣回收角',
        by: 'cao',
        minutes: 15,
        says: [
          ['cao', '商圈里三家店愿意出地方，回收箱我们自己做，每月称一次重，钱进公益账。'],
          ['江建国@河畔家园居民代表', '箱子别放在垃圾房边上，放在有灯的地方，老人才敢去。'],
        ],
        conclusion: '设三个点，每月公布斤数和去向。',
        resolves: [
          {
            text: '在惠民超市、家和餐饮、社区服务中心设旧衣回收角，每月公布去向。',
            lead: 'cao',
            assisting: ['gaowj', 'tan'],
            due: 30,
            confirmed: ['cao', 'gaowj', 'tan'],
          },
        ],
      },
      {
        title: '消防演练',
        by: 'tang',
        minutes: 15,
        says: [
          ['tang', '演练只做一件事：听见铃声，从楼梯走到空地，数人。不表演灭火，地方小，容易摔。'],
          ['feng', '临溪花园十一层，老人下楼要二十分钟，建议低层先走，高层分两批。'],
        ],
        conclusion: '临溪花园、河畔家园各演练一次，事先入户告知。',
        resolves: [
          {
            text: '临溪花园、河畔家园各组织一次疏散演练，演练后数人、记时。',
            lead: 'tang',
            assisting: ['feng', 'bai', 'zhao'],
            due: 45,
            confirmed: ['tang', 'feng', 'bai'],
          },
        ],
      },
    ],
  },
];
