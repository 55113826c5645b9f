import { expect, test } from 'vitest';
import type { Write, Writer } from '../kind.ts';
import { followupRules } from './rules.ts';

const item = { parties: ['unit-anju'], text: '换灯', $at: 1, $by: '' };
const said = { item: 'r1', unit: '安居物业', text: '好了', $at: 2, $by: 'm1' };
const liaison: Writer = { member: 'm1', isCommittee: false, units: ['unit-anju'], isServer: false };
const school: Writer = { ...liaison, units: ['unit-linxi'] };
const clerk: Writer = { ...liaison, units: [], isCommittee: true };

const ruleOf = (writer: Writer, container: string, key: string, value: unknown, exists = false): string => {
  const standing: NonNullable<Write['standing']> = (table, at) => {
    if (table === 'items') return at === 'r1' ? item : undefined;
    return at === 'f1' ? said : at === 'f2' ? { ...said, $by: 'm2' } : undefined;
  };
  const judged = followupRules.mayWrite({ container, key, value, exists, standing, writer });
  return judged.ok ? 'ok' : judged.error.rule;
};

test('[FU3] a unit reports on its own items, the committee on any, nobody on what there is not', () => {
  expect(ruleOf(liaison, 'feedback', 'f9', said)).toBe('ok');
  expect(ruleOf(school, 'feedback', 'f9', said)).toBe('item-of-another-unit');
  expect(ruleOf(clerk, 'feedback', 'f9', said)).toBe('ok');
  expect(ruleOf(liaison, 'feedback', 'f9', { ...said, item: 'r2' })).toBe('no-such-item');
  expect(ruleOf(clerk, 'feedback', 'f9', { ...said, $by: 'm2' })).toBe('stamp-of-another');
});

test('[FU4] only the committee settles or sends back', () => {
  const review = { item: 'r1', outcome: 'settled', $at: 2, $by: 'm1' };
  expect(ruleOf(liaison, 'reviews', 'v9', review)).toBe('committee-settles');
  expect(ruleOf(clerk, 'reviews', 'v9', review)).toBe('ok');
  expect(ruleOf(clerk, 'reviews', 'v9', { ...review, outcome: 'lost' })).toBe('unfit-value');
});

test('[FU4] what was said is never changed, and taken back by whoever said it alone', () => {
  expect(ruleOf(liaison, 'feedback', 'f1', said, true)).toBe('row-exists');
  expect(ruleOf(liaison, 'feedback', 'f1/text', ['改', 3, 'm1'])).toBe('step-is-final');
  expect(ruleOf(liaison, 'feedback', 'f1/text!2-m1', ['改', 2, 'm1'])).toBe('step-is-final');
  expect(ruleOf(liaison, 'feedback', 'f1/~', [true, 3, 'm1'])).toBe('ok');
  expect(ruleOf(clerk, 'feedback', 'f2/~', [true, 3, 'm1'])).toBe('step-of-another');
});

test('[FU2] what was signed, the items and the addenda are the relay’s', () => {
  for (const container of ['signed', 'items', 'addenda', 'meta', 'elsewhere']) {
    expect(ruleOf(clerk, container, 'x1', { ...item, $by: 'm1' })).toBe('server-only');
    expect(ruleOf({ ...clerk, isServer: true }, container, 'x1', item)).toBe('ok');
  }
  expect(followupRules.mayDelete('feedback')).toBe(false);
});
