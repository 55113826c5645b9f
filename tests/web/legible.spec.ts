/** The eye that looks at the pages sees what it is there for, and leaves alone what is meant. */
import { expect, type Page, test } from '@playwright/test';
import { illegibleOf, smallTargetsOf } from './support/legible.ts';

const lay = async (page: Page, body: string) => {
  await page.setViewportSize({ width: 390, height: 600 });
  await page.setContent(
    `<style>* { margin: 0; box-sizing: border-box; font: 16px/24px sans-serif } div, p { white-space: nowrap }</style>${body}`,
  );
};
const seen = async (page: Page, body: string) => {
  await lay(page, body);
  return (await illegibleOf(page)).map(({ type, words }) => `${words} ${type}`);
};

test('words that run into a bar, into other words, out of a control, or are cut off are found', async ({ page }) => {
  const bar =
    '<div style="position:relative;height:16px"><i style="position:absolute;inset:0;background:green"></i></div>';
  expect(
    await seen(page, `<div style="display:grid;grid-template-columns:44px 1fr"><b>sessions and more</b>${bar}</div>`),
  ).toEqual(['sessions and more over-part']);
  expect(
    await seen(page, '<div style="display:grid;grid-template-columns:40px 1fr"><b>promised</b><b>delivered</b></div>'),
  ).toEqual(['promised over-words']);
  expect(
    await seen(page, '<div style="padding:40px"><button style="width:48px;padding:0">Residents</button></div>'),
  ).toEqual(['Residents out-of-its-box']);
  expect(await seen(page, '<div style="width:60px;overflow:hidden">a sentence without an end</div>')).toEqual([
    'a sentence without an end cut',
  ]);
  expect(
    await seen(
      page,
      '<div style="position:relative">2.<input style="position:absolute;left:0;width:90px" value="own words"></div>',
    ),
  ).toEqual([]);
  expect(
    await seen(
      page,
      '<p style="width:90px;display:flex"><b style="flex:none;width:20px">title</b><input value="own words"></p>',
    ),
  ).toContain('title over-words');
});

test('an ellipsis, a drawer over its list and lines that stand close are as they are meant', async ({ page }) => {
  expect(
    await seen(page, '<div style="width:60px;overflow:hidden;text-overflow:ellipsis">a sentence without an end</div>'),
  ).toEqual([]);
  expect(
    await seen(
      page,
      '<div style="position:relative">the list below<aside style="position:absolute;inset:0 auto 0 40px;width:200px;background:white">drawer</aside></div>',
    ),
  ).toEqual([]);
  expect(await seen(page, '<p style="line-height:18px">one</p><p style="line-height:18px">two</p>')).toEqual([]);
  expect(await seen(page, '<div style="height:60px;overflow:auto"><p>one</p><p>two</p><p>three</p></div>')).toEqual([]);
});

test('a control that is too small for a finger is found, one that reaches beyond its frame is not', async ({
  page,
}) => {
  await lay(
    page,
    `<style>.wide { position: relative; width: 60px; height: 36px } .wide::after { content: ''; position: absolute; inset: -4px 0 }</style>
     <button style="width:30px;height:30px">x</button><button class="wide" style="border:0">ok</button>`,
  );
  expect(await smallTargetsOf(page)).toEqual(['button “x” 30×30']);
});
