/** Reads old minutes off the page's thread; one file a worker. A file that is too large is not even taken into memory. */
import { err } from '@lianxi/base';
import { oldMinutesLimits, readOldMinutes } from '@lianxi/exchange/old-minutes';
import type { ReadingResult } from './reading.ts';

const read = async (file: File): Promise<ReadingResult> => {
  const limit = oldMinutesLimits.fileBytes;
  if (file.size > limit) return err({ type: 'FileTooLarge', bytes: file.size, limit });
  // A file that was moved or changed meanwhile cannot be read any more.
  const bytes = await file.arrayBuffer().catch(() => null);
  return bytes === null ? err({ type: 'Unreadable' }) : readOldMinutes(new Uint8Array(bytes));
};

addEventListener('message', async ({ data }: MessageEvent<File>) => {
  postMessage(await read(data));
});
