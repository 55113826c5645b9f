import type { MinutesSnapshot, TextBlock } from '@lianxi/documents';
import { expect, test } from 'vitest';
import { buildOfficial } from './build.ts';
import { form, millimetre } from './form.ts';
import type { OfficialMinutes } from './model.ts';
import { cellRoom, pictureBox, picturesIn } from './picture.ts';

type Attendee = MinutesSnapshot['attendance'][number];
type Topic = MinutesSnapshot['agenda'][number];
type Resolution = MinutesSnapshot['resolutions'][number];

const header = {
  type: 'joint',
  title: '三季度党建联席会议',
  number: null,
  start: '2026-09-10T14:30',
  end: '2026-09-10T16:00',
  place: '社区二楼议事厅',
  chair: '周敏',
  recorder: '陈雨桐',
  state: 'awaiting',
  proposalsUntil: null,
} as const;
const meeting = (parts: Partial<MinutesSnapshot> = {}): MinutesSnapshot => ({
  header,
  agenda: [],
  proposed: [],
  current: null,
  attendance: [],
  tally: { due: 0, present: 0, leave: 0, missing: 0, observers: 0, hasQuorum: false },
  resolutions: [],
  proposals: [],
  attachments: [],
  sentTo: [],
  replies: [],
  carried: [],
  presence: { quorum: 'half', due: 0, arrived: 0, left: 0, here: 0, needed: 1, hasQuorum: false },
  walkIns: [],
  votes: [],
  ...parts,
});
const topic = (id: string, title: string, state: Topic['state'] = 'done'): Topic => ({
  id,
  title,
  order: null,
  proposer: null,
  reason: null,
  minutes: null,
  state,
  startedAt: null,
  endedAt: null,
  text: '',
});
const attendee = (name: string, unit: string, post: string, state: Attendee['state'] = 'present'): Attendee => ({
  id: name,
  name,
  unit,
  post,
  state,
  unitId: null,
  phone: '13800000000',
  time: null,
  left: null,
  member: null,
  remark: '家里有事',
});
const build = (minutes: MinutesSnapshot, text: Readonly<Record<string, readonly TextBlock[]>> = {}, more = {}) =>
  buildOfficial({ minutes, text: (id) => text[id] ?? [], issuer: '青禾社区', sentTo: [], issuedOn: null, ...more });

const run = (text: string) => [{ text, isBold: false }];
const paragraph = (text: string): TextBlock => ({ type: 'paragraph', runs: run(text) });
const heading = (level: number, text: string): TextBlock => ({ type: 'heading', level, runs: run(text) });
/** A line a paragraph: its face and what stands in it. */
const linesOf = ({ body }: OfficialMinutes) =>
  body.map((part) =>
    part.type !== 'paragraph'
      ? part.type
      : `${part.face} ${'  '.repeat(part.depth)}${part.runs.map(({ text }) => text).join('')}`,
  );

test('[OD80] a picture stands in the text with what is said of it below, and in a cell of a table as well', () => {
  const hash = 'ab'.repeat(32);
  const picture: TextBlock = { type: 'picture', hash, width: 1600, height: 800, caption: '坡道' };
  const cell = { isHeader: false, columns: 1, rows: 1, blocks: [picture] };
  const official = build(meeting({ agenda: [topic('a', '照明')] }), {
    a: [picture, { ...picture, caption: '' }, { type: 'table', rows: [[cell]] }],
  });
  expect(linesOf(official).slice(-4)).toEqual(['picture', 'section 坡道', 'picture', 'table']);
  expect(picturesIn(official)).toEqual([hash]);
  expect(official.body.at(-1)).toMatchObject({
    rows: [
      [
        {
          parts: [
            { type: 'picture', hash },
            { runs: [{ text: '坡道' }], isCaption: true },
          ],
        },
      ],
    ],
  });
  const inCell = build(meeting({ agenda: [topic('a', '照明')] }), { a: [{ type: 'table', rows: [[cell]] }] });
  expect(picturesIn(inCell)).toEqual([hash]);
  // As wide as the text, no wider than it is, and never a page high.
  const width = 156 * millimetre;
  expect(pictureBox({ width: 1600, height: 800 })).toEqual({ width, height: width / 2, lines: 8 });
  expect(pictureBox({ width: 200, height: 100 })).toEqual({ width: 150, height: 75, lines: 3 });
  expect(pictureBox({ width: 900, height: 1600 })).toMatchObject({ lines: 18, height: 18 * form.linePitch });
  expect(pictureBox({ width: 0, height: 0 }).lines).toBe(12);
  // A cell of two of four columns: half the text block without the cell's padding.
  expect(cellRoom(4, 2)).toBe(width / 2 - 2 * form.cellPadding);
  expect(pictureBox({ width: 1600, height: 800 }, 200)).toEqual({ width: 200, height: 100, lines: 4 });
});

