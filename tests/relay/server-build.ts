import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'lib', 'server-build.mjs');
const { ensureServerBuild, serverProgram } = (await import(pathToFileURL(script).href)) as {
  ensureServerBuild(): void;
  readonly serverProgram: string;
};

let isMade = false;

/** The program that `npm start` runs, made of the sources as they are. */
export const builtServer = (): string => {
  if (!isMade) ensureServerBuild();
  isMade = true;
  return serverProgram;
};
