/**
 * Reads lib0's variable-length encoding from bytes of unknown origin. Nothing throws and nothing outside `bytes` is looked
 * at (a view into a larger buffer included): what is not there is null, and so is everything read after it.
 */
export interface Reader {
  varUint(): number | null;
  varString(): string | null;
  /** A view, not a copy. */
  varBytes(): Uint8Array | null;
  /** Everything that is left; a view. */
  rest(): Uint8Array;
}

export const createReader = (bytes: Uint8Array): Reader => {
  let position = 0;

  const fail = (): null => {
    position = bytes.length + 1;
    return null;
  };
  const varUint = (): number | null => {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = bytes[position];
      if (byte === undefined) return fail();
      position += 1;
      value += (byte & 127) * unit;
      if (value > Number.MAX_SAFE_INTEGER) return fail();
      if (byte < 128) return value;
      unit *= 128;
      if (unit > Number.MAX_SAFE_INTEGER) return fail();
    }
  };
  const varBytes = (): Uint8Array | null => {
    const length = varUint();
    if (length === null || length > bytes.length - position) return fail();
    position += length;
    return bytes.subarray(position - length, position);
  };

  return {
    varUint,
    varBytes,
    varString: () => {
      const text = varBytes();
      if (!text) return null;
      try {
        return strict.decode(text);
      } catch {
        return fail();
      }
    },
    rest: () => bytes.subarray(Math.min(position, bytes.length)),
  };
};

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
