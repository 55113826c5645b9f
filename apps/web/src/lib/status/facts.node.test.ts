import { expect, it } from 'vitest';
import { concernsOf, type ServerFacts } from './facts.ts';

const day = 86_400_000;
const facts: ServerFacts = {
  version: '1.0.0',
  time: 100 * day,
  uptime: 60,
  memory: 1,
  database: { bytes: 1, documents: 1 },
  disk: { free: 50 * 1024 ** 3, total: 100 * 1024 ** 3 },
  lastBackup: { time: 95 * day, bytes: 1 },
  lastCheck: { time: 99 * day, problems: 0 },
  sockets: 0,
  rooms: 0,
  updatesLastMinute: 0,
  dropped: 0,
  notStored: 0,
  commitP99: null,
  refusals: {},
};

it('[OP43] says what somebody should do something about, and nothing where all is well', () => {
  expect(concernsOf(facts)).toEqual([]);
  expect(concernsOf({ ...facts, lastBackup: null })).toEqual([{ type: 'NoBackup' }]);
  expect(concernsOf({ ...facts, lastBackup: { time: 80.5 * day, bytes: 1 } })).toEqual([
    { type: 'OldBackup', days: 19 },
  ]);
  expect(concernsOf({ ...facts, lastCheck: { time: 1, problems: 3 }, notStored: 2 })).toEqual([
    { type: 'NotStored', count: 2 },
    { type: 'CheckFailed', count: 3 },
  ]);
  expect(concernsOf({ ...facts, disk: { free: 1000, total: 2000 } })).toEqual([{ type: 'DiskShort', free: 1000 }]);
});