test('[OD1] who was there stands by unit, the chair first, and nothing of anybody but unit, post and name', () => {
  const { rolls } = build(
    meeting({
      attendance: [
        attendee('刘志远', '临溪小学', '副校长'),
        attendee('何佩兰', '社区党委', '副书记'),
        attendee('丁海峰', '临溪派出所', '社区民警', 'observer'),
        attendee('周敏', '社区党委', '社区党委书记'),
        attendee('顾雅婷', '临溪小学', ''),
        attendee('贺永年', '梧桐里居民代表', '居民代表'),
        attendee('高文杰', '惠民超市', '店长', 'leave'),
        attendee('毛志强', '安居物业', '主管', 'absent'),
        attendee('未到者', '安居物业', '主管', 'expected'),
        attendee('散客', '', '', 'present'),
      ],
    }),
  );
  expect(rolls).toEqual([
    {
      label: '出席',
      text: '社区党委书记周敏、副书记何佩兰；临溪小学副校长刘志远、顾雅婷；梧桐里居民代表贺永年；散客。',
    },
    { label: '请假', text: '惠民超市店长高文杰。' },
    { label: '列席', text: '临溪派出所社区民警丁海峰。' },
    { label: '缺席', text: '安居物业主管毛志强。' },
  ]);
  expect(JSON.stringify(rolls)).not.toMatch(/138|家里有事|未到者/);
});

test('[OD2] the number is what was given, else its place is free; the day of issue is blank until there is one', () => {
  const draft = build(meeting());
  expect(draft).toMatchObject({ masthead: '青禾社区联席会议纪要', number: null, day: '2026年9月10日' });
  expect(draft.colophon).toEqual({ sentTo: null, issuer: '青禾社区', issued: '　　　　年　　月　　日印发' });
  const issued = build(
    meeting({ header: { ...header, number: '〔2026〕3号', type: 'branch-assembly' } }),
    {},
    { issuer: '梧桐里党支部', issuedOn: '2026-09-01', sentTo: ['街道党工委', '各共建单位'] },
  );
  expect(issued).toMatchObject({ masthead: '梧桐里党支部党员大会纪要', number: '〔2026〕3号' });
  expect(issued.colophon).toEqual({
    sentTo: '街道党工委，各共建单位。',
    issuer: '梧桐里党支部',
    issued: '2026年9月1日印发',
  });
});

test('[OD3] topics are 一、, their headings （一） 1. （1）, and whoever numbered one keeps that', () => {
  const official = build(meeting({ agenda: [topic('a', '课堂场地'), topic('b', '二、车库照明', 'deferred')] }), {
    a: [
      heading(2, '场地'),
      paragraph('可以用。'),
      heading(3, '周末'),
      heading(3, '雨天'),
      heading(4, '会所'),
      heading(2, '（九）志愿者'),
      heading(3, '排班'),
    ],
  });
  expect(linesOf(official)).toEqual([
    'body 时间：2026年9月10日14:30—16:00',
    'body 地点：社区二楼议事厅',
    'body 主持：周敏',
    'body 记录：陈雨桐',
    'topic 一、课堂场地',
    'section （一）场地',
    'body 可以用。',
    'body 1.周末',
    'body 2.雨天',
    'body （1）会所',
    'section （九）志愿者',
    'body 1.排班',
    'topic 二、车库照明',
    'body 此项留待下次会议再议。',
  ]);
});

test('[OD4] lists are numbered by depth, line breaks begin a paragraph, a table keeps its reach', () => {
  const cell = (text: string, columns = 1, rows = 1) => ({ isHeader: false, columns, rows, blocks: [paragraph(text)] });
  const official = build(
    meeting({
      header: { ...header, start: null, place: null, chair: null, recorder: null },
      agenda: [topic('a', '题')],
    }),
    {
      a: [
        {
          type: 'list',
          isOrdered: true,
          start: 2,
          items: [
            [paragraph('甲\n甲续'), { type: 'list', isOrdered: true, start: 1, items: [[paragraph('子')]] }],
            [{ type: 'list', isOrdered: false, start: 1, items: [[paragraph('孙')]] }],
          ],
        },
        paragraph('  前\n\n后  '),
        {
          type: 'table',
          rows: [
            [cell('宽', 2), cell('高', 1, 9)],
            [cell('左'), cell('右')],
          ],
        },
      ],
    },
  );
  expect(linesOf(official)).toEqual([
    'topic 一、题',
    'body 2.甲',
    'body 甲续',
    'body   （1）子',
    'body 3.',
    'body   ·孙',
    'body 前',
    'body 后',
    'table',
  ]);
  const table = official.body.at(-1);
  expect(
    table?.type === 'table' && table.rows.map((row) => row.map(({ at, columns, rows }) => [at, columns, rows])),
  ).toEqual([
    [
      [0, 2, 1],
      [2, 1, 2],
    ],
    [
      [0, 1, 1],
      [1, 1, 1],
    ],
  ]);
});

