import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';
import { createReader, type Reader } from './reader.ts';

/**
 * The frames of `GET /sync` (sub-protocol `lianxi.v1`): one socket, a channel for each document. docs/spec/wire.md says
 * what they mean.
 *
 *   frame      varUint channel, then
 *   channel 0  varUint type:
 *              0 open      varString address
 *              1 close     varUint channel
 *              2 opened    varString address, varUint channel, varUint epoch
 *              3 declined  varString address, varUint code, varString reason
 *              4 closed    varUint channel, varUint code, varString reason
 *              5 time      varUint ms: the server's clock
 *   others     a message as on `/sync/<address>` (messages.ts)
 *
 * The client says 0 and 1, the server 2 to 5.
 */
export const channelWord = { open: 0, close: 1, opened: 2, declined: 3, closed: 4, time: 5 } as const;

export type ChannelFrame =
  | { readonly type: 'open'; readonly address: string }
  | { readonly type: 'close'; readonly channel: number }
  | { readonly type: 'opened'; readonly address: string; readonly channel: number; readonly epoch: number }
  | { readonly type: 'declined'; readonly address: string; readonly code: number; readonly reason: string }
  | { readonly type: 'closed'; readonly channel: number; readonly code: number; readonly reason: string }
  | { readonly type: 'time'; readonly time: number }
  | { readonly type: 'message'; readonly channel: number; readonly bytes: Uint8Array };

export const encodeFrame = (frame: ChannelFrame): Uint8Array<ArrayBuffer> => {
  const encoder = createEncoder();
  if (frame.type === 'message') {
    writeVarUint(encoder, frame.channel);
    writeUint8Array(encoder, frame.bytes);
    return toUint8Array(encoder);
  }
  writeVarUint(encoder, 0);
  writeVarUint(encoder, channelWord[frame.type]);
  writeWord(encoder, frame);
  return toUint8Array(encoder);
};

const writeWord = (encoder: Encoder, frame: Exclude<ChannelFrame, { readonly type: 'message' }>): void => {
  switch (frame.type) {
    case 'open':
      writeVarString(encoder, frame.address);
      break;
    case 'close':
      writeVarUint(encoder, frame.channel);
      break;
    case 'opened':
      writeVarString(encoder, frame.address);
      writeVarUint(encoder, frame.channel);
      writeVarUint(encoder, frame.epoch);
      break;
    case 'declined':
      writeVarString(encoder, frame.address);
      writeVarUint(encoder, frame.code);
      writeVarString(encoder, frame.reason);
      break;
    case 'closed':
      writeVarUint(encoder, frame.channel);
      writeVarUint(encoder, frame.code);
      writeVarString(encoder, frame.reason);
      break;
    case 'time':
      writeVarUint(encoder, frame.time);
      break;
  }
};

/** null: malformed. `unknown`: a newer word on channel 0, to be passed over. A message's bytes are a view. */
export const decodeFrame = (bytes: Uint8Array): ChannelFrame | { readonly type: 'unknown' } | null => {
  const reader = createReader(bytes);
  const channel = reader.varUint();
  if (channel === null) return null;
  return channel === 0 ? readWord(reader) : { type: 'message', channel, bytes: reader.rest() };
};

const readWord = (reader: Reader): ReturnType<typeof decodeFrame> => {
  const word = reader.varUint();
  switch (word) {
    case null:
      return null;
    case channelWord.open: {
      const address = reader.varString();
      return address === null ? null : { type: 'open', address };
    }
    case channelWord.close: {
      const channel = reader.varUint();
      return channel === null ? null : { type: 'close', channel };
    }
    case channelWord.opened: {
      const address = reader.varString();
      const channel = reader.varUint();
      const epoch = reader.varUint();
      return address === null || !channel || epoch === null ? null : { type: 'opened', address, channel, epoch };
    }
    case channelWord.declined: {
      const address = reader.varString();
      const code = reader.varUint();
      const reason = reader.varString();
      return address === null || code === null || reason === null ? null : { type: 'declined', address, code, reason };
    }
    case channelWord.closed: {
      const channel = reader.varUint();
      const code = reader.varUint();
      const reason = reader.varString();
      return channel === null || code === null || reason === null ? null : { type: 'closed', channel, code, reason };
    }
    case channelWord.time: {
      const time = reader.varUint();
      return time === null ? null : { type: 'time', time };
    }
    default:
      return { type: 'unknown' };
  }
};
