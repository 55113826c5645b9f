import { messageType, syncType } from '@lianxi/protocol';
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';

/** What our own provider is about to send, as far as it matters here. */
export type Outgoing =
  | { readonly type: 'answer'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'other' };

export const readOutgoing = (frame: Uint8Array): Outgoing => {
  const decoder = createDecoder(frame);
  if (readVarUint(decoder) !== messageType.sync) return { type: 'other' };
  const kind = readVarUint(decoder);
  if (kind === syncType.step2) return { type: 'answer', update: readVarUint8Array(decoder) };
  if (kind === syncType.update) return { type: 'update', update: readVarUint8Array(decoder) };
  return { type: 'other' };
};

/** What the relay says beside y-websocket's protocol (see `@lianxi/protocol`). */
export type Incoming =
  | { readonly type: 'acknowledged'; readonly frames: number; readonly seq: number; readonly time: number }
  | { readonly type: 'refused'; readonly frame: number; readonly reason: string; readonly detail: string }
  | { readonly type: 'rights'; readonly rights: string }
  | { readonly type: 'sealed'; readonly time: number };

/** null for what is y-websocket's own, and for what cannot be read. */
export const readIncoming = (frame: Uint8Array): Incoming | null => {
  try {
    const decoder = createDecoder(frame);
    switch (readVarUint(decoder)) {
      case messageType.acknowledged:
        return {
          type: 'acknowledged',
          frames: readVarUint(decoder),
          seq: readVarUint(decoder),
          time: readVarUint(decoder),
        };
      case messageType.refused:
        return {
          type: 'refused',
          frame: readVarUint(decoder),
          reason: readVarString(decoder),
          detail: readVarString(decoder),
        };
      case messageType.rights:
        return { type: 'rights', rights: readVarString(decoder) };
      case messageType.sealed:
        return { type: 'sealed', time: readVarUint(decoder) };
      default:
        return null;
    }
  } catch {
    return null;
  }
};

/** An update that says nothing: no structs, no deletions. */
export const isEmptyUpdate = (update: Uint8Array): boolean => update.length === 2 && update[0] === 0 && update[1] === 0;