test('[OD4] a table wider than a page can hold is set as text; one that claims a million columns takes no time', () => {
  const wide = (columns: number) => ({ isHeader: false, columns, rows: 1_000, blocks: [paragraph('字')] });
  const rows = Array.from({ length: 200 }, () => [wide(1_000), wide(1_000)]);
  const official = build(meeting({ agenda: [topic('a', '题')] }), { a: [{ type: 'table', rows }] });
  expect(linesOf(official).filter((line) => line === 'body 字')).toHaveLength(400);
});

test('[OD5] what was resolved comes last, with lead, assisting units, deadline and dissent', () => {
  const resolved = (text: string, more: Partial<Resolution> = {}): Resolution => ({
    id: text,
    number: '1-1',
    topic: 'a',
    text,
    lead: null,
    assisting: null,
    deadline: null,
    settled: null,
    dissent: null,
    confirmedBy: [],
    ...more,
  });
  const official = build(
    meeting({
      agenda: [topic('a', '题')],
      resolutions: [
        resolved('课堂延续一个学期。', {
          lead: '临溪小学',
          assisting: ['安居物业', '梧桐里支部'],
          deadline: '2026-09-05',
          dissent: '惠民超市建议改由北门接送',
        }),
        resolved('路灯更换'),
      ],
    }),
  );
  expect(linesOf(official).slice(-3)).toEqual([
    'topic 二、议定事项',
    'body 1.课堂延续一个学期。主办：临溪小学。协办：安居物业、梧桐里支部。时限：2026年9月5日。不同意见：惠民超市建议改由北门接送。',
    'body 2.路灯更换。',
  ]);
});

test('[OD6] a meeting in which nothing was written yet has its masthead and nothing made up', () => {
  const empty = Object.fromEntries(
    Object.keys(header).map((key) => [key, null]),
  ) as unknown as MinutesSnapshot['header'];
  expect(build(meeting({ header: empty }))).toEqual({
    masthead: '青禾社区会议纪要',
    number: null,
    day: null,
    title: '',
    body: [],
    rolls: [],
    colophon: { sentTo: null, issuer: '青禾社区', issued: '　　　　年　　月　　日印发' },
  });
});

test('[MN58] what a vote came to stands under its topic: the question and the numbers, and nobody’s name', () => {
  const result = {
    quorum: 'half',
    due: 12,
    present: 10,
    for: 9,
    against: 0,
    abstain: 1,
    outcome: 'passed',
    at: '',
  } as const;
  const vote = {
    id: 'v1',
    topic: 't1',
    question: '课堂延续一个学期',
    way: 'named',
    rule: 'due-half',
    openedAt: 0,
    ballots: { p1: 'against' },
    counts: { for: 9, against: 0, abstain: 1 },
    result,
  } as const;
  const lines = linesOf(
    build(
      meeting({
        header: { ...header, start: null, place: null, chair: null, recorder: null },
        agenda: [topic('t1', '课堂场地'), topic('t2', '车库照明')],
        votes: [
          vote,
          {
            ...vote,
            id: 'v2',
            way: 'secret',
            question: '推选召集人。',
            result: { ...result, for: 5, against: 5, abstain: 0, outcome: 'rejected' },
          },
          {
            ...vote,
            id: 'v3',
            way: 'hands',
            topic: 't2',
            result: { ...result, present: 6, for: 6, abstain: 0, outcome: 'void' },
          },
          { ...vote, id: 'v4', result: null },
        ],
      }),
      { t1: [paragraph('校方同意。')] },
    ),
  );
  expect(lines).toEqual([
    'topic 一、课堂场地',
    'body 校方同意。',
    'body 表决：课堂延续一个学期。应到 12 人，实到 10 人，同意 9 人，反对 0 人，弃权 1 人，通过。',
    'body 表决：推选召集人。无记名投票，应到 12 人，实到 10 人，同意 5 人，反对 5 人，弃权 0 人，未通过。',
    'topic 二、车库照明',
    'body 表决：课堂延续一个学期。举手表决，应到 12 人，实到 6 人，同意 6 人，反对 0 人，弃权 0 人，实到人数不足，表决无效。',
  ]);
});
