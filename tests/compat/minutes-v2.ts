/**
 * Makes the frozen meeting of schema version 2: `TZ=Asia/Shanghai node tests/compat/minutes-v2.ts` writes frozen/minutes-v2.bin (the
 * document's state as a Yjs update) and frozen/minutes-v2.json (what it must read as, for ever). Run once when a version
 * is new; never again for the same version. The people in it are made up.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '@lianxi/base';
import {
  addComment,
  addTopic,
  adoptTopic,
  advanceMeeting,
  answerComment,
  answerInvitation,
  appendParagraphs,
  canonicalMinutes,
  castBallot,
  chooseQuorum,
  closeVote,
  confirmResolution,
  createAuthor,
  deferProposal,
  fillHeader,
  inviteAttendees,
  markAttendance,
  markLeft,
  objectToResolution,
  openVote,
  proposeTopic,
  recordResolution,
  settleComment,
  snapshotMinutes,
  takeUp,
  textOf,
} from '@lianxi/documents';
import * as Y from 'yjs';

const makeMeeting = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  let time = Date.UTC(2026, 10, 20, 6, 0);
  const author = createAuthor('mabc2345', () => (time += 60_000), createSeededRandom(3));
  doc.getMap('meta').set('version', 2);
  doc.getMap('meta').set('createdAt', time);
  const invited = [
    { id: 'p1', name: '刘志远', unit: '临溪小学', unitId: 'unit-linxi', post: '副校长' },
    { id: 'p2', name: '赵立新', unit: '安居物业', post: '经理', phone: '13800000000' },
    { id: 'p3', name: '钱𠮷', unit: '派出所', post: '民警', state: 'observer' as const },
    { id: 'p4', name: '孙桂芳', unit: '惠民超市', post: '店长' },
  ];
  const carried = { item: 'r9', meeting: 'minutes/joint/earlier', title: '续议：北门接送', proposer: '临溪小学' };
  const steps = [
    fillHeader(doc, { type: 'joint', title: '四季度党建联席会议', start: '2026-11-20T14:30', place: '议事厅' }, author),
    fillHeader(doc, { chair: '周敏', recorder: '陈雨桐', proposalsUntil: '2026-11-20' }, author),
    proposeTopic(
      doc,
      { id: 't2', title: '楼道充电', proposer: '安居物业', reason: '三起警情', suggestion: '装桩', contact: '赵立新' },
      author,
    ),
    proposeTopic(doc, { id: 't3', title: '重阳节义诊', proposer: '社区医院' }, author),
    adoptTopic(doc, { topic: 't2' }, author),
    deferProposal(doc, { topic: 't3', why: '并入明年计划' }, author),
    takeUp(doc, [{ ...carried, reason: null, minutes: 10 }], author),
    addTopic(doc, { id: 't4', title: '临时议题', proposer: '社区党委', minutes: 5 }, author),
    inviteAttendees(doc, invited, author),
    answerInvitation(doc, { attendee: 'p1', answer: 'coming' }, author),
    answerInvitation(doc, { attendee: 'p2', answer: 'substitute', substitute: '李工' }, author),
    answerInvitation(doc, { attendee: 'p4', answer: 'leave', remark: '出差' }, author),
    advanceMeeting(doc, { state: 'notified' }, author),
    chooseQuorum(doc, { quorum: 'two-thirds' }, author),
    markAttendance(doc, { attendee: 'p1', state: 'present', time: '2026-11-20T14:18' }, author),
    markAttendance(doc, { attendee: 'p2', state: 'present', time: '2026-11-20T14:41' }, author),
    openVote(doc, { id: 'v1', topic: 't2', question: '在3幢东侧装桩', way: 'named', rule: 'present-half' }, author),
    castBallot(doc, { vote: 'v1', attendee: 'p1', choice: 'for' }, author),
    castBallot(doc, { vote: 'v1', attendee: 'p2', choice: 'abstain' }, author),
    closeVote(doc, { vote: 'v1' }, author),
    openVote(doc, { id: 'v2', topic: 't4', question: '是否再议', way: 'hands', rule: 'due-half' }, author),
    markLeft(doc, { attendee: 'p2', left: true, time: '2026-11-20T15:40' }, author),
    recordResolution(
      doc,
      {
        id: 'r1',
        topic: 't2',
        text: '12月底前装桩12个',
        lead: '安居物业',
        assisting: ['临溪小学'],
        deadline: '2026-12-31',
      },
      author,
    ),
    confirmResolution(doc, { resolution: 'r1', unit: '安居物业' }, author),
    objectToResolution(doc, { resolution: 'r1', unit: '临溪小学', text: '请避开放学时段' }, author),
    addComment(doc, { id: 'c1', topic: 't2', quote: '三幢', text: '是3幢', proposal: '3幢' }, author),
    answerComment(doc, { thread: 'c1', topic: 't2', text: '已改' }, author),
    settleComment(doc, { comment: 'c1', state: 'accepted' }, author),
  ];
  for (const step of steps) if (!step.ok) throw new Error(JSON.stringify(step.error));
  appendParagraphs(textOf(doc, 't2'), [
    { speaker: '安居物业 李工：', text: '3幢东侧有空地。' },
    { speaker: '结论：', text: '同意装桩。' },
  ]);
  return doc;
};

const doc = makeMeeting();
const frozen = join(import.meta.dirname, 'frozen');
writeFileSync(join(frozen, 'minutes-v2.bin'), Y.encodeStateAsUpdate(doc));
writeFileSync(join(frozen, 'minutes-v2.txt'), canonicalMinutes(doc));
writeFileSync(join(frozen, 'minutes-v2.json'), `${JSON.stringify(snapshotMinutes(doc), null, 2)}\n`);
