import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Instruments } from './instruments.ts';

/** The process itself: memory, processor, and for how long the event loop kept everybody waiting. */
export const measureProcess = (instruments: Instruments): { close(): void } => {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const seconds = (nanoseconds: number): number => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
  const { gauge, total } = instruments;
  gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss());
  gauge('nodejs_heap_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed);
  total('process_cpu_seconds_total', 'Processor time, user and system.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  gauge('process_start_time_seconds', 'When the process began, seconds since 1970.', () =>
    Math.round(Date.now() / 1000 - process.uptime()),
  );
  gauge('nodejs_eventloop_delay_p50_seconds', 'Since the process began.', () => seconds(delay.percentile(50)));
  gauge('nodejs_eventloop_delay_p99_seconds', 'Since the process began.', () => seconds(delay.percentile(99)));
  gauge('nodejs_eventloop_delay_max_seconds', 'Since the process began.', () => seconds(delay.max));
  return { close: () => delay.disable() };
};
