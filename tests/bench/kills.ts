/**
 * Kills a relay under load with -9, the machine going on: `node tests/bench/kills.ts [KILLS] [SEED]`. What was acknowledged,
 * or sent to anybody, must be there. With the power as well: `power.ts`.
 */
import { createSeededNumbers } from '@lianxi/base';
import { runKills } from '../relay/kills.ts';

const [kills = '60', seed = '1'] = process.argv.slice(2);
const random = createSeededNumbers(Number(seed));
const outcome = await runKills({ rounds: Number(kills), random, cutsPower: false });
const { acknowledged, onChannels, seen, folds, killedFolding, lost, damage } = outcome;
console.log(
  `${kills} kills, ${acknowledged} acknowledged (${onChannels} on channels), ${seen} seen by another, ` +
    `${folds} logs folded (${killedFolding} kills while one was), ${lost.length} lost, ${damage.length} files damaged`,
);
if (lost.length + damage.length > 0) process.exitCode = 1;
