import type { MinutesSnapshot } from '@lianxi/documents';
import { expect, test } from 'vitest';
import type { OfficialMinutes } from './model.ts';
import { buildNotice } from './notice.ts';

type Attendee = MinutesSnapshot['attendance'][number];

const attendee = (name: string, unit: string, post: string): Attendee => ({
  id: name,
  name,
  unit,
  post,
  state: 'expected',
  unitId: null,
  phone: '13800000000',
  time: null,
  left: null,
  member: null,
  remark: '代高文杰',
});
const meeting = (parts: Partial<MinutesSnapshot> = {}, header: Partial<MinutesSnapshot['header']> = {}) =>
  ({
    header: {
      type: 'joint',
      title: '三季度党建联席会议',
      number: null,
      start: '2026-09-10T14:30',
      end: '2026-09-10T16:00',
      place: '社区二楼议事厅',
      chair: '周敏',
      recorder: '陈雨桐',
      state: 'collecting',
      proposalsUntil: '2026-08-26',
      ...header,
    },
    agenda: ['上次议定事项落实情况', '东门早市。'].map((title) => ({ title })),
    attendance: [],
    ...parts,
  }) as unknown as MinutesSnapshot;
const linesOf = ({ body }: OfficialMinutes) =>
  body.map((part) => (part.type !== 'paragraph' ? part.type : part.runs.map(({ text }) => text).join('')));

test('[MN31] a notice says to whom, when, where, what about and who comes, and ends with whose it is and the day', () => {
  const people = [
    attendee('刘志远', '临溪小学', '副校长'),
    attendee('周敏', '社区党委', '社区党委书记'),
    attendee('顾雅婷', '临溪小学', '教师'),
    attendee('贺永年', '', '居民代表'),
  ];
  const notice = buildNotice({ minutes: meeting({ attendance: people }), issuer: '青禾社区党委', day: '2026-08-20' });
  expect([notice.masthead, notice.title, notice.number, notice.rolls]).toEqual([
    '青禾社区党委会议通知',
    '关于召开三季度党建联席会议的通知',
    null,
    [],
  ]);
  expect(linesOf(notice)).toEqual([
    '临溪小学、社区党委、各与会人员：',
    '经研究，定于2026年9月10日召开三季度党建联席会议，现将有关事项通知如下：',
    '一、会议时间：2026年9月10日（星期四）14:30。',
    '二、会议地点：社区二楼议事厅。',
    '三、主持：周敏。',
    '四、会议议程',
    '（一）上次议定事项落实情况。',
    '（二）东门早市。',
    '五、参会人员：社区党委书记周敏；临溪小学副校长刘志远、教师顾雅婷；居民代表贺永年。',
    '六、有关要求',
    '（一）请收到通知后回复是否参加；因故不能参加的，请说明原因，或者委派代表参加。',
    '（二）需要提交会议讨论的议题，请于2026年8月26日前提出。',
    '（三）联系人：陈雨桐。',
    '　',
    '青禾社区党委',
    '2026年8月20日',
  ]);
  expect(JSON.stringify(notice)).not.toContain('13800000000');
  expect(JSON.stringify(notice)).not.toContain('代高文杰');
  expect(notice.body[0]).toMatchObject({ isFlush: true });
});

test('[MN31] the day stands two characters in from the body above it, and neither closer to the edge than two', () => {
  const ends = (issuer: string, day: string) =>
    buildNotice({ minutes: meeting(), issuer, day })
      .body.slice(-2)
      .map((part) => (part.type === 'paragraph' ? part.fromRight : null));
  // 2026年8月20日: seven digits of half a character and three whole.
  expect(ends('青禾社区党委', '2026-08-20')).toEqual([4.5, 2]);
  expect(ends('青禾街道青禾社区党总支委员会', '2026-08-20')).toEqual([2, 7.5]);
});

test('[MN31] what the meeting does not say yet is left out, and nothing is made up', () => {
  const empty = {
    title: null,
    start: null,
    place: null,
    chair: null,
    recorder: null,
    state: null,
    proposalsUntil: null,
  };
  const notice = buildNotice({ minutes: meeting({ agenda: [] }, empty), issuer: '青禾社区', day: '2026-08-20' });
  expect(notice.title).toBe('会议通知');
  expect(linesOf(notice)).toEqual([
    '各与会人员：',
    '经研究，定于近期召开会议，现将有关事项通知如下：',
    '　',
    '青禾社区',
    '2026年8月20日',
  ]);
});
