import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { describeReadError, limits, readRegisterWorkbook, registerReadingToJson } from '@lianxi/exchange';
import { type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed, toJson } from './outcome.ts';

/** Reads a register workbook and says what is in it; touches no data folder. */
export const readRegisterFile = async ({ cwd }: Io, file: string): Promise<Outcome> => {
  const bytes = await readBytes(resolve(cwd, file));
  if (typeof bytes === 'string') return failed(`无法读取 ${file}。`, `Cannot read ${file}: ${bytes}.`);
  const reading = await readRegisterWorkbook(bytes, basename(file));
  if (!reading.ok) return failed(`无法读取 ${file}。`, `Cannot read ${file}: ${describeReadError(reading.error)}.`);
  return said(toJson(registerReadingToJson(reading.value)));
};

/** The bytes, or why there are none. The size is looked at first: nobody wants 2 GB in memory to be told that it is much. */
const readBytes = async (file: string): Promise<Uint8Array | string> => {
  try {
    const { size } = await stat(file);
    if (size > limits.fileBytes)
      return describeReadError({ type: 'FileTooLarge', bytes: size, limit: limits.fileBytes });
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EISDIR'
        ? 'this is a folder'
        : (code ?? String(cause));
  }
};
