import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Grant, longestTerm, mayGive, mayGrant, parseAddress, type Role, roles, type Scope } from './index.ts';

const scopes = ['community', 'joint', 'wutongli', 'wutongli.g3', 'wutonglidong', 'unit-linxi'];
const addresses = ['minutes/joint/a', 'minutes/wutongli/a', 'open/wutongli.g3/a', 'directory/community/main'];
const anyRole = fc.constantFrom(...roles);
const anyOn = fc.constantFrom(...scopes, ...addresses) as fc.Arbitrary<Grant['on']>;
const anyTime = fc.option(fc.integer({ min: 0, max: 20 }), { nil: null });
const anyGrant: fc.Arbitrary<Grant> = fc.record({ role: anyRole, on: anyOn, from: anyTime, to: anyTime });
const anyGrants = fc.array(anyGrant, { maxLength: 4 });
const anyNow = fc.integer({ min: 0, max: 20 });

/** The rule once more as a list of who gives what, in segments instead of prefixes. */
const given: Readonly<Record<Role, string>> = {
  'committee-admin': 'committee-admin committee branch grid unit street guest',
  committee: 'branch grid unit street guest',
  branch: 'grid guest',
  grid: '',
  unit: '',
  street: '',
  guest: '',
};
const segmentsOf = (on: string): readonly string[] => (on.includes('/') ? (on.split('/')[1] ?? '') : on).split('.');
const liesIn = (inner: string, outer: string): boolean =>
  outer === 'community' ||
  segmentsOf(outer).every((segment, index) => segmentsOf(inner)[index] === segment && !outer.includes('/'));
const modelOf = (grants: readonly Grant[], wanted: Grant, now: number): boolean =>
  grants.some(
    ({ role, on, from, to }) =>
      (from === null || from <= now) &&
      (to === null || to > now) &&
      given[role].split(' ').includes(wanted.role) &&
      liesIn(wanted.on, on) &&
      (to === null || (wanted.to !== null && wanted.to <= to)),
  );

test('[ID23] who gives which role where, and for how long, equals an independent model', () => {
  fc.assert(
    fc.property(anyGrants, anyGrant, anyNow, (grants, wanted, now) => {
      expect(mayGive(grants, wanted, now)).toBe(modelOf(grants, wanted, now));
      const isEver = modelOf(grants, { ...wanted, to: Number.NEGATIVE_INFINITY }, now);
      expect(mayGrant(grants, wanted.role, wanted.on, now)).toBe(isEver);
    }),
    { numRuns: 20_000 },
  );
});

test('[ID23] what somebody was given is handed on no further than the giver could have given it', () => {
  const places = ['community', 'joint', 'wutongli', 'wutongli.g3', 'minutes/wutongli/a'] as Grant['on'][];
  const all = roles.flatMap((role) => places.map((on): Grant => ({ role, on, from: null, to: null })));
  let handedOn = 0;
  for (const first of all) {
    for (const second of all.filter((each) => mayGive([first], each, 0))) {
      for (const third of all.filter((each) => mayGive([second], each, 0))) {
        handedOn++;
        expect([first, second, third, mayGive([first], third, 0)]).toEqual([first, second, third, true]);
      }
    }
  }
  expect(handedOn).toBeGreaterThan(100);
});

test('[ID23] the longest term is the last end of the grants that give', () => {
  const admin = (to: number | null): Grant => ({ role: 'committee-admin', on: 'community' as Scope, from: null, to });
  const joint = 'joint' as Scope;
  expect(longestTerm([admin(10), admin(15)], 'unit', joint, 0)).toEqual({ to: 15 });
  expect(longestTerm([admin(10), admin(null)], 'unit', joint, 0)).toEqual({ to: null });
  expect(longestTerm([admin(10)], 'unit', joint, 10)).toBeNull();
  expect(longestTerm([], 'unit', joint, 0)).toBeNull();
  const meeting = parseAddress('minutes/wutongli.g3/a');
  if (!meeting.ok) throw new Error('no address');
  const branch: Grant = { role: 'branch', on: 'wutongli' as Scope, from: null, to: null };
  expect(mayGrant([branch], 'guest', meeting.value.address, 0)).toBe(true);
  expect(mayGrant([branch], 'guest', joint, 0)).toBe(false);
  expect(
    mayGrant([{ ...branch, role: 'committee-admin', on: meeting.value.address }], 'guest', meeting.value.address, 0),
  ).toBe(false);
});
