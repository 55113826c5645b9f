import { expect, test } from 'vitest';
import { htmlOf, picturesIn } from './html.ts';
import { matchPerson } from './match.ts';

const known = [
  { id: '1', name: '王芳', unit: '青禾社区党委', unitId: null, post: '书记' },
  { id: '2', name: '王芳', unit: '临溪小学', unitId: 'linxi', post: '教师' },
  { id: '3', name: '孙立', unit: '农商银行', unitId: 'bank', post: '行长' },
];
const run = (text: string, href: string | null = null) => ({ text, isBold: false, isItalic: false, href });

test('[MN234] people are matched by name, namesakes by unit, and nobody who was of another unit then', () => {
  expect(matchPerson({ name: '孙立', unit: '' }, known)).toMatchObject({ type: 'one', person: { id: '3' } });
  expect(matchPerson({ name: '王芳', unit: '社区党委' }, known)).toMatchObject({ type: 'one', person: { id: '1' } });
  expect(matchPerson({ name: '王芳', unit: '临溪小学' }, known)).toMatchObject({ type: 'one', person: { id: '2' } });
  expect(matchPerson({ name: '王芳', unit: '' }, known)).toEqual({ type: 'several', count: 2 });
  expect(matchPerson({ name: '孙立', unit: '惠民超市' }, known)).toEqual({ type: 'none' });
  expect(matchPerson({ name: '赵敏', unit: '' }, known)).toEqual({ type: 'none' });
});

test('[MN232] words of a file are words in HTML as well, and a picture is one of the document’s own or none', () => {
  const blocks = [
    { type: 'paragraph', runs: [run('<img src=x onerror=y> & "甲"\n乙', 'https://a"><script>')] },
    {
      type: 'list',
      isOrdered: true,
      items: [
        [
          { type: 'picture', picture: 3 },
          { type: 'picture', picture: 4 },
        ],
      ],
    },
    { type: 'table', rows: [[{ isHeader: true, columns: 2, rows: 1, blocks: [] }]] },
  ] as const;
  expect(picturesIn(blocks)).toEqual([3, 4]);
  const html = htmlOf(blocks, new Map([[4, { hash: 'a'.repeat(64), width: 10, height: 20 }]]));
  expect(html).toBe(
    '<p><a href="https://a&quot;&gt;&lt;script&gt;">&lt;img src=x onerror=y&gt; &amp; &quot;甲&quot;<br>乙</a></p>' +
      `<ol><li><figure data-picture="${'a'.repeat(64)}" data-width="10" data-height="20"></figure></li></ol>` +
      '<table><tr><th colspan="2"><p></p></th></tr></table>',
  );
});
