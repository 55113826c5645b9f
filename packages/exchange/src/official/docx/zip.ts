/** A ZIP archive (APPNOTE 4.3) of a few small parts, deflated by the platform. No times: the same content is the same bytes. */
export const zip = async (parts: ReadonlyMap<string, string | Uint8Array>): Promise<Uint8Array<ArrayBuffer>> => {
  const files: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const [path, data] of parts) {
    const name = new TextEncoder().encode(path);
    const content = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
    const packed = await deflate(content);
    const common = (head: readonly number[]) =>
      numbers([
        ...head.map((value) => [2, value] as const),
        // Version 2.0, names in UTF-8, deflated, the first moment that the format knows.
        [2, 20],
        [2, 0x0800],
        [2, 8],
        [2, 0],
        [2, 0x21],
        [4, crc32(content)],
        [4, packed.length],
        [4, content.length],
        [2, name.length],
        [2, 0],
      ]);
    const file = join([numbers([[4, 0x04034b50]]), common([]), name, packed]);
    const rest = numbers([
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ]);
    directory.push(join([numbers([[4, 0x02014b50]]), common([20]), rest, name]));
    files.push(file);
    offset += file.length;
  }
  const table = join(directory);
  const end = numbers([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, parts.size],
    [2, parts.size],
    [4, table.length],
    [4, offset],
    [2, 0],
  ]);
  return join([...files, table, end]);
};

const deflate = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
};

/** Little-endian, each with its width in bytes. */
const numbers = (values: readonly (readonly [width: number, value: number])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    values.flatMap(([width, value]) => Array.from({ length: width }, (_, byte) => (value >>> (8 * byte)) & 0xff)),
  );

const join = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
};

const crc32 = (bytes: Uint8Array): number => {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
};
