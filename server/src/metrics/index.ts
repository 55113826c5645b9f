export {
  type CompactionOutcome,
  createMetrics,
  type Metrics,
  type MetricsSummary,
  noMetrics,
  type RelayLevels,
  type RelayMetrics,
} from './metrics.ts';
