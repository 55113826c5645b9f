/** The DOCX of official minutes as a word processor sets it, measured on its pages. */

import { crc32, deflateSync } from 'node:zlib';
import {
  cellRoom,
  form,
  type OfficialMinutes,
  type OfficialParagraph,
  writeOfficialDocx,
} from '@lianxi/exchange/official';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingOffice, type Picture, type Rendered, renderDocx } from './office/office.ts';

const missing = missingOffice();
if (missing) console.warn(missing);

const text = (words: string): OfficialParagraph => ({
  type: 'paragraph',
  face: 'body',
  depth: 0,
  isHeading: false,
  runs: [{ text: words }],
});
const official: OfficialMinutes = {
  masthead: '青禾社区联席会议纪要',
  number: '〔2026〕3号',
  day: '2026年9月10日',
  title: '三季度党建联席会议',
  body: [
    text('国'.repeat(28 * 60 - 2)),
    { type: 'picture', hash: 'green', width: 1600, height: 800, caption: '坡道的灯' },
    { ...text('坡道的灯'), isCaption: true },
    text('后'.repeat(28 * 2 - 2)),
    {
      type: 'table',
      columns: 2,
      rows: [
        [
          { at: 0, columns: 1, rows: 1, isHeader: false, parts: [text('灯位')] },
          {
            at: 1,
            columns: 1,
            rows: 1,
            isHeader: false,
            parts: [{ type: 'picture', hash: 'blue', width: 1600, height: 800, caption: '' }],
          },
        ],
      ],
    },
    text('尾'),
  ],
  rolls: [
    { label: '出席', text: `临溪小学副校长𠮷田㛃${'、副校长周敏'.repeat(12)}。` },
    { label: '请假', text: '惠民超市高文杰。' },
  ],
  colophon: { sentTo: '街道党工委，各共建单位。', issuer: '青禾社区', issued: '2026年9月10日印发' },
};

