import {
  addTopic,
  adoptTopic,
  answerInvitation,
  appendParagraphs,
  attendanceStates,
  beginTopic,
  confirmResolution,
  deferProposal,
  editAttendee,
  editResolution,
  fillHeader,
  inviteAttendees,
  markAttendance,
  markTopic,
  mergeRepeats,
  moveTopic,
  objectToResolution,
  projectMinutes,
  proposeTopic,
  recordResolution,
  removeAttendee,
  removeResolution,
  removeTopic,
  replyAnswers,
  takeUp,
  textOf,
  undoMinutes,
  withdrawObjection,
} from '../minutes/index.ts';
import { type Act, pick, type Replica } from './replicas.ts';

const anyTopic = ({ doc, chance }: Replica) => {
  const minutes = projectMinutes(doc);
  const { agenda, proposed } = minutes.topics.get();
  minutes.destroy();
  return pick([...agenda, ...proposed], chance) ?? 'nobody';
};
const anyRow = (table: 'attendance' | 'resolutions', { doc, chance }: Replica) => {
  const rows = [...doc.getMap(table).keys()].filter((key) => !key.includes('/'));
  return pick(rows, chance) ?? 'nobody';
};

/** What people do in a meeting. */
export const minutesActs: readonly Act[] = [
  ({ doc, author, chance, word }) => addTopic(doc, { title: word(), isProposal: chance() < 0.3 }, author),
  (replica) => moveTopic(replica.doc, { topic: anyTopic(replica), after: anyTopic(replica) }, replica.author),
  (replica) => moveTopic(replica.doc, { topic: anyTopic(replica), after: null }, replica.author),
  (replica) => beginTopic(replica.doc, { topic: anyTopic(replica) }, replica.author),
  (replica) => markTopic(replica.doc, { topic: anyTopic(replica), state: 'done' }, replica.author),
  (replica) => removeTopic(replica.doc, { topic: anyTopic(replica) }, replica.author),
  ({ doc, author, chance, word }) => inviteAttendees(doc, [{ name: word(), unit: `单位${chance() < 0.5}` }], author),
  (replica) =>
    markAttendance(
      replica.doc,
      { attendee: anyRow('attendance', replica), state: pick(attendanceStates, replica.chance) ?? 'present' },
      replica.author,
    ),
  (replica) => {
    const attendee = anyRow('attendance', replica);
    return editAttendee(replica.doc, { attendee, field: 'post', value: replica.word() }, replica.author);
  },
  (replica) => removeAttendee(replica.doc, { attendee: anyRow('attendance', replica) }, replica.author),
  (replica) =>
    recordResolution(replica.doc, { topic: anyTopic(replica), text: replica.word(), lead: '学校' }, replica.author),
  (replica) => {
    const resolution = anyRow('resolutions', replica);
    return editResolution(replica.doc, { resolution, field: 'deadline', value: '2026-09-25' }, replica.author);
  },
  (replica) =>
    confirmResolution(replica.doc, { resolution: anyRow('resolutions', replica), unit: '学校' }, replica.author),
  (replica) => {
    const resolution = anyRow('resolutions', replica);
    const party = { resolution, unit: pick(['学校', '物业'], replica.chance) ?? '' };
    return replica.chance() < 0.3
      ? withdrawObjection(replica.doc, party, replica.author)
      : objectToResolution(replica.doc, { ...party, text: replica.word() }, replica.author);
  },
  (replica) => removeResolution(replica.doc, { resolution: anyRow('resolutions', replica) }, replica.author),
  ({ doc, author, word }) => fillHeader(doc, { place: word() }, author),
  (replica) => {
    const text = textOf(replica.doc, anyTopic(replica));
    if (text.length > 0 && replica.chance() < 0.3) text.delete(Math.floor(replica.chance() * text.length), 1);
    else appendParagraphs(text, [{ speaker: '甲：', text: replica.word() }]);
  },
  (replica) => {
    const undo = removeTopic(replica.doc, { topic: anyTopic(replica) }, replica.author);
    if (undo.ok) undoMinutes(replica.doc, undo.value, replica.author);
  },
  ({ doc, author, word }) =>
    proposeTopic(doc, { title: word(), proposer: word(), reason: word(), suggestion: word() }, author),
  (replica) => adoptTopic(replica.doc, { topic: anyTopic(replica), after: anyTopic(replica) }, replica.author),
  (replica) => deferProposal(replica.doc, { topic: anyTopic(replica), why: replica.word() }, replica.author),
  (replica) => {
    const answer = pick(replyAnswers, replica.chance) ?? 'coming';
    const attendee = anyRow('attendance', replica);
    return answerInvitation(replica.doc, { attendee, answer, substitute: replica.word() }, replica.author);
  },
  ({ doc, author, chance, word }) => {
    const item = `open${Math.floor(chance() * 4)}`;
    const taken = { item, meeting: 'minutes/joint/a', title: word(), proposer: null, reason: null, minutes: null };
    return takeUp(doc, [taken], author);
  },
  ({ doc, author }) => mergeRepeats(doc, author),
];
