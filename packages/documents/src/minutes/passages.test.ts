import { assert } from '@lianxi/base';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createAuthor } from '../table/index.ts';
import { addTopic, fillHeader, inviteAttendees, recordResolution, removeTopic } from './intents.ts';
import { passagesOf } from './passages.ts';
import { projectMinutes } from './read.ts';
import { appendParagraphs, textOf } from './text.ts';

test('[MN243] head, topics, text and resolutions are searched, in the order of the agenda; neither who was there nor what was removed', () => {
  const doc = new Y.Doc();
  const author = createAuthor('m2222222');
  const done = [
    fillHeader(doc, { title: '一季度联席会议', number: '〔2026〕1号', place: '二楼' }, author),
    addTopic(doc, { id: 'lamps', title: '路灯' }, author),
    addTopic(doc, { id: 'gone', title: '停车' }, author),
    recordResolution(doc, { topic: 'lamps', text: '物业更换' }, author),
    inviteAttendees(doc, [{ name: '王芳', unit: '临溪小学' }], author),
    removeTopic(doc, { topic: 'gone' }, author),
  ];
  for (const each of done) assert(each.ok, 'it was written');
  appendParagraphs(textOf(doc, 'lamps'), [{ speaker: '刘志远：', text: '3号楼黑' }, { text: '明天修' }]);
  appendParagraphs(textOf(doc, 'gone'), [{ text: '不该找到' }]);
  expect(passagesOf(doc, projectMinutes(doc))).toEqual([
    { place: { type: 'header' }, text: '一季度联席会议 〔2026〕1号 二楼' },
    { place: { type: 'topic', topic: 'lamps' }, text: '路灯' },
    { place: { type: 'text', topic: 'lamps' }, text: '刘志远：3号楼黑' },
    { place: { type: 'text', topic: 'lamps' }, text: '明天修' },
    { place: { type: 'resolution', topic: 'lamps' }, text: '物业更换' },
  ]);
});
