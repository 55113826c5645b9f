import { getSchema } from '@tiptap/core';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { plainTextOf, textBlocksOf, textOf } from './index.ts';
import { mayStandInText } from './text-rules.ts';
import { findUnknownContent, minutesTextExtensions } from './text-schema.ts';

const attribute = (name: string, value: unknown) => mayStandInText({ type: 'attribute', name, value });
const format = (name: string, value: unknown) => mayStandInText({ type: 'format', name, value });

test('[MN100] the rules name exactly the nodes, attributes and marks of the schema', () => {
  const { nodes, marks } = getSchema(minutesTextExtensions);
  for (const [name, { spec }] of Object.entries(nodes)) {
    if (name !== 'doc' && name !== 'text') expect(mayStandInText({ type: 'element', name }), name).toBe(true);
    for (const [attr, { default: usual }] of Object.entries(
      (spec.attrs ?? {}) as Record<string, { default: unknown }>,
    )) {
      const given = { kind: 'unit', id: 'u1', hash: 'a'.repeat(64) }[attr] ?? usual;
      // The binding writes no attribute that is null.
      if (given !== null) expect(attribute(attr, given), `${name}.${attr}`).toBe(true);
    }
  }
  expect(Object.keys(marks).sort()).toEqual(['bold', 'comment', 'italic', 'link']);
  for (const name of ['script', 'iframe', 'image', 'img', 'svg', 'doc', 'text', 'codeBlock', 'constructor'])
    expect(mayStandInText({ type: 'element', name }), name).toBe(false);
});

test('[MN101] attributes that would run, load or reach anything are refused', () => {
  for (const [name, value] of [
    ['onclick', 'alert(1)'],
    ['onerror', 'alert(1)'],
    ['src', 'https://evil.example/a.png'],
    ['href', 'javascript:alert(1)'],
    ['style', 'background:url(https://evil.example)'],
    ['class', 'x'],
    ['__proto__', {}],
    ['constructor', 1],
    ['hash', 'https://evil.example/a.png'],
    ['hash', '../../api/session'],
    ['id', '" onmouseover="x'],
    ['kind', 'resident'],
    ['level', 9],
    ['level', '1'],
    ['colspan', 100_000],
    ['rowspan', -1],
    ['width', '100%'],
    ['width', 1.5],
    ['start', -3],
    ['label', { text: 'x' }],
    ['alt', 'x'.repeat(201)],
  ] as const)
    expect(attribute(name, value), `${name} ${JSON.stringify(value)}`).toBe(false);
});

test('[MN103] who and what can be named, and nothing else', () => {
  for (const [kind, id] of [
    ['person', '01JABCDEF'],
    ['unit', 'u1'],
    ['project', 'ledger/community/2026-garden'],
    ['followup', 'followup/wutongli.g3/2026-07-01/1v2wX_-9'],
  ] as const) {
    expect(attribute('kind', kind), kind).toBe(true);
    expect(attribute('id', id), id).toBe(true);
  }
  for (const kind of ['resident', 'Person', '', null, ['person']]) expect(attribute('kind', kind)).toBe(false);
});

test('[MN101] a link is a link and nothing besides; marks carry nothing of their own', () => {
  const link = { href: 'https://example.org/a', target: '_blank', rel: 'noopener noreferrer nofollow', class: null };
  expect(format('link', link)).toBe(true);
  expect(format('link', null)).toBe(true);
  expect(format('bold', {})).toBe(true);
  expect(format('bold', true)).toBe(true);
  expect(format('comment--aB3+/x9=', { id: 'c1' })).toBe(true);
  for (const value of [
    { ...link, href: 'javascript:alert(1)' },
    { ...link, href: 'JaVaScRiPt:alert(1)' },
    { ...link, href: `https://example.org/${'x'.repeat(2_000)}` },
    { ...link, href: 'data:text/html,<script>alert(1)</script>' },
    { ...link, onclick: 'alert(1)' },
    { ...link, target: 'parent' },
    { ...link, rel: 'opener' },
    { target: '_blank' },
    'https://example.org',
  ])
    expect(format('link', value), JSON.stringify(value)).toBe(false);
  expect(format('bold', { style: 'x' })).toBe(false);
  expect(format('comment', { id: 'c1', onclick: 'x' })).toBe(false);
  expect(format('comment', { id: '<b>' })).toBe(false);
  expect(format('highlight', {})).toBe(false);
  expect(format('link--x', link)).toBe(false);
  expect(mayStandInText({ type: 'other' })).toBe(false);
});

test('[MN102] a table, a mention and a picture are read as text and set on paper', () => {
  const doc = new Y.Doc();
  const text = textOf(doc, 't1');
  const element = (name: string, attributes: Record<string, unknown>, children: (Y.XmlElement | Y.XmlText)[] = []) => {
    const made = new Y.XmlElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
    made.insert(0, children);
    return made;
  };
  const said = new Y.XmlText('请');
  const paragraph = element('paragraph', {}, [
    said,
    element('mention', { kind: 'unit', id: 'u1', label: '安居物业' }),
    new Y.XmlText('牵头'),
  ]);
  const cell = (name: string, words: string) =>
    element(name, { colspan: 1, rowspan: 1 }, [element('paragraph', {}, [new Y.XmlText(words)])]);
  text.insert(0, [
    element('heading', { level: 2 }, [new Y.XmlText('分工')]),
    paragraph,
    element('table', {}, [
      element('tableRow', {}, [cell('tableHeader', '单位'), cell('tableHeader', '时间')]),
      element('tableRow', {}, [cell('tableCell', '学校'), cell('tableCell', '周末')]),
    ]),
    element('picture', { hash: 'a'.repeat(64), width: 40, height: 30, alt: '坏掉的路灯' }),
  ]);
  expect(findUnknownContent(text)).toEqual([]);
  expect(plainTextOf(text)).toBe('分工\n请安居物业牵头\n单位\n时间\n学校\n周末\n坏掉的路灯');
  const blocks = textBlocksOf(text);
  expect(blocks.map(({ type }) => type)).toEqual(['heading', 'paragraph', 'table', 'picture']);
  expect(blocks[1]).toMatchObject({ runs: [{ text: '请' }, { text: '安居物业' }, { text: '牵头' }] });
});

test('[MN12] what the editor could not place is unknown as well: it would delete it', () => {
  const doc = new Y.Doc();
  const text = textOf(doc, 't1');
  const table = new Y.XmlElement('table');
  table.insert(0, [new Y.XmlText('裸字')]);
  text.insert(0, [table]);
  expect(findUnknownContent(text)).toEqual(['text in table']);
  const nested = new Y.XmlElement('tableCell');
  nested.insert(0, [new Y.XmlElement('table')]);
  text.insert(0, [nested]);
  expect(findUnknownContent(text)).toEqual(['table in tableCell', 'tableCell in doc', 'text in table']);
});
