import { createSeededNumbers } from '@lianxi/base';
import { expect, it } from 'vitest';
import { runKills } from './kills.ts';
import { findPlatterProblem } from './platter.ts';

const problem = findPlatterProblem();
if (problem !== null) console.warn(`Power cuts are not tested on this machine: ${problem}`);

it('[RL5] loses nothing acknowledged and nothing that another client has seen in 8 kills at random moments', async () => {
  const { acknowledged, onChannels, seen, folds, lost, damage } = await runKills({
    rounds: 8,
    random: createSeededNumbers(20261121),
    cutsPower: false,
  });
  expect([lost, damage]).toEqual([[], []]);
  expect(acknowledged).toBeGreaterThan(80);
  expect(onChannels).toBeGreaterThan(20);
  expect(seen).toBeGreaterThan(80);
  expect(folds).toBeGreaterThan(0);
}, 300_000);

it.skipIf(problem !== null)(
  '[OP1] [RL5] loses nothing of it either when the power goes with the process and takes what was not synced',
  async () => {
    const { acknowledged, onChannels, seen, folds, killedFolding, lost, damage } = await runKills({
      rounds: 12,
      random: createSeededNumbers(20261122),
      cutsPower: true,
    });
    expect([lost, damage]).toEqual([[], []]);
    expect(acknowledged).toBeGreaterThan(120);
    expect(onChannels).toBeGreaterThan(30);
    expect(seen).toBeGreaterThan(120);
    // Some of the kills came while a log was being folded.
    expect(folds).toBeGreaterThan(0);
    expect(killedFolding).toBeGreaterThan(0);
  },
  300_000,
);

it.skipIf(problem !== null)(
  '[OP1] the same cuts take what was said when nothing is synced before it is said',
  async () => {
    const { acknowledged, unsynced, lost, damage } = await runKills({
      rounds: 3,
      random: createSeededNumbers(20261123),
      cutsPower: true,
      synchronous: 'OFF',
    });
    expect(acknowledged).toBeGreaterThan(30);
    expect(unsynced).toBeGreaterThan(30);
    expect(lost.length + damage.length).toBeGreaterThan(0);
  },
  300_000,
);
