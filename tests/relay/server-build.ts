import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'lib', 'server-build.mjs');
const { ensureServerBuild, serverProgram } = (await import(pathToFileURL(script).href)) as {
  ensureServerBuild(): Promise<void>;
  readonly serverProgram: string;
};

let made: Promise<void> | null = null;

/** The program that `npm start` runs, made of the sources as they are. */
export const builtServer = async (): Promise<string> => {
  made ??= ensureServerBuild();
  await made;
  return serverProgram;
};
