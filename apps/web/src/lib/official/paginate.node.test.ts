import { expect, test } from 'vitest';
import { type Measured, paginate } from './paginate.ts';
import { piecesOf, sliceRuns } from './pieces.ts';

const text = (lines: number): Measured => ({ lines, isSplittable: true });
const heading: Measured = { lines: 1, isSplittable: true, keepsWithNext: true };
const block = (lines: number): Measured => ({ lines, isSplittable: false });
const gap = (lines: number): Measured => ({ lines, isSplittable: false, isGap: true });

test('[OD9] pages are filled to the last line, text going on at the top of the next', () => {
  expect(paginate([text(30), text(20)], 22, 1)).toEqual([
    [{ piece: 0, from: 0, to: 22 }],
    [
      { piece: 0, from: 22, to: 30 },
      { piece: 1, from: 0, to: 14 },
    ],
    [{ piece: 1, from: 14, to: 20 }],
  ]);
});

test('[OD9] headings stand on the page of what follows them; rows are not torn; no page begins with an empty line', () => {
  const pages = paginate([text(20), heading, heading, text(20), gap(1), block(18), gap(1), text(1)], 22, 0);
  expect(pages.map((page) => page.map(({ piece }) => piece))).toEqual([[0], [1, 2, 3], [5, 6, 7]]);
});

test('[OD9] the colophon has its lines on the last page, or a page of its own', () => {
  expect(paginate([text(20)], 22, 2)).toHaveLength(1);
  expect(paginate([text(21)], 22, 2)).toHaveLength(2);
  expect(paginate([text(21)], 22, 2)[1]).toEqual([]);
});

test('[OD9] every line of a long document stands on a page, once and in order', () => {
  const pieces = Array.from({ length: 400 }, (_, index) =>
    index % 7 === 0 ? heading : index % 11 === 0 ? block(1 + (index % 9)) : text(1 + ((index * 37) % 61)),
  );
  const pages = paginate(pieces, 22, 3);
  for (const page of pages) expect(page.reduce((sum, { from, to }) => sum + to - from, 0)).toBeLessThanOrEqual(22);
  const placed = pages
    .flat()
    .flatMap(({ piece, from, to }) => Array.from({ length: to - from }, (_, at) => `${piece}/${from + at}`));
  expect(placed).toEqual(
    pieces.flatMap(({ lines }, piece) => Array.from({ length: lines }, (_, at) => `${piece}/${at}`)),
  );
});

test('[OD9] a text is cut by characters over its runs; a table breaks only where no cell reaches across', () => {
  const runs = [{ text: '出席：', face: 'topic' }, { text: '周敏、何佩兰' }];
  expect(sliceRuns(runs, 1, 5)).toEqual([{ text: '席：', face: 'topic' }, { text: '周敏' }]);
  const cell = (at: number, rows: number) => ({ at, columns: 1, rows, isHeader: false, parts: [] });
  const table = {
    type: 'table',
    columns: 2,
    rows: [[cell(0, 1)], [cell(0, 2), cell(1, 1)], [cell(1, 1)], [cell(0, 1)]],
  } as const;
  const pieces = piecesOf({
    masthead: '',
    number: null,
    day: null,
    title: '',
    body: [table],
    rolls: [],
    colophon: { sentTo: null, issuer: '', issued: '' },
  });
  expect(pieces.flatMap((piece) => (piece.type === 'rows' ? [piece.rows.length] : []))).toEqual([1, 2, 1]);
});
