/**
 * Makes the frozen meeting of schema version 1: `TZ=Asia/Shanghai node tests/compat/minutes-v1.ts` writes frozen/minutes-v1.bin (the
 * document's state as a Yjs update) and frozen/minutes-v1.json (what it must read as, for ever). Run once when a version
 * is new; never again for the same version. The people in it are made up.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '@lianxi/base';
import {
  addTopic,
  advanceMeeting,
  appendParagraphs,
  beginTopic,
  confirmResolution,
  createAuthor,
  editResolution,
  fillHeader,
  inviteAttendees,
  markAttendance,
  moveTopic,
  recordResolution,
  removeTopic,
  snapshotMinutes,
  textOf,
} from '@lianxi/documents';
import * as Y from 'yjs';

export const makeMeeting = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  let time = Date.UTC(2026, 8, 10, 6, 0);
  const author = createAuthor('mabc2345', () => (time += 60_000), createSeededRandom(3));
  doc.getMap('meta').set('version', 1);
  doc.getMap('meta').set('createdAt', time);
  const topic = (id: string, title: string, proposer: string) =>
    addTopic(doc, { id, title, proposer, minutes: 10 }, author);
  const steps = [
    fillHeader(doc, { type: 'joint', title: '三季度党建联席会议', number: '青禾联席纪要〔2026〕3号' }, author),
    fillHeader(doc, { start: '2026-09-10T14:30', end: '2026-09-10T16:00', place: '社区二楼议事厅' }, author),
    fillHeader(doc, { chair: '周敏', recorder: '陈雨桐', proposalsUntil: '2026-09-07' }, author),
    advanceMeeting(doc, { state: 'notified' }, author),
    topic('t1', '二季度议定事项办结情况', '社区党委'),
    topic('t2', '青禾课堂场地与志愿者', '临溪小学'),
    topic('t3', '东门早市疏导', '社区民警'),
    topic('t4', '撤回的议题', '惠民超市'),
    addTopic(doc, { id: 't5', title: '重阳节义诊', isProposal: true }, author),
    moveTopic(doc, { topic: 't3', after: 't1' }, author),
    removeTopic(doc, { topic: 't4' }, author),
    inviteAttendees(
      doc,
      [
        { id: 'p1', name: '刘志远', unit: '临溪小学', unitId: 'unit-linxi', post: '副校长' },
        { id: 'p2', name: '赵立新', unit: '安居物业', post: '经理', phone: '13800000000' },
        { id: 'p3', name: '钱𠮷', unit: '派出所', post: '民警', state: 'observer' },
      ],
      author,
    ),
    markAttendance(doc, { attendee: 'p1', state: 'present', time: '2026-09-10T14:18' }, author),
    markAttendance(doc, { attendee: 'p2', state: 'leave', remark: '出差' }, author),
    beginTopic(doc, { topic: 't1' }, author),
    recordResolution(
      doc,
      { id: 'r1', topic: 't2', text: '延续至12月31日', lead: '临溪小学', assisting: ['安居物业'] },
      author,
    ),
    editResolution(doc, { resolution: 'r1', field: 'deadline', value: '2026-09-25' }, author),
    editResolution(doc, { resolution: 'r1', field: 'dissent', value: '建议改由北门接送。' }, author),
    confirmResolution(doc, { resolution: 'r1', unit: '临溪小学' }, author),
  ];
  for (const step of steps) if (!step.ok) throw new Error(JSON.stringify(step.error));
  appendParagraphs(textOf(doc, 't2'), [
    { speaker: '临溪小学 刘志远：', text: '操场可以继续用到 12 月底。' },
    { speaker: '结论：', text: '同意延续。' },
  ]);
  return doc;
};

if (process.argv[1] === import.meta.filename) {
  const doc = makeMeeting();
  const frozen = join(import.meta.dirname, 'frozen');
  writeFileSync(join(frozen, 'minutes-v1.bin'), Y.encodeStateAsUpdate(doc));
  writeFileSync(join(frozen, 'minutes-v1.json'), `${JSON.stringify(snapshotMinutes(doc), null, 2)}\n`);
}
