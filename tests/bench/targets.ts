/**
 * What the relay is to reach beside its peers, and what it reached: `node tests/bench/targets.ts RESULTS.jsonl`, of the lines that the
 * relay load generator wrote (`npm run bench`). Each row is a ratio of medians of one run; a table in Markdown.
 */
import { readFileSync } from 'node:fs';

interface Line {
  readonly server: string;
  readonly scenario: string;
  readonly planned: Readonly<Record<string, unknown>>;
  readonly failed?: string;
  readonly result?: Result;
}
interface Storm {
  readonly joinsPerS: number;
  readonly peakMB: number;
}
/** What is read of the generator's results; each scenario has some of it. */
interface Result {
  readonly deliveredPerS?: number;
  readonly cpuMsPer1000?: number;
  readonly latencyMs?: { readonly p50: number; readonly p99: number };
  readonly seed?: { readonly updatesPerS: number };
  readonly cold?: { readonly ms: number };
  readonly stormFresh?: readonly Storm[];
  readonly stormReconnect?: readonly Storm[];
  readonly kBPerOpenRoom?: number | null;
}
type Figure = (result: Result) => number | null | undefined;

interface Target {
  readonly what: string;
  readonly scenario: string;
  readonly planned?: Readonly<Record<string, unknown>>;
  readonly peer: 'hocuspocus' | 'floor-ws';
  readonly figure: Figure;
  /** At least or at most so many times the peer's. */
  readonly is: 'at least' | 'at most';
  readonly times: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};
const storm =
  (which: 'stormFresh' | 'stormReconnect', key: 'joinsPerS' | 'peakMB'): Figure =>
  (result) =>
    median((result[which] ?? []).map((each) => each[key]));

const shape = (rooms: number, clients: number) => ({ rooms, clients });
const saturated = (rooms: number, clients: number, deliveries: number, processor: number): readonly Target[] => [
  {
    what: `saturated, ${rooms}×${clients}: delivered/s`,
    scenario: 'saturate',
    planned: shape(rooms, clients),
    peer: 'hocuspocus',
    figure: (result) => result.deliveredPerS,
    is: 'at least',
    times: deliveries,
  },
  {
    what: `saturated, ${rooms}×${clients}: CPU per 1,000 delivered`,
    scenario: 'saturate',
    planned: shape(rooms, clients),
    peer: 'hocuspocus',
    figure: (result) => result.cpuMsPer1000,
    is: 'at most',
    times: processor,
  },
];
const joins = (kind: 'minutes' | 'residents', fresh: number, memory: number, cold: number): readonly Target[] => {
  const about = { scenario: 'join', planned: { kind }, peer: 'hocuspocus' } as const;
  const word = kind === 'minutes' ? 'minutes' : 'register';
  return [
    {
      ...about,
      what: `${word}: 50 fresh joins after a restart, joins/s`,
      figure: storm('stormFresh', 'joinsPerS'),
      is: 'at least',
      times: fresh,
    },
    {
      ...about,
      what: `${word}: 50 returning, joins/s`,
      figure: storm('stormReconnect', 'joinsPerS'),
      is: 'at least',
      times: 10,
    },
    {
      ...about,
      what: `${word}: peak memory meanwhile`,
      figure: storm('stormFresh', 'peakMB'),
      is: 'at most',
      times: memory,
    },
    { ...about, what: `${word}: cold join, time`, figure: (result) => result.cold?.ms, is: 'at most', times: cold },
  ];
};

const targets: readonly Target[] = [
  ...saturated(20, 10, 1.5, 0.55),
  ...saturated(1, 50, 1.3, 0.7),
  ...saturated(1, 200, 1.3, 0.7),
  ...([50, 99] as const).map(
    (percentile): Target => ({
      what: `1×50, 10 updates/s a writer: p${percentile}`,
      scenario: 'fanout',
      planned: shape(1, 50),
      peer: 'floor-ws',
      figure: (result) => result.latencyMs?.[`p${percentile}`],
      is: 'at most',
      times: percentile === 50 ? 1.7 : 2.5,
    }),
  ),
  {
    what: 'taking in a long history, updates/s',
    scenario: 'join',
    planned: { kind: 'minutes' },
    peer: 'hocuspocus',
    figure: (result) => result.seed?.updatesPerS,
    is: 'at least',
    times: 2.5,
  },
  ...joins('minutes', 14, 0.6, 0.15),
  ...joins('residents', 13, 0.25, 0.25),
  {
    what: '2,000 open idle rooms, memory a room',
    scenario: 'memory',
    peer: 'hocuspocus',
    figure: (result) => result.kBPerOpenRoom,
    is: 'at most',
    times: 0.25,
  },
];

const [file] = process.argv.slice(2);
if (!file) {
  console.error('Usage: node tests/bench/targets.ts RESULTS.jsonl');
  process.exit(2);
}
const lines = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

const figuresOf = (server: string, { scenario, planned = {}, figure }: Target): readonly number[] =>
  lines
    .filter((line) => line.server === server && line.scenario === scenario && !line.failed)
    .filter((line) => Object.entries(planned).every(([key, value]) => line.planned[key] === value))
    .map(({ result }) => result && figure(result))
    .filter((value): value is number => typeof value === 'number' && Number.isFinite(value));

const say = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const spread = (values: readonly number[]): string =>
  values.length === 0
    ? '–'
    : `${say(median(values))}${values.length > 1 ? ` (${say(Math.min(...values))}–${say(Math.max(...values))})` : ''}`;

console.log('| figure | Lianxi | peer | ratio | asked for | reached |\n|---|---|---|---|---|---|');
for (const target of targets) {
  const [ours, theirs] = [figuresOf('lianxi', target), figuresOf(target.peer, target)];
  const ratio = ours.length > 0 && theirs.length > 0 ? median(ours) / median(theirs) : null;
  const reached =
    ratio === null ? '–' : (target.is === 'at least' ? ratio >= target.times : ratio <= target.times) ? 'yes' : 'no';
  const peer = `${target.peer === 'floor-ws' ? 'bare ws ' : ''}${spread(theirs)}`;
  const sign = target.is === 'at least' ? '≥' : '≤';
  console.log(
    `| ${target.what} | ${spread(ours)} | ${peer} | ${ratio === null ? '–' : ratio.toFixed(2)} | ${sign} ${target.times} | ${reached} |`,
  );
}
