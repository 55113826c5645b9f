import { err, type Result } from '@lianxi/base';
import type { OldMinutesError, ReadOldMinutes } from '@lianxi/exchange/old-minutes';

export type ReadingError = OldMinutesError | { readonly type: 'Unreadable' };
export type ReadingResult = Result<ReadOldMinutes, ReadingError>;

export interface Reading {
  /** Never comes once it was given up. */
  readonly result: Promise<ReadingResult>;
  stop(): void;
}

export const startReading = (file: File): Reading => {
  const worker = new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' });
  const result = new Promise<ReadingResult>((resolve) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    // More than the worker can bear.
    worker.addEventListener('error', () => resolve(err({ type: 'Unreadable' })));
    worker.postMessage(file);
  });
  return { result: result.finally(() => worker.terminate()), stop: () => worker.terminate() };
};
