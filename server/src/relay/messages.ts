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
import { type Message, toMessage } from './message.ts';

/** What the relay says (packages/protocol), ready for any number of lines. */
export const step1 = (stateVector: Uint8Array): Message => toMessage(encodeSync(syncType.step1, stateVector));
export const step2 = (update: Uint8Array): Message => toMessage(encodeSync(syncType.step2, update));
export const updated = (update: Uint8Array): Message => toMessage(encodeSync(syncType.update, update));
export const awareness = (entries: readonly AwarenessEntry[]): Message => toMessage(encodeAwareness(entries));
export const acknowledged = (frames: number, seq: number, time: number): Message =>
  toMessage(encodeAcknowledged(frames, seq, time));
export const refused = (frame: number, reason: RefusalReason, detail: string): Message =>
  toMessage(encodeRefused(frame, reason, detail));
export const rightsAre = (rights: 'write' | 'read' | 'none'): Message => toMessage(encodeRights(rights));
export const sealedAt = (time: number): Message => toMessage(encodeSealed(time));

/** Says nothing; keeps stock clients, which give up after 30 s of silence. */
export const keepAlive: Message = awareness([]);
