import { createSeededNumbers } from '@lianxi/base';
import { expect, it } from 'vitest';
import { isCampaign, times } from '../campaign.ts';
import { runKills } from './kills.ts';
import { findPlatterProblem } from './platter.ts';

const problem = findPlatterProblem();
const patience = times(300_000, 3_600_000);
if (problem !== null) console.warn(`Power cuts are not tested on this machine: ${problem}`);

it(
  '[RL5] loses nothing acknowledged and nothing that another client has seen in kills at random moments',
  async () => {
    const rounds = times(3, 50);
    const { acknowledged, onChannels, seen, folds, lost, damage } = await runKills({
      rounds,
      random: createSeededNumbers(20261121),
      cutsPower: false,
    });
    expect([lost, damage]).toEqual([[], []]);
    expect(acknowledged).toBeGreaterThan(rounds * 10);
    expect(onChannels).toBeGreaterThan(rounds * 2);
    expect(seen).toBeGreaterThan(rounds * 10);
    expect(folds).toBeGreaterThan(0);
  },
  patience,
);

it.skipIf(problem !== null)(
  '[OP1] [RL5] loses nothing of it either when the power goes with the process and takes what was not synced',
  async () => {
    const rounds = times(3, 50);
    const { acknowledged, onChannels, seen, folds, killedFolding, lost, damage } = await runKills({
      rounds,
      random: createSeededNumbers(20261122),
      cutsPower: true,
    });
    expect([lost, damage]).toEqual([[], []]);
    expect(acknowledged).toBeGreaterThan(rounds * 10);
    expect(onChannels).toBeGreaterThan(rounds * 2);
    expect(seen).toBeGreaterThan(rounds * 10);
    expect(folds).toBeGreaterThan(0);
    // Some of many kills come while a log is being folded.
    if (isCampaign) expect(killedFolding).toBeGreaterThan(0);
  },
  patience,
);

it.skipIf(problem !== null)(
  '[OP1] the same cuts take what was said when nothing is synced before it is said',
  async () => {
    const { acknowledged, unsynced, lost, damage } = await runKills({
      rounds: times(2, 10),
      random: createSeededNumbers(20261123),
      cutsPower: true,
      synchronous: 'OFF',
    });
    expect(acknowledged).toBeGreaterThan(20);
    expect(unsynced).toBeGreaterThan(20);
    expect(lost.length + damage.length).toBeGreaterThan(0);
  },
  patience,
);
