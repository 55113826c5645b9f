import type { Grant, Role } from '@lianxi/access';
import { expect, test } from 'vitest';
import { latestEnd, mayInvite, type Places, placesFor, rolesToGive } from './granting.ts';

const node = (name: string, scope: string | null, children: Places['grids'] = []): Places['grids'][number] => ({
  id: name,
  depth: 0,
  parent: null,
  values: { name, scope },
  children,
});
const places: Places = {
  grids: [
    node('晨光片区', null, [
      node('梧桐里', 'wutongli', [node('一网格', 'wutongli.g1'), node('二网格', 'wutongli.g2')]),
      node('银河湾', 'yinhe', [node('三网格', 'yinhe.g1')]),
    ]),
  ],
  units: [{ scope: 'unit-linxi', name: '临溪小学' }],
  meetings: [
    { address: 'minutes/joint/a', title: '联席会议' },
    { address: 'minutes/wutongli/b', title: '支部会' },
  ],
};
const grant = (role: Role, on: string, to: number | null = null): Grant => ({
  role,
  on: on as Grant['on'],
  from: null,
  to,
});
const lines = (role: Role, grants: readonly Grant[]) =>
  placesFor(role, places, grants, 0).map(({ on, depth }) => `${' '.repeat(depth)}${on}`);

test('[AP28] an administrator gives every role, each on the places that suit it', () => {
  const admin = [grant('committee-admin', 'community')];
  expect(rolesToGive(places, admin, 0)).toHaveLength(7);
  expect(lines('committee', admin)).toEqual(['community']);
  expect(lines('branch', admin)).toEqual(['wutongli', 'yinhe']);
  expect(lines('grid', admin)).toEqual(['wutongli', ' wutongli.g1', ' wutongli.g2', 'yinhe', ' yinhe.g1']);
  expect(lines('unit', admin)).toEqual(['unit-linxi']);
  expect(lines('guest', admin)).toEqual(['minutes/joint/a', 'minutes/wutongli/b']);
});

test('[AP28] a branch brings in its own grid members and guests, and no others; a grid member nobody', () => {
  const branch = [grant('branch', 'wutongli')];
  expect(rolesToGive(places, branch, 0)).toEqual(['grid', 'guest']);
  expect(lines('grid', branch)).toEqual(['wutongli', ' wutongli.g1', ' wutongli.g2']);
  expect(lines('guest', branch)).toEqual(['minutes/wutongli/b']);
  expect(mayInvite(branch, 0)).toBe(true);
  for (const role of ['grid', 'unit', 'street', 'guest'] as const) {
    expect(mayInvite([grant(role, 'wutongli.g1')], 0), role).toBe(false);
  }
});

test('[AP29] nobody gives beyond the end of the own office, and nothing when it is over', () => {
  const branch = [grant('branch', 'wutongli', 100)];
  expect(latestEnd(branch, 'grid', 'wutongli.g1', 0)).toBe(100);
  expect(latestEnd([grant('committee', 'community')], 'grid', 'wutongli.g1', 0)).toBeNull();
  expect(placesFor('grid', places, branch, 100)).toEqual([]);
  expect(mayInvite(branch, 100)).toBe(false);
});
