/**
 * A message to any number of lines, with the WebSocket frames (RFC 6455: final, binary, unmasked) that carry it. A frame
 * is made when the first line of its framing asks, once, and its bytes are written to all of them.
 *
 *   frame     0x82, length < 126 | 126 uint16 | 127 uint64, payload
 *   plain     payload = message
 *   channelled payload = varUint channel, message
 *
 * A room's channel number is the same on every socket of this process, so one channelled frame serves them all.
 */
export interface Message {
  /** Bytes of the message itself. */
  readonly size: number;
  /** Small messages are one piece; a large one is its head and the bytes as they were given, not copied. */
  plain(): readonly Uint8Array[];
  channelled(channel: number): readonly Uint8Array[];
}

/** Up to here a copy is cheaper than a second piece on every socket. */
const copiedBelow = 16_384;

export const toMessage = (payload: Uint8Array): Message => {
  let plain: readonly Uint8Array[] | null = null;
  let channelled: { readonly channel: number; readonly frame: readonly Uint8Array[] } | null = null;
  return {
    size: payload.length,
    plain: () => {
      plain ??= toFrame(nothing, payload);
      return plain;
    },
    channelled: (channel) => {
      if (channelled?.channel !== channel) channelled = { channel, frame: toFrame(varUint(channel), payload) };
      return channelled.frame;
    },
  };
};

const nothing = new Uint8Array(0);

const toFrame = (prefix: Uint8Array, payload: Uint8Array): readonly Uint8Array[] => {
  const length = prefix.length + payload.length;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const isCopied = length <= copiedBelow;
  const frame = Buffer.allocUnsafe(head + (isCopied ? length : prefix.length));
  frame[0] = 0x82;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(prefix, head);
  if (!isCopied) return [frame, payload];
  frame.set(payload, head + prefix.length);
  return [frame];
};

const varUint = (value: number): Uint8Array => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
};
