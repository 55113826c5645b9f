import { expect, test } from 'vitest';
import { bringsSealed, isSealedAddress, type Role, roles, type Scope, scopeSuits, sealedKinds } from './index.ts';

test('[SE1] what holds residents is sealed, by its kind alone', () => {
  expect(sealedKinds).toEqual(['register', 'care']);
  for (const each of ['register/donghu.g1/a', 'care/donghu.g1/a', 'register/'])
    expect(isSealedAddress(each)).toBe(true);
  for (const each of [
    'minutes/joint/register',
    'ledger/joint/a',
    'directory/community/main',
    'registers/a/b',
    'register',
    '',
  ])
    expect(isSealedAddress(each)).toBe(false);
  expect(scopeSuits('register', 'joint' as Scope)).toBe(false);
});

test('[SE1] a key is asked for only of those whose role opens something sealed', () => {
  const on = (role: Role) => bringsSealed([{ role, on: 'donghu' as Scope, from: null, to: null }]);
  expect(roles.filter(on)).toEqual(['committee-admin', 'committee', 'branch', 'grid']);
  expect(bringsSealed([])).toBe(false);
});
