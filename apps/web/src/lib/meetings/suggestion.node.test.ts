import { expect, test } from 'vitest';
import { sentenceAt, suggestResolution } from './suggestion.ts';

const units = ['临溪小学', '安居物业', '梧桐里支部'];

test('a sentence that names its lead, helpers and day fills the card', () => {
  const sentence = '结论：由临溪小学牵头，安居物业配合，9月25日前报排班。';
  expect(suggestResolution(sentence, units, '2026')).toEqual({
    text: '由临溪小学牵头，安居物业配合，9月25日前报排班。',
    lead: '临溪小学',
    assisting: ['安居物业'],
    deadline: '2026-09-25',
  });
});

test('nothing is guessed that does not stand there', () => {
  expect(suggestResolution('同意延续到 12 月 31 日，每月 25 日前报排班', units, '2026')).toEqual({
    text: '同意延续到 12 月 31 日，每月 25 日前报排班',
  });
  expect(suggestResolution('安居物业介绍了情况，13月40日前', units, '2026')).toEqual({
    text: '安居物业介绍了情况，13月40日前',
  });
});

test('the sentence around the caret is the one that is meant', () => {
  const paragraph = '操场可用。雨天用会所大厅，最多 30 人；桌椅需协调。';
  expect(sentenceAt(paragraph, 2)).toBe('操场可用。');
  expect(sentenceAt(paragraph, 10)).toBe('雨天用会所大厅，最多 30 人；');
  expect(sentenceAt(paragraph, paragraph.length)).toBe('桌椅需协调。');
  expect(sentenceAt('没有句号', 4)).toBe('没有句号');
  expect(sentenceAt('', 0)).toBe('');
});
