import { kindDefinitions } from '@lianxi/documents';
import { readUpdate } from '../relay/update.ts';
import type { RebuiltDocument, RoomLog } from '../store/room-log.ts';
import { rebuildState } from './rebuild.ts';

/** Residents of one grid who are to go from the documents that tell of them. */
export interface Erasing {
  readonly documents: readonly { readonly room: number; readonly kind: string }[];
  /** Ids of their rows in the register. */
  readonly residents: readonly string[];
  /** The requests that this fulfils, and who confirmed them; null: whoever sat at the machine. */
  readonly erasures: readonly string[];
  readonly by: string | null;
}

/** `Overtaken`: others wrote there again and again, or the requests are no longer open. Nothing was done. */
export type Erased = { readonly type: 'Erased'; readonly rooms: readonly number[] } | { readonly type: 'Overtaken' };

type Log = Pick<RoomLog, 'load' | 'baselineState' | 'rebuild'>;

/** Each takes as long as reading the document does; whoever types needs longer. */
const mostAttempts = 100;

/**
 * Rebuilds the documents without them under a new epoch, all of them in one transaction. What others store while a document is
 * being rebuilt makes it begin anew: nothing of anybody else's is left behind.
 */
export const eraseResidents = async (log: Log, erasing: Erasing): Promise<Erased> => {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const documents: RebuiltDocument[] = [];
    let isWhole = true;
    for (const { room, kind } of erasing.documents) {
      const rebuilt = await rebuildRoom(log, room, kind, erasing.residents);
      if (rebuilt === 'moved') isWhole = false;
      else if (rebuilt) documents.push(rebuilt);
    }
    const { erasures, by } = erasing;
    if (isWhole && (await log.rebuild({ documents, erasures, by }))) {
      return { type: 'Erased', rooms: documents.map(({ room }) => room) };
    }
  }
  return { type: 'Overtaken' };
};

/** Null where nothing there tells of them; `moved`: its baseline was replaced while it was read. */
const rebuildRoom = async (
  log: Log,
  room: number,
  kind: string,
  residents: readonly string[],
): Promise<RebuiltDocument | 'moved' | null> => {
  const definition = Object.hasOwn(kindDefinitions, kind) ? kindDefinitions[kind] : undefined;
  const loaded = definition ? await log.load(room) : null;
  if (!definition || !loaded) return null;
  const { head, baseline, tail, quarantined } = loaded;
  const state = baseline ? await log.baselineState(room, baseline.seq) : null;
  if (baseline && !state) return 'moved';
  const rebuilt = rebuildState([...(state ? [state] : []), ...tail.map(({ bytes }) => bytes)], definition, residents);
  if (!rebuilt) return null;
  const retired = [...new Set([...rebuilt.retired, ...quarantined.flatMap(clientsOf)])];
  return { ...rebuilt, room, from: head.seq, epoch: head.epoch, retired };
};

const clientsOf = (bytes: Uint8Array): readonly number[] => {
  const update = readUpdate(bytes);
  return update.ok ? update.value.sections.map(({ client }) => client) : [];
};