/** One colour, as a file. */
const plainPng = (width: number, height: number, colour: readonly [number, number, number]): Uint8Array => {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const size = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0]);
  const row = Buffer.concat([Buffer.alloc(1), ...Array.from({ length: width }, () => Buffer.from(colour))]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

const points = 72 / 25.4;
const resolution = 150;
const pixels = resolution / 25.4;
const isRed = ([red, green, blue]: readonly number[]) => (red ?? 0) > 180 && (green ?? 255) < 90 && (blue ?? 255) < 90;
const isInk = ([red, green, blue]: readonly number[]) => (red ?? 0) + (green ?? 0) + (blue ?? 0) < 600;

describe.skipIf(missing !== null)(`the DOCX of official minutes, rendered${missing ? ` (${missing})` : ''}`, () => {
  let rendered: Rendered;
  beforeAll(async () => {
    rendered = renderDocx(
      await writeOfficialDocx(
        official,
        new Map([
          ['green', { bytes: plainPng(16, 8, [0, 160, 0]), type: 'image/png' }],
          ['blue', { bytes: plainPng(16, 8, [0, 0, 200]), type: 'image/png' }],
        ]),
      ),
    );
  });
  afterAll(() => rendered.dispose());

  const near = (actual: number, wanted: number, by = 1) =>
    expect(Math.abs(actual - wanted), `${actual} for ${wanted} mm`).toBeLessThanOrEqual(by);
  /** The body's lines on a page of nothing else. */
  const bodyLines = () => rendered.lines.filter(({ page, text: words }) => page === 2 && words.startsWith('国'));

  test('[OD7] is A4, with twenty-two lines of twenty-eight characters on a page, 28.95 pt apart', () => {
    near(rendered.size[0] / points, form.page.width, 0.5);
    near(rendered.size[1] / points, form.page.height, 0.5);
    const lines = bodyLines();
    expect(lines.map(({ text: words }) => words.length)).toEqual(Array.from({ length: 22 }, () => 28));
    const pitch = ((lines.at(-1)?.top ?? 0) - (lines[0]?.top ?? 0)) / 21;
    expect(pitch).toBeCloseTo(form.linePitch, 1);
  });

  test('[OD7] has its margins within a millimetre, by the ink of a full page', () => {
    const picture = rendered.picture(2, resolution);
    const rows: number[] = [];
    const columns: number[] = [];
    // Above the page number.
    const end = Math.round((form.page.height - form.margin.bottom) * pixels);
    for (let y = 0; y < end; y++)
      for (let x = 0; x < picture.width; x++)
        if (isInk(picture.at(x, y))) {
          rows.push(y);
          columns.push(x);
        }
    // 国 leaves about a twelfth of its body free at either side; the line holds it in its middle.
    const side = (form.body / points) * (1 / 12);
    const least = (values: readonly number[]) =>
      values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
    const most = (values: readonly number[]) => values.reduce((one, other) => Math.max(one, other), 0);
    near(least(columns) / pixels - side, form.margin.left);
    near(form.page.width - most(columns) / pixels - side, form.margin.right);
    const leading = (form.linePitch - form.body) / points;
    const top = least(rows) / pixels;
    const bottom = form.page.height - most(rows) / pixels;
    expect(top).toBeGreaterThan(form.margin.top - 1);
    expect(top).toBeLessThan(form.margin.top + leading + 1);
    expect(bottom).toBeGreaterThan(form.margin.bottom - 1);
    expect(bottom).toBeLessThan(form.margin.bottom + leading + 1);
  });

  test('[OD7] has its masthead 35 mm below the edge of the text, in red and in the middle, over a red rule of 156 mm', () => {
    const picture = rendered.picture(1, resolution);
    const wide = form.text.width * 0.97 * pixels;
    let first: number | null = null;
    let rule: { readonly left: number; readonly right: number } | null = null;
    let left = picture.width;
    let right = 0;
    for (let y = 0; y < picture.height && !rule; y++) {
      const red: number[] = [];
      for (let x = 0; x < picture.width; x++) if (isRed(picture.at(x, y))) red.push(x);
      if (red.length === 0) continue;
      if (red.length > wide) rule = { left: red[0] ?? 0, right: red.at(-1) ?? 0 };
      else {
        first ??= y;
        left = Math.min(left, red[0] ?? left);
        right = Math.max(right, red.at(-1) ?? right);
      }
    }
    near((first ?? 0) / pixels - form.margin.top, form.mastheadTop);
    near((left + right) / 2 / pixels, form.margin.left + form.text.width / 2);
    near((rule?.left ?? 0) / pixels, form.margin.left);
    near((rule?.right ?? 0) / pixels, form.page.width - form.margin.right);
  });

  test('[OD7] has its page numbers 7 mm below the text, one character in, odd ones right and even ones left', () => {
    const numbers = rendered.lines.filter(({ text: words }) => /^—\d+—$/.test(words));
    expect(numbers.map(({ text: words }) => words)).toEqual(
      Array.from({ length: rendered.pages }, (_, index) => `—${index + 1}—`),
    );
    expect(numbers.length).toBeGreaterThan(2);
    for (const { page, left, right, top, bottom } of numbers) {
      near((top + bottom) / 2 / points, form.page.height - form.margin.bottom + form.numberBelow);
      if (page % 2 === 1) near(form.page.width - right / points, form.margin.right + form.small / points);
      else near(left / points, form.margin.left + form.small / points);
    }
  });

  /** Where a colour stands on a page, in millimetres. */
  const boxOf = (picture: Picture, isOfIt: (pixel: readonly [number, number, number]) => boolean) => {
    const box = { left: picture.width, right: 0, top: picture.height, bottom: 0 };
    for (let y = 0; y < picture.height; y++)
      for (let x = 0; x < picture.width; x++) {
        if (!isOfIt(picture.at(x, y))) continue;
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x);
        box.top = Math.min(box.top, y);
        box.bottom = Math.max(box.bottom, y);
      }
    return {
      left: box.left / pixels,
      right: box.right / pixels,
      top: box.top / pixels,
      bottom: box.bottom / pixels,
    };
  };

  test('[OD80] shows a picture as wide as the text and half as high, its words in the middle below, and goes on with the grid', () => {
    const after = rendered.lines.filter(({ text: words }) => words.startsWith('后'));
    const page = after[0]?.page ?? 0;
    const picture = rendered.picture(page, resolution);
    const { left, right, top, bottom } = boxOf(picture, ([red, shade, blue]) => red < 60 && shade > 120 && blue < 60);
    near(left, form.margin.left, 0.5);
    near(right, form.page.width - form.margin.right, 0.5);
    near(bottom - top, form.text.width / 2, 0.5);
    const caption = rendered.lines.find(({ text: words }) => words === '坡道的灯');
    expect(caption?.page).toBe(page);
    near(((caption?.left ?? 0) + (caption?.right ?? 0)) / 2 / points, form.margin.left + form.text.width / 2);
    const below = (caption?.top ?? 0) / points - bottom;
    expect(below).toBeGreaterThan(0);
    expect(below).toBeLessThan((1.5 * form.linePitch) / points);
    // A whole number of lines from the first line of the page to the first after the picture.
    const first = rendered.lines.find((line) => line.page === page && line.text.startsWith('国'));
    const lines = ((after[0]?.top ?? 0) - (first?.top ?? 0)) / form.linePitch;
    expect(Math.abs(lines - Math.round(lines)), `${lines} lines`).toBeLessThan(0.1);
  });

  test('[OD80] shows a picture in a cell as wide as the cell, and goes on with the grid below the table', () => {
    const end = rendered.lines.find(({ text: words }) => words === '尾');
    const page = end?.page ?? 0;
    const { left, right, top, bottom } = boxOf(
      rendered.picture(page, resolution),
      ([red, shade, blue]) => red < 60 && shade < 60 && blue > 150,
    );
    const cell = form.margin.left + form.text.width / 2;
    near(left, cell + form.cellPadding / points, 0.5);
    near(right, cell + form.text.width / 2 - form.cellPadding / points, 0.5);
    near(bottom - top, cellRoom(2, 1) / 2 / points, 0.5);
    const below = (end?.top ?? 0) / points - bottom;
    expect(below).toBeGreaterThan(0);
    expect(below).toBeLessThan((2 * form.linePitch) / points);
  });

  test('[OD8] shows names that GBK lacks whole, hanging after 出席：, and the colophon on the last lines', () => {
    const roll = rendered.lines.findIndex(({ text: words }) => words.startsWith('出席：'));
    expect(rendered.lines[roll]?.text).toContain('𠮷田㛃');
    near((rendered.lines[roll]?.left ?? 0) / points, form.margin.left + (2 * form.body) / points);
    near((rendered.lines[roll + 1]?.left ?? 0) / points, form.margin.left + (5 * form.body) / points);
    const last = rendered.lines.filter(({ page }) => page === rendered.pages);
    const issued = last.find(({ text: words }) => words.includes('印发'));
    near((issued?.bottom ?? 0) / points, form.page.height - form.margin.bottom, 2);
    expect(last.some(({ text: words }) => words === '分送：街道党工委，各共建单位。')).toBe(true);
  });
});
