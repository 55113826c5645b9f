import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { followupRules, readFollowup, reportFeedback, takeBackStep } from '../followup/index.ts';
import type { KindRules, Write, Writer } from '../kind.ts';
import {
  adoptTopic,
  attachFiles,
  detachFile,
  minutesRules,
  proposeTopic,
  readSentTo,
  sendTo,
} from '../minutes/index.ts';
import { createAuthor } from '../table/index.ts';
import { readAttachments, signInSheet } from './index.ts';

const author = createAuthor('m1');
const hash = 'ab'.repeat(32);
const photo = { hash, name: '灯.jpg', type: 'image', width: 1600, height: 800 } as const;
const paper = { hash: 'cd'.repeat(32), name: '方案.pdf', type: 'pdf', width: 0, height: 0 } as const;
const names = (doc: Y.Doc, what: string) => Buffer.from(Y.encodeStateAsUpdate(doc)).includes(what);

test('[MN260] [MD80] what is proposed with files keeps them on the agenda; what is taken away is named no more', () => {
  const doc = new Y.Doc();
  expect(proposeTopic(doc, { id: 't1', title: '换灯', proposer: '物业', files: [photo, paper] }, author).ok).toBe(true);
  expect(adoptTopic(doc, { topic: 't1' }, author).ok).toBe(true);
  expect(readAttachments(doc)).toMatchObject([
    { about: 't1', ...paper, by: 'm1' },
    { about: 't1', ...photo, by: 'm1' },
  ]);
  const first = readAttachments(doc).find((each) => each.hash === hash);
  const detached = detachFile(doc, { id: first?.id ?? '' }, author);
  expect(readAttachments(doc)).toMatchObject([paper]);
  expect([names(doc, hash), names(doc, paper.hash)]).toEqual([false, true]);
  expect(detached.ok && detached.value.length).toBe(2);
});

test('[FU80] a report shows its pictures, and they go when it is taken back', () => {
  const doc = new Y.Doc();
  doc.getMap('items').set('r1', { text: '换灯', parties: [], $at: 1, $by: '' });
  expect(reportFeedback(doc, { item: 'r1', unit: '物业', text: '换好了', files: [photo] }, author).ok).toBe(true);
  const [step] = readFollowup(doc).items[0]?.history ?? [];
  expect(step).toMatchObject({ type: 'feedback', files: [photo] });
  expect(takeBackStep(doc, { type: 'feedback', id: step?.id ?? '' }, author).ok).toBe(true);
  expect(readFollowup(doc).items[0]?.history).toEqual([]);
  expect(names(doc, hash)).toBe(false);
});

const liaison: Writer = {
  member: 'm1',
  isCommittee: false,
  holdsMeetings: false,
  units: ['unit-anju'],
  isServer: false,
};
const host: Writer = { ...liaison, member: 'm3', holdsMeetings: true };
const row = { name: '灯.jpg', type: 'image', width: 1, height: 1, about: 't1', $at: 1, $by: 'm1' };
const stands = new Map<string, unknown>([
  ['agenda t1', row],
  ['feedback f1', row],
  ['feedback f2', { ...row, $by: 'm2' }],
  ['attachments a1', row],
  ['attachments a2', { ...row, $by: 'm2' }],
]);
const standing: NonNullable<Write['standing']> = (table, key) => stands.get(`${table} ${key}`);
const ruleOf = (rules: KindRules, key: string, value: unknown, writer = liaison): string => {
  const judged = rules.mayWrite({ container: 'attachments', key, value, exists: false, standing, writer });
  return judged.ok ? 'ok' : judged.error.rule;
};

test('[MN260] [MN261] files lie beside topics, the signed sheet is attached by whoever holds the meeting, and what is attached stays as it is', () => {
  const judge = (key: string, value: unknown, writer = liaison) => ruleOf(minutesRules, key, value, writer);
  expect(judge('a9', row)).toBe('ok');
  expect(judge('a9', { ...row, about: 't2' })).toBe('attachment-of-nothing');
  expect(judge('a9', { ...row, about: signInSheet })).toBe('attachment-of-nothing');
  expect(judge('a9', { ...row, about: signInSheet, $by: 'm3' }, host)).toBe('ok');
  expect(judge('a9', { ...row, hash })).toBe('attachment-is-final');
  expect(judge('a9', { ...row, type: 'video' })).toBe('unfit-value');
  expect(judge('a1/hash', [hash, 2, 'm1'])).toBe('ok');
  expect(judge('a1/hash', ['../etc', 2, 'm1'])).toBe('attachment-is-final');
  expect(judge('a1/name', ['别的', 2, 'm1'])).toBe('attachment-is-final');
  expect(judge('a2/hash', [null, 2, 'm1'])).toBe('attachment-of-another');
  expect(judge('a2/hash', [null, 2, 'm3'], host)).toBe('ok');
  expect(judge('a2/~', [true, 2, 'm1'])).toBe('attachment-of-another');
  expect(judge('a8/hash', [hash, 2, 'm1'])).toBe('no-such-attachment');
});

test('[MN262] whoever holds the meeting says to whom minutes are sent, each once and in order', () => {
  const doc = new Y.Doc();
  const names = ['街道党工委', ' 临溪小学 ', '', '街道党工委'];
  expect(sendTo(doc, { names }, author).ok).toBe(true);
  expect(readSentTo(doc)).toEqual(['街道党工委', '临溪小学']);
  const write = { container: 'circulation', key: 'self/sentTo', value: [['某'], 1, 'm3'], exists: false, standing };
  expect(minutesRules.mayWrite({ ...write, writer: host }).ok).toBe(true);
  expect(minutesRules.mayWrite({ ...write, value: [['某'], 1, 'm1'], writer: liaison })).toMatchObject({ ok: false });
  const many = Array.from({ length: 61 }, (_, index) => `单位${index}`);
  expect(sendTo(doc, { names: many }, author)).toMatchObject({ error: { type: 'UnfitValue' } });
});

test('[FU80] pictures go with the own report, whoever settles it', () => {
  const judge = (key: string, value: unknown, writer = liaison) => ruleOf(followupRules, key, value, writer);
  const clerk = { ...host, isCommittee: true };
  expect(judge('a9', { ...row, about: 'f1' })).toBe('ok');
  expect(judge('a9', { ...row, about: 'f2' })).toBe('attachment-of-nothing');
  expect(judge('a9', { ...row, about: 'f9' })).toBe('attachment-of-nothing');
  expect(judge('a9', { ...row, about: 'f2', $by: 'm3' }, clerk)).toBe('attachment-of-nothing');
  expect(judge('a1/~', [true, 2, 'm3'], clerk)).toBe('attachment-of-another');
  expect(judge('a9', { ...row, about: 'f1', $by: 'm2' })).toBe('stamp-of-another');
});

test('[MN261] the photo of the signed sheet is the meeting’s, not a topic’s', () => {
  const doc = new Y.Doc();
  expect(attachFiles(doc, { about: signInSheet, files: [photo] }, author).ok).toBe(true);
  expect(readAttachments(doc)).toMatchObject([{ about: signInSheet }]);
});
