import { expect, test } from 'vitest';
import type { Write, Writer } from '../kind.ts';
import { minutesRules } from './rules.ts';

const member: Writer = { member: 'm1', isCommittee: false, units: ['unit-linxi'], isServer: false };
const server: Writer = { member: 'server', isCommittee: false, units: [], isServer: true };
const write = (container: string, key: string | null, value: unknown, writer = member): Write => ({
  container,
  key,
  value,
  exists: false,
  writer,
});
const ruleOf = (attempt: Write) => {
  const result = minutesRules.mayWrite(attempt);
  return result.ok ? 'accepted' : result.error.rule;
};

test('[MN13] entries that the intents write are accepted', () => {
  expect(ruleOf(write('header', 'self/place', ['二楼', 1, 'm1']))).toBe('accepted');
  expect(ruleOf(write('agenda', 't1', { title: '议题', order: 'V', state: 'open', $at: 1, $by: 'm1' }))).toBe(
    'accepted',
  );
  expect(ruleOf(write('attendance', 'p1/state', ['present', 1, 'm1']))).toBe('accepted');
  expect(ruleOf(write('resolutions', 'r1/~', [true, 1, 'm1']))).toBe('accepted');
  expect(ruleOf(write('text/t1', null, undefined))).toBe('accepted');
  expect(ruleOf(write('header', 'self/state', ['awaiting', 1, 'm1']))).toBe('accepted');
});

test('[MN13] other containers, malformed entries and unfit values are refused', () => {
  expect(ruleOf(write('secrets', 'a', 1))).toBe('unknown-container');
  expect(ruleOf(write('text/', null, undefined))).toBe('unknown-container');
  expect(ruleOf(write('text/a b', null, undefined))).toBe('unknown-container');
  expect(ruleOf(write('text/t1', 'onload', 'x'))).toBe('unknown-text');
  expect(ruleOf(write('agenda', null, undefined))).toBe('unfit-value');
  expect(ruleOf(write('agenda', 't1/title', '议题'))).toBe('unfit-value');
  expect(ruleOf(write('agenda', 't1/colour', ['red', 1, 'm1']))).toBe('unfit-value');
  expect(ruleOf(write('attendance', 'p1/state', ['asleep', 1, 'm1']))).toBe('unfit-value');
  expect(ruleOf(write('header', 'other/title', ['x', 1, 'm1']))).toBe('unfit-value');
  expect(ruleOf(write('header', 'self/title', ['x', 1, 'm2']))).toBe('stamp-of-another');
  expect(ruleOf({ ...write('agenda', 't1', { title: 'x', $at: 1, $by: 'm1' }), exists: true })).toBe('row-exists');
});

test('[MN7] only the relay signs, and only the relay writes meta', () => {
  expect(ruleOf(write('header', 'self/state', ['signed', 1, 'm1']))).toBe('signing-is-the-relays');
  expect(ruleOf(write('header', 'self/state!1-m1', ['signed', 1, 'm1']))).toBe('signing-is-the-relays');
  expect(ruleOf(write('header', 'self/state', ['signed', 1, 'server'], server))).toBe('accepted');
  expect(ruleOf(write('meta', 'version', 9))).toBe('server-only');
  expect(ruleOf(write('meta', 'version', 1, server))).toBe('accepted');
});

test('[MN14] deleting happens in text only', () => {
  expect(minutesRules.mayDelete('text/t1')).toBe(true);
  for (const container of ['header', 'agenda', 'attendance', 'resolutions', 'confirmations', 'meta', 'text']) {
    expect(minutesRules.mayDelete(container), container).toBe(false);
  }
});
