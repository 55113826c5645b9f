import { existsSync, statfsSync, statSync } from 'node:fs';
import type { Metrics, MetricsSummary } from './metrics/index.ts';
import { type Care, readCare, type Store } from './store/index.ts';

/** How the server is, for whoever looks after it. Numbers and times only; nothing of anybody's. */
export interface ServerStatus extends MetricsSummary, Care {
  readonly version: string;
  /** The server's clock, ms. */
  readonly time: number;
  readonly database: {
    /** The file and its log. */
    readonly bytes: number;
    readonly documents: number;
  };
  /** Of the disk that the data folder is on, in bytes; `free` to this process. */
  readonly disk: { readonly free: number; readonly total: number };
}

export const readStatus = (store: Store, metrics: Metrics, version: string): ServerStatus => {
  const { bavail, blocks, bsize } = statfsSync(store.folder);
  return {
    version,
    time: store.clock(),
    ...metrics.summary(),
    ...readCare(store),
    database: {
      bytes: [store.file, `${store.file}-wal`].reduce((sum, file) => sum + sizeOf(file), 0),
      documents: store.sqlite.prepare('SELECT count(*) FROM documents').pluck().get() as number,
    },
    disk: { free: bavail * bsize, total: blocks * bsize },
  };
};

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);
