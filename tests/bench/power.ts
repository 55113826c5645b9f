/**
 * Kills a relay under load, and the power with it: `node tests/bench/power.ts [KILLS] [SEED]`. Every write that was not
 * synced is lost, torn or kept by chance; what was acknowledged, or sent to anybody, must be there. Then the same
 * with nothing synced, to show that the cuts cut.
 */
import { createSeededNumbers } from '@lianxi/base';
import { runKills } from '../relay/kills.ts';
import { findPlatterProblem } from '../relay/platter.ts';

const [kills = '60', seed = '1'] = process.argv.slice(2);
const problem = findPlatterProblem();
if (problem !== null) {
  console.error(problem);
  process.exit(1);
}
for (const [rounds, synchronous] of [
  [Number(kills), undefined],
  [Math.ceil(Number(kills) / 6), 'OFF'],
] as const) {
  const outcome = await runKills({
    rounds,
    random: createSeededNumbers(Number(seed)),
    cutsPower: true,
    ...(synchronous ? { synchronous } : {}),
  });
  const { acknowledged, onChannels, seen, folds, killedFolding, unsynced, lost, damage } = outcome;
  console.log(
    `synchronous=${synchronous ?? 'FULL'}: ${rounds} power cuts, ${acknowledged} acknowledged (${onChannels} on channels), ` +
      `${seen} seen by another, ${folds} logs folded (${killedFolding} kills while one was), ${unsynced} writes not synced at the cuts, ${lost.length} lost, ${damage.length} files damaged`,
  );
  if (!synchronous && lost.length + damage.length > 0) process.exitCode = 1;
}
