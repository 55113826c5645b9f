import { referencePattern } from '@lianxi/protocol';
import { expect, test } from 'vitest';
import { parseReference } from './reference.ts';

test('[AU13] a reference is known to the log by its year and number, its words stay in the file', () => {
  const written = [
    '梧委〔2026〕12号',
    '梧委[2026]12号',
    '梧委【2026】第12号',
    ' 梧委（2026）12 号',
    '梧委〔２０２６〕１２号',
  ];
  for (const text of written) expect(parseReference(text)).toEqual({ text: '梧委〔2026〕12号', key: '2026-12' });
  expect(parseReference('〔2026〕7号')?.key).toBe('2026-7');
  for (const { key } of written.map(parseReference).filter((each) => each !== null))
    expect(key).toMatch(referencePattern);
  for (const text of [
    '',
    '街道要',
    '张小明',
    '2026-12',
    '梧委〔1226〕12号',
    '梧委〔2026〕0号',
    '梧委〔2026〕123456号',
    'wu〔2026〕1号',
  ]) {
    expect([text, parseReference(text)]).toEqual([text, null]);
  }
});
