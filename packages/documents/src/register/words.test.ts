import { expect, test } from 'vitest';
import {
  parseRelation,
  parseResidence,
  parseSex,
  relations,
  relationWord,
  residences,
  residenceWord,
  sexes,
  sexWord,
} from './index.ts';

test('[RG5] words become codes and come out again as they were written', () => {
  for (const word of ['户主', '配偶', '子', '女', '父亲', '母亲', '孙子', '孙女', '姑父', '妻']) {
    expect(relationWord(parseRelation(word))).toBe(word);
  }
  expect(parseRelation('父亲')).toEqual({ relation: '50', relationText: '父亲' });
  expect(parseRelation('姑父')).toEqual({ relation: null, relationText: '姑父' });
  expect(parseRelation('')).toEqual({ relation: null, relationText: null });
  expect(parseRelation('toString')).toEqual({ relation: null, relationText: 'toString' });
  for (const code of relations) expect(parseRelation(code)).toEqual({ relation: code, relationText: null });
});

test('[RG5] each code of sex and residence has a word, and the word is that code', () => {
  for (const sex of sexes) expect(parseSex(sexWord(sex))).toBe(sex);
  for (const residence of residences) expect(parseResidence(residenceWord(residence))).toBe(residence);
  expect(parseSex('男性')).toBe('1');
  expect(parseSex('公')).toBeNull();
  expect(parseResidence('constructor')).toBeNull();
});
