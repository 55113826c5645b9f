import { addComment, answerComment, textOf } from '@lianxi/documents';
import * as Y from 'yjs';
import { idOf, type Meeting, momentOf, unitRowOf } from '../community/index.ts';
import { type Desk, done } from './draft.ts';

/** The words of the text that a unit would have otherwise, and what it says of them. */
const proposed = { words: '雨天可以用会所大厅', instead: '雨天用会所大厅和一楼棋牌室' };

/** What the topic under discussion holds besides paragraphs: who comes when as a table, a unit by name, a proposal and its answer. */
export const enrichTopic = (desk: Desk, doc: Y.Doc, { key, topics, end }: Meeting): void => {
  const topic = topics.find(({ state }) => state === 'current');
  if (key !== 'joint-4' || !topic) return;
  const text = textOf(doc, topic.id);
  doc.transact(() => text.push([element('heading', { level: 2 }, '接送安排'), timetable(), lead(desk)]));
  const paragraph = text.toArray().find((each) => each.toString().includes(proposed.words));
  if (!(paragraph instanceof Y.XmlElement)) return;
  const at = momentOf(end.slice(0, 10), end.slice(11)) - 40 * 60_000;
  const id = idOf(desk.community.seed, `comment ${key}`);
  for (const words of paragraph.toArray()) {
    if (!(words instanceof Y.XmlText)) continue;
    const from = readable(words).indexOf(proposed.words);
    if (from >= 0) words.format(from, proposed.words.length, { 'comment--demodemo': { id } });
  }
  const comment = {
    id,
    topic: topic.id,
    quote: proposed.words,
    proposal: proposed.instead,
    text: '大厅周六有婚庆占用。',
  };
  done(addComment(doc, comment, desk.author('zhao', at)));
  done(
    answerComment(
      doc,
      { thread: id, topic: topic.id, text: '棋牌室要先跟老年协会说一声。' },
      desk.author('sun', at + 60_000),
    ),
  );
};

const readable = (words: Y.XmlText): string =>
  words.toDelta().reduce((sum: string, { insert }: { insert: unknown }) => sum + String(insert), '');

const element = (name: string, attributes: Record<string, unknown>, ...children: (Y.XmlElement | string)[]) => {
  const made = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
  made.insert(
    0,
    children.map((child) => (typeof child === 'string' ? new Y.XmlText(child) : child)),
  );
  return made;
};

const timetable = (): Y.XmlElement => {
  const row = (name: string, ...cells: readonly string[]) =>
    element(
      'tableRow',
      {},
      ...cells.map((words) => element(name, { colspan: 1, rowspan: 1 }, element('paragraph', {}, words))),
    );
  return element(
    'table',
    {},
    row('tableHeader', '时段', '场地', '看护', '名额'),
    row('tableCell', '周二、周四 16:30–18:00', '学校一楼两间教室', '值班老师 2 人', '40'),
    row('tableCell', '周六 8:00–11:00', '学校操场', '志愿者 4 人', '30'),
  );
};

const lead = ({ community: { seed } }: Desk): Y.XmlElement =>
  element(
    'paragraph',
    {},
    '名单由 ',
    element('mention', { kind: 'unit', id: unitRowOf(seed, 'unit-linxi'), label: '临溪小学' }),
    ' 汇总，门禁按名单放行。',
  );
