import { expect, it } from 'vitest';
import { createInstruments } from './instruments.ts';
import { createMetrics } from './metrics.ts';

it('[OP40] writes counters, gauges and histograms as Prometheus reads them', () => {
  const instruments = createInstruments();
  const counter = instruments.counter('a_total', 'Some.');
  const words = instruments.countersBy('b_total', 'reason', 'By word.');
  const histogram = instruments.histogram('c_seconds', 'Times.', [0.1, 1]);
  instruments.gauge('d', 'Now.', () => 7);
  instruments.info('e_info', 'What it is.', { version: '1.2' });
  counter.add();
  counter.add(2);
  words.add('gap');
  for (const value of [0.05, 0.1, 0.5, 3]) histogram.observe(value);
  expect(instruments.text()).toBe(`# HELP a_total Some.
# TYPE a_total counter
a_total 3
# HELP b_total By word.
# TYPE b_total counter
b_total{reason="gap"} 1
# HELP c_seconds Times.
# TYPE c_seconds histogram
c_seconds_bucket{le="0.1"} 2
c_seconds_bucket{le="1"} 3
c_seconds_bucket{le="+Inf"} 4
c_seconds_sum 3.65
c_seconds_count 4
# HELP d Now.
# TYPE d gauge
d 7
# HELP e_info What it is.
# TYPE e_info gauge
e_info{version="1.2"} 1
`);
  expect([histogram.quantile(0.5), histogram.quantile(0.75), histogram.quantile(0.99)]).toEqual([
    0.1,
    1,
    Number.POSITIVE_INFINITY,
  ]);
});

it('[OP40] counts what the relay does; the last minute forgets what is older', () => {
  let now = 1_000_000;
  const metrics = createMetrics('1.2', () => now);
  const { relay } = metrics;
  relay.accepted(3);
  now += 30_000;
  relay.accepted(2);
  relay.refused('gap');
  relay.refused('gap');
  relay.committed(0.004, 5);
  relay.compacted(0.02, 'compacted');
  metrics.watch(() => ({ sockets: 4, lines: 9, rooms: 2, queued: 1 }));
  expect(metrics.summary()).toMatchObject({
    updatesLastMinute: 5,
    accepted: 5,
    refusals: { gap: 2 },
    commitP99: 0.005,
    sockets: 4,
    uptime: 30,
  });
  now += 31_000;
  expect(metrics.summary().updatesLastMinute).toBe(2);
  now += 60_000;
  expect(metrics.summary().updatesLastMinute).toBe(0);
  const text = metrics.text();
  for (const line of [
    'lianxi_updates_accepted_total 5',
    'lianxi_refusals_total{reason="gap"} 2',
    'lianxi_commit_seconds_count 1',
    'lianxi_rows_stored_total 5',
    'lianxi_compactions_total{outcome="compacted"} 1',
    'lianxi_sockets 4',
    'lianxi_lines 9',
    'lianxi_queue 1',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
  expect(text).toMatch(/^nodejs_eventloop_delay_p99_seconds [\d.e-]+$/m);
  metrics.close();
});
