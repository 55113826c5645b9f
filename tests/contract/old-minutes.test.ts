/** What a meeting writes as an official document is read again as the same meeting. */
import {
  addTopic,
  advanceMeeting,
  appendParagraphs,
  createAuthor,
  fillHeader,
  inviteAttendees,
  recordResolution,
  snapshotMinutes,
  textBlocksOf,
  textOf,
} from '@lianxi/documents';
import { buildOfficial, writeOfficialDocx } from '@lianxi/exchange/official';
import { readOldMinutes } from '@lianxi/exchange/old-minutes';
import { expect, test } from 'vitest';
import * as Y from 'yjs';

test('[MN236] our own official DOCX comes back with its head, people, topics, text and resolutions', async () => {
  const doc = new Y.Doc();
  const author = createAuthor('m2222222');
  const header = {
    type: 'joint',
    title: '三季度党建联席会议',
    number: '〔2026〕3号',
    start: '2026-09-10T14:30',
    end: '2026-09-10T16:00',
    place: '社区二楼议事厅',
    chair: '王芳',
    recorder: '赵小兰',
  } as const;
  const people = [
    { name: '王芳', unit: '社区党委', post: '书记', state: 'present' },
    { name: '李明', unit: '社区党委', post: '副书记', state: 'present' },
    { name: '刘志远', unit: '临溪小学', post: '副校长', state: 'present' },
    { name: '王敏', unit: '临溪小学', post: '教师', state: 'present' },
    { name: '高文杰', unit: '惠民超市', post: '经理', state: 'leave' },
    { name: '周涛', unit: '街道党建办', post: '干事', state: 'observer' },
  ] as const;
  const done = [
    fillHeader(doc, header, author),
    inviteAttendees(doc, people, author),
    addTopic(doc, { id: 'lamps', title: '楼道照明' }, author),
    addTopic(doc, { id: 'green', title: '春季绿化' }, author),
    recordResolution(
      doc,
      {
        topic: 'lamps',
        text: '更换3号楼灯具',
        lead: '物业公司',
        assisting: ['社区党委', '临溪小学'],
        deadline: '2026-10-15',
      },
      author,
    ),
    advanceMeeting(doc, { state: 'awaiting' }, author),
  ];
  for (const each of done) expect(each).toMatchObject({ ok: true });
  appendParagraphs(textOf(doc, 'lamps'), [{ speaker: '刘志远：', text: '三楼以上全黑。' }, { text: '物业已经报价。' }]);
  appendParagraphs(textOf(doc, 'green'), [{ text: '南门补种香樟六株。' }]);

  const official = buildOfficial({
    minutes: snapshotMinutes(doc),
    text: (topic) => textBlocksOf(textOf(doc, topic)),
    issuer: '青禾社区党委',
    sentTo: ['街道党工委', '各共建单位'],
    issuedOn: '2026-09-11',
  });
  const read = await readOldMinutes(await writeOfficialDocx(official));
  expect(read).toMatchObject({ ok: true });
  if (!read.ok) return;
  const { minutes } = read.value;
  expect(minutes.header).toEqual({ ...header, isHourGuessed: false });
  expect(minutes.people.map(({ problem, ...person }) => ({ ...person, problem }))).toEqual(
    ['present', 'observer', 'leave'].flatMap((state) =>
      people.filter((each) => each.state === state).map((each) => ({ ...each, problem: null })),
    ),
  );
  expect(minutes.topics.map(({ title }) => title)).toEqual(['楼道照明', '春季绿化', '议定事项']);
  expect(minutes.topics[0]?.blocks).toMatchObject([
    { type: 'paragraph', runs: [{ text: '刘志远：' }, { text: '三楼以上全黑。' }] },
    { type: 'paragraph', runs: [{ text: '物业已经报价。' }] },
  ]);
  expect(minutes.resolutions).toMatchObject([
    { topic: 2, lead: '物业公司', assisting: ['社区党委', '临溪小学'], deadline: '2026-10-15', isSaid: true },
  ]);
  expect(minutes.resolutions[0]?.text).toContain('更换3号楼灯具');
  expect(JSON.stringify(minutes)).not.toMatch(/街道党工委|印发/);
});
