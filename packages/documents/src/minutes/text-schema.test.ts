import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { appendParagraphs, textOf } from './index.ts';
import { findUnknownContent, findUnknownInEvents, isSafeLink, minutesTextSchema } from './text-schema.ts';

test('[MN11] the text schema holds blocks, lists, tables, mentions and pictures of its own store, and nothing that loads from elsewhere', () => {
  const { nodes, marks } = minutesTextSchema();
  expect(Object.keys(nodes).sort()).toEqual(
    [
      'bulletList',
      'doc',
      'hardBreak',
      'heading',
      'listItem',
      'mention',
      'orderedList',
      'paragraph',
      'picture',
      'table',
      'tableCell',
      'tableHeader',
      'tableRow',
      'text',
    ].sort(),
  );
  expect(Object.keys(marks).sort()).toEqual(['bold', 'comment', 'italic', 'link']);
});

test('[MN11] a link opens the web, mail or a telephone, and runs nothing', () => {
  for (const url of ['https://example.org/a?b=1', 'HTTP://example.org', 'mailto:a@example.org', 'tel:+8657112345678']) {
    expect(isSafeLink(url), url).toBe(true);
  }
  for (const url of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    '//example.org',
    'vbscript:x',
    '',
  ]) {
    expect(isSafeLink(url), url).toBe(false);
  }
});

test('[MN12] text written without an editor is text that the editor knows; what it does not know is named', () => {
  const doc = new Y.Doc();
  const text = textOf(doc, 't1');
  appendParagraphs(text, [{ speaker: '甲：', text: '可以' }]);
  expect(findUnknownContent(text)).toEqual([]);
  const table = new Y.XmlElement('film');
  const marked = new Y.XmlText();
  marked.applyDelta([{ insert: '新', attributes: { highlight: {} } }]);
  text.insert(1, [table, marked]);
  expect(findUnknownContent(text)).toEqual(['film', 'highlight', 'text in doc']);
});

test('[MN12] a change that brings something unknown is recognised by its events alone', () => {
  const doc = new Y.Doc();
  const text = textOf(doc, 't1');
  const found: string[] = [];
  text.observeDeep((events) => found.push(...findUnknownInEvents(events)));
  appendParagraphs(text, [{ speaker: '甲：', text: '可以' }]);
  expect(found).toEqual([]);
  const paragraph = text.get(0) as Y.XmlElement;
  (paragraph.get(0) as Y.XmlText).insert(0, '新', { highlight: {} });
  expect(found).toEqual(['highlight']);
  const item = new Y.XmlElement('listItem');
  item.insert(0, [new Y.XmlElement('film')]);
  text.insert(0, [item]);
  expect(found).toEqual(['highlight', 'film', 'listItem in doc']);
});
