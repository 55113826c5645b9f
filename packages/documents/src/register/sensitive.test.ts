import { expect, test } from 'vitest';
import { sensitiveWords } from './sensitive.ts';

test('words of health, hardship, faith and record are found, each once, also in full-width letters', () => {
  expect(sensitiveWords('低保户，重病，低保')).toEqual(['低保', '重病']);
  expect(sensitiveWords('孕期，信教')).toEqual(['孕期', '信教']);
  expect(sensitiveWords('听力残疾二级')).toEqual(['残疾']);
  expect(sensitiveWords('Ｄｉａｂｅｔｅｓ')).toEqual(['Diabet']);
});

test('what a register may hold is left alone', () => {
  for (const text of ['', '租住，合同到 2027 年', '周末在家', '养狗一只', '楼栋长', '两把钥匙在物业']) {
    expect(sensitiveWords(text)).toEqual([]);
  }
});
