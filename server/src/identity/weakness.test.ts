import { dictionary } from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import { findWeakness } from './weakness.ts';

test('[ID76] claim: what was stolen elsewhere opens nothing here: of the eighteen thousand most used ones none is taken', async () => {
  const list = dictionary['passwords-common'].map(String).filter((each) => each.length >= 8);
  expect(list.length).toBeGreaterThan(3_000);
  const taken: string[] = [];
  for (const each of list) if ((await findWeakness(each, '甲')) === null) taken.push(each);
  expect(taken).toEqual([]);
  expect(await findWeakness('ＴrustNo1', '甲')).toBe('leaked');
  expect(await findWeakness('trustno1 trustno', '甲')).toBeNull();
  expect(await findWeakness('correct horse battery', '甲')).toBeNull();
});
