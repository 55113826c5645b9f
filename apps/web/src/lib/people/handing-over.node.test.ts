import type { Grant, Scope } from '@lianxi/access';
import { emptyTotals } from '@lianxi/documents';
import { expect, test } from 'vitest';
import type { FollowUp } from '../meetings/follow-ups.ts';
import { officeDocuments, officeScopes, openPromises, ownResolutions } from './handing-over.ts';

const scope = (text: string) => text as Scope;
const totals = (promised: number, delivered: number) => ({ ...emptyTotals, hour: { promised, delivered, used: 0 } });
const ledgers = [
  {
    address: 'ledger/joint/b',
    title: '乙项目',
    byUnit: [
      { unit: 'unit-linxi', totals: totals(10, 10) },
      { unit: 'wutongli', totals: { ...totals(8, 3), yuan: { promised: 20_000, delivered: 0, used: 0 } } },
    ],
  },
  {
    address: 'ledger/joint/a',
    title: '甲项目',
    byUnit: [
      { unit: 'unit-linxi', totals: totals(12, 4) },
      { unit: 'wutonglidong', totals: totals(5, 0) },
      { unit: 'wutongli.g1', totals: totals(2, 1) },
      { unit: 'community', totals: totals(1, 0) },
    ],
  },
];
const promises = (...scopes: readonly string[]) =>
  openPromises(ledgers, scopes.map(scope)).map(
    ({ project, unit, measure, promised, delivered }) => `${project} ${unit} ${measure} ${delivered}/${promised}`,
  );

test('[AP30] promises without delivery are those of the office and of the places below it', () => {
  expect(promises('unit-linxi')).toEqual(['甲项目 unit-linxi hour 4/12']);
  expect(promises('wutongli')).toEqual([
    '甲项目 wutongli.g1 hour 1/2',
    '乙项目 wutongli yuan 0/20000',
    '乙项目 wutongli hour 3/8',
  ]);
  expect(promises('community')).toEqual(['甲项目 community hour 0/1']);
  expect(promises()).toEqual([]);
});

const followUp = (id: string, lead: string | null, deadline: string | null): FollowUp => ({
  id,
  address: 'minutes/joint/a',
  meeting: '联席 3号',
  number: '1',
  text: id,
  lead,
  assisting: [],
  deadline,
  unconfirmed: [],
});

test('[AP30] open resolutions are those that the unit, the branch or the person leads, the earliest deadline first', () => {
  const all = [
    followUp('a', '临溪小学', null),
    followUp('b', ' 临溪小学  示例甲 ', '2026-05-01'),
    followUp('c', '南苑支部', '2026-04-01'),
    followUp('d', null, '2026-04-01'),
    followUp('e', '示例甲', '2026-03-01'),
  ];
  expect(ownResolutions(all, ['临溪小学', '示例甲']).map(({ id }) => id)).toEqual(['e', 'b', 'a']);
  // A name of one letter would be found everywhere.
  expect(ownResolutions(all, ['临', ''])).toEqual([]);
});

test('[AP30] documents are counted by kind and place, within the office’s scopes only', () => {
  const grants: readonly Grant[] = [
    { role: 'branch', on: scope('wutongli'), from: null, to: null },
    { role: 'guest', on: 'minutes/joint/x' as Grant['on'], from: null, to: null },
  ];
  expect(officeScopes(grants)).toEqual(['wutongli']);
  const documents = [
    { kind: 'directory', scope: scope('community'), updatedAt: 9 },
    { kind: 'register', scope: scope('wutongli.g1'), updatedAt: 1 },
    { kind: 'minutes', scope: scope('wutongli'), updatedAt: 2 },
    { kind: 'minutes', scope: scope('wutongli'), updatedAt: 5 },
    { kind: 'register', scope: scope('wutonglidong.g1'), updatedAt: 3 },
    { kind: 'minutes', scope: scope('joint'), updatedAt: 4 },
  ] as const;
  expect(officeDocuments(documents, officeScopes(grants))).toEqual([
    { kind: 'minutes', scope: 'wutongli', count: 2, updatedAt: 5 },
    { kind: 'register', scope: 'wutongli.g1', count: 1, updatedAt: 1 },
  ]);
  expect(officeDocuments(documents, [scope('community')])).toHaveLength(4);
});
