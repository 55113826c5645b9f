import { type Clock, systemClock } from '@lianxi/base';
import { createInstruments } from './instruments.ts';
import { measureProcess } from './process.ts';

/**
 * What the relay counts while it works. No personal data: numbers, and words of our own (a refusal's reason, how a
 * compaction ended), never a member, an address or a title.
 */
export interface RelayMetrics {
  /** Updates that passed the guard and wait for their commit. */
  accepted(count: number): void;
  /** Updates handed to sockets, counted once for each socket. */
  delivered(count: number): void;
  /** One group commit, from its beginning until the disk had it, in seconds; `rows` that it stored. */
  committed(seconds: number, rows: number): void;
  /** A commit that the disk did not take. */
  notStored(): void;
  /** `reason`: the word that is sent (packages/protocol), or one of the relay's own. */
  refused(reason: string): void;
  /** A reader that did not keep up. */
  dropped(): void;
  compacted(seconds: number, outcome: CompactionOutcome): void;
}

export type CompactionOutcome = 'compacted' | 'unchanged' | 'unsound' | 'overdue' | 'out-of-memory' | 'failed';

/** What stands at this moment; read when somebody looks. */
export interface RelayLevels {
  readonly sockets: number;
  /** Open documents, once for each socket or channel. */
  readonly lines: number;
  readonly rooms: number;
  /** Updates that wait for their commit. */
  readonly queued: number;
}

export interface Metrics {
  readonly relay: RelayMetrics;
  /** Where the levels are read, once there is a relay. */
  watch(read: () => RelayLevels): void;
  /** Prometheus' text format. */
  text(): string;
  summary(): MetricsSummary;
  close(): void;
}

/** The few numbers that a person looks at. */
export interface MetricsSummary extends RelayLevels {
  readonly updatesLastMinute: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly notStored: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** Upper bound in seconds of all but the slowest hundredth of commits; null before the first. */
  readonly commitP99: number | null;
  readonly memory: number;
  /** In seconds. */
  readonly uptime: number;
}

/** For a relay that nobody watches. */
export const noMetrics: RelayMetrics = {
  accepted: () => {},
  delivered: () => {},
  committed: () => {},
  notStored: () => {},
  refused: () => {},
  dropped: () => {},
  compacted: () => {},
};

/** Seconds: from a commit that found the disk idle to one that people notice. */
const commitBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const compactionBounds = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30];

export const createMetrics = (version: string, clock: Clock = systemClock): Metrics => {
  const instruments = createInstruments();
  const since = clock();
  let levels = (): RelayLevels => ({ sockets: 0, lines: 0, rooms: 0, queued: 0 });
  instruments.info('lianxi_info', 'Always 1; the version is in the label.', { version });
  const accepted = instruments.counter('lianxi_updates_accepted_total', 'Updates that passed the guard.');
  const delivered = instruments.counter('lianxi_updates_delivered_total', 'Updates handed to sockets, per socket.');
  const rows = instruments.counter('lianxi_rows_stored_total', 'Rows of the log that were committed.');
  const commits = instruments.histogram('lianxi_commit_seconds', 'Group commits, synced.', commitBounds);
  const notStored = instruments.counter('lianxi_commits_failed_total', 'Commits that the disk did not take.');
  const refusals = instruments.countersBy('lianxi_refusals_total', 'reason', 'Updates refused.');
  const dropped = instruments.counter('lianxi_readers_dropped_total', 'Sockets closed because they did not keep up.');
  const compactions = instruments.countersBy('lianxi_compactions_total', 'outcome', 'Logs folded into a baseline.');
  const compacting = instruments.histogram('lianxi_compaction_seconds', 'Time of a compaction.', compactionBounds);
  instruments.gauge('lianxi_sockets', 'Open sockets.', () => levels().sockets);
  instruments.gauge('lianxi_lines', 'Open documents, once for each socket or channel.', () => levels().lines);
  instruments.gauge('lianxi_rooms', 'Open rooms.', () => levels().rooms);
  instruments.gauge('lianxi_queue', 'Updates that wait for their commit.', () => levels().queued);
  const ownProcess = measureProcess(instruments);
  const minute = createMinute(clock);

  return {
    relay: {
      accepted: (count) => {
        accepted.add(count);
        minute.add(count);
      },
      delivered: delivered.add,
      committed: (seconds, count) => {
        commits.observe(seconds);
        rows.add(count);
      },
      notStored: notStored.add,
      refused: refusals.add,
      dropped: dropped.add,
      compacted: (seconds, outcome) => {
        compactions.add(outcome);
        compacting.observe(seconds);
      },
    },
    watch: (read) => {
      levels = read;
    },
    text: instruments.text,
    summary: () => ({
      ...levels(),
      updatesLastMinute: minute.sum(),
      accepted: accepted.value,
      delivered: delivered.value,
      dropped: dropped.value,
      notStored: notStored.value,
      refusals: Object.fromEntries(refusals.values),
      commitP99: commits.quantile(0.99),
      memory: process.memoryUsage.rss(),
      uptime: Math.max(0, Math.round((clock() - since) / 1000)),
    }),
    close: ownProcess.close,
  };
};

/** How many in the sixty seconds that end now, in a slot for each second. */
const createMinute = (clock: Clock) => {
  const slots = new Array<{ second: number; count: number }>(60).fill({ second: -1, count: 0 });
  return {
    add: (count: number) => {
      const second = Math.floor(clock() / 1000);
      const slot = slots[second % 60];
      slots[second % 60] = { second, count: (slot?.second === second ? slot.count : 0) + count };
    },
    sum: () => {
      const since = Math.floor(clock() / 1000) - 60;
      return slots.reduce((sum, { second, count }) => (second > since ? sum + count : sum), 0);
    },
  };
};
