import { runCrowd } from '../relay/crowd.ts';
import { startHarness } from '../relay/harness.ts';

/** Forty people type into one meeting for a minute: `node tests/bench/crowd.ts`. Clients and relay in one process. */
const harness = await startHarness();
const address = harness.document('minutes/joint/hall');
const { typed, deliveries, p50, p99, worst, texts } = await runCrowd(harness.url, address, {
  clients: 40,
  seconds: 60,
  rate: 3,
});
await harness.stop();
const isComplete = new Set(texts).size === 1 && texts[0]?.replace(/[^<]/g, '').length === typed;
console.info(JSON.stringify({ clients: 40, seconds: 60, typed, deliveries, p50, p99, worst, isComplete }));
process.exit(isComplete ? 0 : 1);
