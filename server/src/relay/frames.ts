import { messageType, syncType } from '@lianxi/protocol';
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding';

/**
 * Ready-made WebSocket frames (RFC 6455: final, binary, unmasked), built once and written to any number of sockets.
 *
 *   0x82, length < 126 | 126 uint16 | 127 uint64, payload
 */
export type Frame = Buffer;

export const toFrame = (payload: Uint8Array): Frame => {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x82;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, head);
  return frame;
};

export const syncFrame = (type: (typeof syncType)[keyof typeof syncType], bytes: Uint8Array): Frame => {
  const encoder = createEncoder();
  writeVarUint(encoder, messageType.sync);
  writeVarUint(encoder, type);
  writeVarUint8Array(encoder, bytes);
  return toFrame(toUint8Array(encoder));
};

export const updateFrame = (bytes: Uint8Array): Frame => syncFrame(syncType.update, bytes);
export const step2Frame = (bytes: Uint8Array): Frame => syncFrame(syncType.step2, bytes);

export interface AwarenessEntry {
  readonly client: number;
  readonly clock: number;
  /** JSON; `null` takes the client away. */
  readonly state: string;
}

export const awarenessFrame = (entries: readonly AwarenessEntry[]): Frame => {
  const list = createEncoder();
  writeVarUint(list, entries.length);
  for (const { client, clock, state } of entries) {
    writeVarUint(list, client);
    writeVarUint(list, clock);
    writeVarString(list, state);
  }
  const encoder = createEncoder();
  writeVarUint(encoder, messageType.awareness);
  writeVarUint8Array(encoder, toUint8Array(list));
  return toFrame(toUint8Array(encoder));
};

export const acknowledgedFrame = (frames: number, seq: number, time: number): Frame => {
  const encoder = createEncoder();
  writeVarUint(encoder, messageType.acknowledged);
  writeVarUint(encoder, frames);
  writeVarUint(encoder, seq);
  writeVarUint(encoder, time);
  return toFrame(toUint8Array(encoder));
};

export const refusedFrame = (frame: number, reason: string, detail: string): Frame => {
  const encoder = createEncoder();
  writeVarUint(encoder, messageType.refused);
  writeVarUint(encoder, frame);
  writeVarString(encoder, reason);
  writeVarString(encoder, detail);
  return toFrame(toUint8Array(encoder));
};

export const rightsFrame = (rights: string): Frame => {
  const encoder = createEncoder();
  writeVarUint(encoder, messageType.rights);
  writeVarString(encoder, rights);
  return toFrame(toUint8Array(encoder));
};

export const sealedFrame = (time: number): Frame => {
  const encoder = createEncoder();
  writeVarUint(encoder, messageType.sealed);
  writeVarUint(encoder, time);
  return toFrame(toUint8Array(encoder));
};

/** Says nothing; keeps stock clients, which give up after 30 s of silence. */
export const keepAliveFrame: Frame = awarenessFrame([]);
