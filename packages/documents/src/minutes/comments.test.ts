import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createAuthor } from '../table/index.ts';
import {
  addComment,
  addTopic,
  answerComment,
  projectComments,
  removeComment,
  settleComment,
  undoMinutes,
} from './index.ts';

const author = (member: string) => createAuthor(member, () => 1_000);

test('[MN107] a thread is begun, answered from two devices at once, settled, opened again and taken back', () => {
  const one = new Y.Doc();
  addTopic(one, { id: 't1', title: '议题' }, author('m1'));
  const begun = addComment(one, { id: 'c1', topic: 't1', quote: '操场可用', text: ' 周末也可以吗 ' }, author('m1'));
  expect(begun.ok).toBe(true);
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
  answerComment(one, { thread: 'c1', topic: 't1', text: '可以' }, author('m1'));
  answerComment(other, { thread: 'c1', topic: 't1', text: '要先登记' }, author('m2'));
  settleComment(other, { comment: 'c1', state: 'resolved' }, author('m2'));
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  const comments = projectComments(one);
  expect(comments.values('c1')).toMatchObject({ text: '周末也可以吗', state: 'resolved', quote: '操场可用' });
  expect(comments.ids().filter((id) => comments.values(id).thread === 'c1')).toHaveLength(2);
  settleComment(one, { comment: 'c1', state: 'open' }, author('m1'));
  expect(comments.values('c1').state).toBe('open');
  const removed = removeComment(one, { comment: 'c1' }, author('m1'));
  expect(comments.ids()).not.toContain('c1');
  if (removed.ok) undoMinutes(one, removed.value, author('m1'));
  expect(comments.ids()).toContain('c1');
});

test('[MN107] an empty comment is none; a proposal needs no words beside it, and may propose nothing', () => {
  const doc = new Y.Doc();
  const about = { topic: 't1', quote: '原文' };
  expect(addComment(doc, { ...about, id: 'c1', text: '  ' }, author('m1'))).toMatchObject({ ok: false });
  expect(addComment(doc, { ...about, id: 'c2', proposal: '' }, author('m1')).ok).toBe(true);
  expect(answerComment(doc, { thread: 'c2', topic: 't1', text: '\n' }, author('m1'))).toMatchObject({ ok: false });
  expect(projectComments(doc).values('c2')).toMatchObject({ proposal: '', text: null, state: 'open', thread: null });
});
