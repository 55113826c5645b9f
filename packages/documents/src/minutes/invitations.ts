import { createUuid, err, type Json } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, projectTable, valueAt } from '../table/index.ts';
import { type ReplyAnswer, repliesSchema } from './before-schema.ts';
import { type Done, write } from './intents.ts';
import type { AttendanceState } from './schema.ts';

/**
 * Answers an invitation: 参加, 请假 or 派代表. Whoever is invited has one seat on the sheet, so that 应到 stays what it was: a
 * substitute takes the seat under their own name, and taking the answer back gives it back.
 */
export const answerInvitation = (
  doc: Y.Doc,
  input: {
    readonly attendee: string;
    readonly answer: ReplyAnswer;
    /** The substitute's name; needed with `substitute`. */
    readonly substitute?: string;
    /** Why somebody is away. */
    readonly remark?: string;
  },
  author: Author,
): Done => {
  const { attendee, answer } = input;
  const sheet = doc.getMap('attendance');
  const state = valueAt(sheet, attendee, 'state') as AttendanceState | null;
  if (state === 'present' || valueAt(sheet, attendee, 'time') !== null) return err({ type: 'AlreadyThere' });
  const last = lastReply(doc, attendee);
  const onSheet = String(valueAt(sheet, attendee, 'name') ?? '');
  const name = last?.substitute && last.substitute === onSheet ? (last.name ?? onSheet) : onSheet;
  const as = state === 'observer' ? 'observer' : state === 'leave' ? (last?.as ?? 'expected') : 'expected';
  const substitute = answer === 'substitute' ? (input.substitute ?? '').trim() : '';
  if (answer === 'substitute' && substitute === '') return err({ type: 'NothingWritten' });
  const remark = (input.remark ?? '').trim();
  const set = (field: string, value: Json): Change => ({
    type: 'set',
    table: 'attendance',
    id: attendee,
    field,
    value,
  });
  return write(
    doc,
    [
      {
        type: 'create',
        table: 'replies',
        id: createUuid(author.clock, author.random),
        values: { attendee, answer, name, as, substitute: substitute || null, remark: remark || null },
      },
      set('state', answer === 'leave' ? 'leave' : as),
      set('name', substitute || name),
      set('remark', answer === 'substitute' ? `代${name}` : answer === 'leave' ? remark || null : null),
    ],
    author,
  );
};

const lastReply = (doc: Y.Doc, attendee: string) => {
  const replies = projectTable(doc.getMap(repliesSchema.name), repliesSchema);
  const id = replies.ids().findLast((each) => replies.values(each).attendee === attendee);
  const found = id === undefined ? null : replies.values(id);
  replies.destroy();
  return found;
};
