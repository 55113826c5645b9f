import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { textBlocksOf, textOf } from './index.ts';

const element = (name: string, attributes: Record<string, unknown> = {}, ...children: (Y.XmlElement | Y.XmlText)[]) => {
  const made = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
  made.insert(0, children);
  return made;
};
const text = (insert: string, attributes = {}) => {
  const made = new Y.XmlText();
  made.applyDelta([{ insert, attributes }]);
  return made;
};
const paragraph = (words: string) => element('paragraph', {}, text(words));
const plain = (words: string) => ({ type: 'paragraph', runs: [{ text: words, isBold: false }] });

test('[OD4] headings, lists within lists, tables, marks and line breaks of a text are read as plain data', () => {
  const fragment = textOf(new Y.Doc(), 't1');
  fragment.insert(0, [
    element('heading', { level: 2 }, text('场地')),
    element('paragraph', {}, text('周敏：', { bold: {} }), text('可以'), element('hardBreak'), text('再议')),
    element(
      'orderedList',
      { start: 3 },
      element('listItem', {}, paragraph('甲'), element('bulletList', {}, element('listItem', {}, paragraph('乙')))),
    ),
    element(
      'table',
      {},
      element(
        'tableRow',
        {},
        element('tableHeader', { colspan: 2 }, paragraph('项')),
        element('tableCell', { rowspan: 'many' }, paragraph('数')),
      ),
    ),
  ]);
  expect(textBlocksOf(fragment)).toEqual([
    { type: 'heading', level: 2, runs: [{ text: '场地', isBold: false }] },
    {
      type: 'paragraph',
      runs: [
        { text: '周敏：', isBold: true },
        { text: '可以', isBold: false },
        { text: '\n', isBold: false },
        { text: '再议', isBold: false },
      ],
    },
    {
      type: 'list',
      isOrdered: true,
      start: 3,
      items: [[plain('甲'), { type: 'list', isOrdered: false, start: 1, items: [[plain('乙')]] }]],
    },
    {
      type: 'table',
      rows: [
        [
          { isHeader: true, columns: 2, rows: 1, blocks: [plain('项')] },
          { isHeader: false, columns: 1, rows: 1, blocks: [plain('数')] },
        ],
      ],
    },
  ]);
});

test('[OD4] nothing that somebody typed is lost in a node of a newer version; a mention is its label', () => {
  const fragment = textOf(new Y.Doc(), 't1');
  fragment.insert(0, [
    element('callout', {}, paragraph('注意'), element('bulletList', {}, element('listItem', {}, paragraph('甲')))),
    element('paragraph', {}, text('请'), element('mention', { id: 'm1', label: '临溪小学' }), text('办')),
    text('散落的字'),
  ]);
  expect(textBlocksOf(fragment)).toEqual([
    plain('注意'),
    { type: 'list', isOrdered: false, start: 1, items: [[plain('甲')]] },
    {
      type: 'paragraph',
      runs: ['请', '临溪小学', '办'].map((words) => ({ text: words, isBold: false })),
    },
    plain('散落的字'),
  ]);
});
