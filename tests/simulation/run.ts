/**
 * The simulation by hand and by night.
 *
 *   node tests/simulation/run.ts --seeds 100000 [--from 1] [--workers 2]
 *   node tests/simulation/run.ts --seed 17 [--bug "the same client id after a crash"]     one run, with its trace
 */
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { bugs } from './bugs.ts';
import { addDeaths, describeDeaths } from './points.ts';
import { type Outcome, simulate } from './simulate.ts';

interface Share {
  readonly from: number;
  readonly until: number;
  readonly step: number;
}
interface Report {
  readonly seed: number;
  readonly failure: Outcome['failure'];
  readonly deathsAt: Outcome['deathsAt'];
}

const work = async ({ from, until, step }: Share): Promise<void> => {
  for (let seed = from; seed < until; seed += step) {
    const { failure, deathsAt } = await simulate({ seed });
    parentPort?.postMessage({ seed, failure, deathsAt } satisfies Report);
  }
};

const replay = async (seed: number, bugName: string | undefined): Promise<number> => {
  const bug = bugName === undefined ? null : bugs[bugName];
  if (bug === undefined) {
    console.error(`No such bug. There are:\n  ${Object.keys(bugs).join('\n  ')}`);
    return 2;
  }
  const options = bug ? { faults: bug.faults, invariants: [bug.invariant] } : {};
  const { failure, hash, lines, eventCount, deedCount, rowCount } = await simulate({
    seed,
    keepsLines: true,
    ...options,
  });
  console.log(lines.join('\n'));
  console.log(`\nseed ${seed}: ${eventCount} events, ${deedCount} deeds, ${rowCount} rows, hash ${hash}`);
  if (failure) console.log(`${failure.invariant} violated at ${failure.at.toFixed(1)} ms: ${failure.detail}`);
  return failure ? 1 : 0;
};

const search = async (from: number, seeds: number, workers: number): Promise<number> => {
  const begun = Date.now();
  const failed: Report[] = [];
  const deaths = new Map<string, number>();
  let done = 0;
  const share = (index: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const data: Share = { from: from + index, until: from + seeds, step: workers };
      const worker = new Worker(new URL(import.meta.url), { workerData: data });
      worker.on('message', (report: Report) => {
        done++;
        addDeaths(deaths, report.deathsAt);
        if (report.failure) {
          failed.push(report);
          console.log(`seed ${report.seed}: ${report.failure.invariant}: ${report.failure.detail.slice(0, 300)}`);
        }
        if (done % 1_000 === 0) console.log(`${done} of ${seeds}, ${failed.length} failed`);
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
    });
  await Promise.all(Array.from({ length: workers }, (_, index) => share(index)));
  const seconds = (Date.now() - begun) / 1_000;
  console.log(`${done} seeds from ${from} in ${seconds.toFixed(0)} s, ${failed.length} failed`);
  console.log(`the relay died\n${describeDeaths(deaths)}`);
  const first = failed.sort((one, other) => one.seed - other.seed)[0];
  if (first) console.log(`replay the first: node tests/simulation/run.ts --seed ${first.seed}`);
  return failed.length === 0 && done === seeds ? 0 : 1;
};

if (!isMainThread) await work(workerData as Share);
else {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      bug: { type: 'string' },
      seeds: { type: 'string', default: '2000' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string', default: '2' },
    },
  });
  process.exitCode =
    values.seed === undefined
      ? await search(Number(values.from), Number(values.seeds), Number(values.workers))
      : await replay(Number(values.seed), values.bug);
}
