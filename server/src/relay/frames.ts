import {
  type AwarenessEntry,
  encodeAcknowledged,
  encodeAwareness,
  encodeRefused,
  encodeRights,
  encodeSealed,
  encodeSync,
  type RefusalReason,
  syncType,
} from '@lianxi/protocol';

/**
 * Ready-made WebSocket frames (RFC 6455: final, binary, unmasked), built once and written to any number of sockets.
 *
 *   0x82, length < 126 | 126 uint16 | 127 uint64, payload
 */
export type Frame = Buffer;

const toFrame = (payload: Uint8Array): Frame => {
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

export const step1Frame = (stateVector: Uint8Array): Frame => toFrame(encodeSync(syncType.step1, stateVector));
export const step2Frame = (update: Uint8Array): Frame => toFrame(encodeSync(syncType.step2, update));
export const updateFrame = (update: Uint8Array): Frame => toFrame(encodeSync(syncType.update, update));
export const awarenessFrame = (entries: readonly AwarenessEntry[]): Frame => toFrame(encodeAwareness(entries));
export const acknowledgedFrame = (frames: number, seq: number, time: number): Frame =>
  toFrame(encodeAcknowledged(frames, seq, time));
export const refusedFrame = (frame: number, reason: RefusalReason, detail: string): Frame =>
  toFrame(encodeRefused(frame, reason, detail));
export const rightsFrame = (rights: 'write' | 'read' | 'none'): Frame => toFrame(encodeRights(rights));
export const sealedFrame = (time: number): Frame => toFrame(encodeSealed(time));

/** Says nothing; keeps stock clients, which give up after 30 s of silence. */
export const keepAliveFrame: Frame = awarenessFrame([]);
