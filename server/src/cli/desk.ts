import { type Clock, ok, type Result, systemClock } from '@lianxi/base';
import type { Note } from '../audit/index.ts';
import { explainStartError } from '../explain.ts';
import { createIdentity, type Identity } from '../identity/index.ts';
import { dataFolderOf } from '../settings.ts';
import { createIdentityStore, createNote, openStore, type Store } from '../store/index.ts';
import type { Io } from './io.ts';
import type { CliFailure } from './outcome.ts';

/** What a command works with: the same file as the relay, which may be running. Open for as long as the command takes. */
export interface Desk {
  readonly store: Store;
  readonly identity: Identity;
  /** Writes down in the audit log what whoever sits at the machine does. */
  readonly note: Note;
}

export const atDesk = async <T>(
  { env, cwd }: Io,
  work: (desk: Desk) => Result<T, CliFailure> | Promise<Result<T, CliFailure>>,
  clock: Clock = systemClock,
): Promise<Result<T, CliFailure>> => {
  const opened = openStore(dataFolderOf(env, cwd), clock);
  if (!opened.ok) return { ok: false, error: { exit: 1, line: explainStartError(opened.error) } };
  const store = opened.value;
  try {
    return await work({
      store,
      identity: createIdentity({ store: createIdentityStore(store), clock }),
      note: createNote(store),
    });
  } finally {
    store.close();
  }
};

export type Outcome = Result<string, CliFailure>;
export const said = (text: string): Outcome => ok(text);
