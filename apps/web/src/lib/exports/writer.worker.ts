/** Writes a list off the page's thread. */
import { writeRegister } from '@lianxi/exchange';
import type { Ordered } from './writer.ts';

addEventListener('message', async ({ data }: MessageEvent<Ordered>) => {
  const { table, mark, format, time } = data;
  postMessage(await writeRegister(table, mark, format, new Date(time)));
});
