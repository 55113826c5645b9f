import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';
import { messageType, type RefusalReason, type RightsWord, type syncType } from './messages.ts';

/** The messages as bytes; see `messages.ts` for what stands in them. */
export const encodeSync = (type: (typeof syncType)[keyof typeof syncType], bytes: Uint8Array): Uint8Array =>
  encode(messageType.sync, (encoder) => {
    writeVarUint(encoder, type);
    writeVarUint8Array(encoder, bytes);
  });

/** One client's state in an awareness message: `varUint client, varUint clock, varString state`. */
export interface AwarenessEntry {
  readonly client: number;
  readonly clock: number;
  /** JSON; `null` takes the client away. */
  readonly state: string;
}

export const encodeAwareness = (entries: readonly AwarenessEntry[]): Uint8Array => {
  const list = createEncoder();
  writeVarUint(list, entries.length);
  for (const { client, clock, state } of entries) {
    writeVarUint(list, client);
    writeVarUint(list, clock);
    writeVarString(list, state);
  }
  return encodeAwarenessUpdate(toUint8Array(list));
};

export const encodeAcknowledged = (frames: number, seq: number, time: number): Uint8Array =>
  encode(messageType.acknowledged, (encoder) => {
    writeVarUint(encoder, frames);
    writeVarUint(encoder, seq);
    writeVarUint(encoder, time);
  });

export const encodeRefused = (frame: number, reason: RefusalReason, detail: string): Uint8Array =>
  encode(messageType.refused, (encoder) => {
    writeVarUint(encoder, frame);
    writeVarString(encoder, reason);
    writeVarString(encoder, detail);
  });

export const encodeRights = (rights: RightsWord): Uint8Array =>
  encode(messageType.rights, (encoder) => writeVarString(encoder, rights));

export const encodeAwarenessUpdate = (entries: Uint8Array): Uint8Array =>
  encode(messageType.awareness, (encoder) => writeVarUint8Array(encoder, entries));

export const encodeSealed = (time: number): Uint8Array =>
  encode(messageType.sealed, (encoder) => writeVarUint(encoder, time));

const encode = (type: number, write: (encoder: Encoder) => void): Uint8Array => {
  const encoder = createEncoder();
  writeVarUint(encoder, type);
  write(encoder);
  return toUint8Array(encoder);
};
