import { jointBase } from './joint-base.ts';
import type { MeetingScript } from './script.ts';

/** The joint meeting that is under way: its second topic is being discussed. */
export const jointToday: MeetingScript = {
  ...jointBase,
  key: 'joint-4',
  days: 0,
  time: '14:30',
  length: 90,
  state: 'recording',
  title: '{Q}党建联席会议',
  topics: [
    {
      title: '{Q-1}议定事项办结情况',
      by: 'he',
      minutes: 15,
      state: 'done',
      vote: { question: '三项销号，东门早市继续办理', way: 'hands', against: 0, abstain: 1 },
      says: [
        [
          'he',
          '上次会议议定 4 项，办结 3 项。路灯更换 11 盏全部亮了，楼道堆物清理到槐荫里 3 号楼为止，照片和签字都在公示栏。没有办结的是东门早市，点位划了，撑杆和收摊时间还没有谈拢。',
        ],
        ['zhao', '路灯那一项我们上周三晚上又走了一遍，梧桐里 6 号楼东侧那盏接触不好，已经换了底座。'],
        ['ding', '堆物清理之后回潮的有两户，都是收纸箱的老人。硬清不合适，我们给她们在车棚腾了一格，每周五收一次。'],
        ['dinghf', '早市这边，摊主愿意 8 点半前收，差的是一个能停三轮车的地方。'],
      ],
      conclusion:
        '三项销号。东门早市继续办理，由临溪派出所牵头，南苑支部、惠民超市配合，{+20}前把停放点和收摊时间定下来。',
      resolves: [
        {
          text: '东门早市确定三轮车停放点和收摊时间，书面告知 14 户摊主。',
          lead: 'dinghf',
          assisting: ['ding', 'gaowj'],
          due: 20,
          confirmed: ['dinghf', 'ding'],
        },
        {
          text: '路灯更换、楼道堆物清理做一次回头看，结果贴到公示栏。',
          lead: 'zhao',
          assisting: ['sun', 'shi'],
          due: 10,
          confirmed: ['zhao', 'sun', 'shi'],
        },
      ],
    },
    {
      title: '青禾课堂场地与志愿者',
      by: 'liu',
      reason: '场地协议本月底到期，家长希望周末也开。',
      minutes: 20,
      state: 'current',
      says: [
        [
          'liu',
          '操场和一楼两间教室可以继续用，周二、周四放学后到 18:00，周末上午 8:00 到 11:00。门禁由学校值班老师负责，请各家按名单接送。',
        ],
        ['zhao', '接送时段东门加派一名保安。雨天可以用会所大厅，一次最多 30 人，桌椅要社区帮着协调。'],
        ['sun', '报名的党员志愿者 14 人，够排到下个月底。还缺两名能带手工课的。'],
        ['贺永年@梧桐里居民代表', '家长群里问得最多的是名额。一户一个，满了排队，名单要贴出来，大家就没有话说。'],
        ['hejn', '急救常识课我们可以再上三次，人体模型借给课堂放着，不用来回搬。'],
      ],
      conclusion: '同意延续，周末增开上午场，雨天备用场地为安居物业会所大厅。由临溪小学牵头，每月 25 日前报下月排班。',
      resolves: [
        {
          text: '青禾课堂延续一个学期，周末增开上午场；雨天备用场地为安居物业会所大厅，一次不超过 30 人。',
          lead: 'liu',
          assisting: ['zhao', 'sun'],
          due: 15,
          confirmed: ['liu'],
          dissent: '惠民超市书面提出，周末上午场会占用东门临时车位，建议改由北门接送。',
        },
      ],
    },
    {
      title: '地下车库照明与充电桩改造',
      by: 'zhao',
      reason: '坡道灯正在更换；充电桩位置有两种意见，请会议定。',
      minutes: 15,
      state: 'open',
      says: [['zhao', '两个方案都画了图：靠 5 号楼电缆短，省一万二；靠岗亭好管，夜里有人看着。']],
    },
    {
      title: '{S}季义诊与助餐安排',
      by: 'hejn',
      reason: '想和助餐点放在同一个上午，老人少跑一趟。',
      minutes: 10,
      state: 'open',
    },
    {
      title: '“一键点餐到家”“楼道飞线充电清零”立项',
      by: 'he',
      reason: '两个项目问需已经做完，资金各有出处，请会议定牵头单位。',
      minutes: 10,
      state: 'open',
    },
    {
      title: '社区图书角晚间开放到 21:00',
      by: 'xia',
      reason: '{M}起闭馆后仍有初中生在楼梯间写作业。',
      minutes: 10,
      state: 'proposed',
    },
  ],
};
