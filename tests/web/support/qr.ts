/**
 * Reads a QR code (ISO/IEC 18004) of versions 1 to 8 in byte mode, as a phone does, from a drawing without a fault: so that a
 * test follows what is shown and not what was meant. Errors are not corrected; a code that is drawn wrongly is not read.
 */
type Modules = readonly (readonly boolean[])[];

/** Data codewords of each block, by version and level; `[count, each]`. */
const blocks: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  ...{ '1L': [[1, 19]], '1M': [[1, 16]], '1Q': [[1, 13]], '1H': [[1, 9]] },
  ...{ '2L': [[1, 34]], '2M': [[1, 28]], '2Q': [[1, 22]], '2H': [[1, 16]] },
  ...{ '3L': [[1, 55]], '3M': [[1, 44]], '3Q': [[2, 17]], '3H': [[2, 13]] },
  ...{ '4L': [[1, 80]], '4M': [[2, 32]], '4Q': [[2, 24]], '4H': [[4, 9]] },
  ...{
    '5L': [[1, 108]],
    '5M': [[2, 43]],
    '5Q': [
      [2, 15],
      [2, 16],
    ],
    '5H': [
      [2, 11],
      [2, 12],
    ],
  },
  ...{ '6L': [[2, 68]], '6M': [[4, 27]], '6Q': [[4, 19]], '6H': [[4, 15]] },
  ...{
    '7L': [[2, 78]],
    '7M': [[4, 31]],
    '7Q': [
      [2, 14],
      [4, 15],
    ],
    '7H': [
      [4, 13],
      [1, 14],
    ],
  },
  ...{
    '8L': [[2, 97]],
    '8M': [
      [2, 38],
      [2, 39],
    ],
    '8Q': [
      [4, 18],
      [2, 19],
    ],
    '8H': [
      [4, 14],
      [2, 15],
    ],
  },
};
const alignments: readonly (readonly number[])[] = [[], [], [18], [22], [26], [30], [34], [6, 22, 38], [6, 24, 42]];

/** `path`: rows of dark modules as squares, `M x y h n v1 h-n z`, with the quiet zone around them. */
export const readQr = (path: string, size: number): string => {
  const drawn = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(length));
  }
  const border = drawn.findIndex((row) => row.includes(true));
  const modules = drawn.slice(border, size - border).map((row) => row.slice(border, size - border));
  const version = (modules.length - 17) / 4;
  if (!Number.isInteger(version) || version < 1 || version > 8)
    throw new Error(`no version: ${modules.length} modules`);
  const { level, mask } = readFormat(modules);
  const data = toData(readCodewords(modules, version, mask), blocks[`${version}${level}`] ?? []);
  return readBytes(data);
};

const at = (modules: Modules, x: number, y: number): boolean => modules[y]?.[x] ?? false;

const readFormat = (modules: Modules) => {
  let bits = 0;
  // The five bits that say something, of the copy beside the upper left finder.
  for (const x of [0, 1, 2, 3, 4]) bits = bits * 2 + Number(at(modules, x, 8));
  bits ^= 0b10101;
  const level = ['M', 'L', 'H', 'Q'][bits >> 3] ?? '';
  return { level, mask: bits & 7 };
};

const isMasked = (mask: number, x: number, y: number): boolean => {
  const product = x * y;
  const formulas = [
    (x + y) % 2,
    y % 2,
    x % 3,
    (x + y) % 3,
    (Math.floor(y / 2) + Math.floor(x / 3)) % 2,
    (product % 2) + (product % 3),
    ((product % 2) + (product % 3)) % 2,
    (((x + y) % 2) + (product % 3)) % 2,
  ];
  return formulas[mask] === 0;
};

const isFunction = (version: number, x: number, y: number): boolean => {
  const size = version * 4 + 17;
  const isCorner = (x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9);
  const isVersion = version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11));
  const centres = alignments[version] ?? [];
  const places =
    version < 7
      ? centres.map((each) => [each, each] as const)
      : centres.flatMap((one) => centres.map((other) => [one, other] as const));
  const isAlignment = places.some(
    ([cx, cy]) =>
      Math.abs(x - cx) <= 2 &&
      Math.abs(y - cy) <= 2 &&
      !((cx < 9 && cy < 9) || (cx < 9 && cy >= size - 8) || (cx >= size - 8 && cy < 9)),
  );
  return isCorner || isVersion || isAlignment || x === 6 || y === 6;
};

/** Two columns at a time, from the right, up and down in turn; the column of the timing pattern is left out. */
const readCodewords = (modules: Modules, version: number, mask: number): readonly number[] => {
  const size = modules.length;
  const bits: boolean[] = [];
  let isUpward = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = isUpward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (!isFunction(version, x, y)) bits.push(at(modules, x, y) !== isMasked(mask, x, y));
      }
    }
    isUpward = !isUpward;
  }
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((sum, bit) => sum * 2 + Number(bit), 0),
  );
};

/** Blocks lie interleaved, the first codeword of each, then the second of each. */
const toData = (codewords: readonly number[], groups: readonly (readonly [number, number])[]): readonly number[] => {
  const lengths = groups.flatMap(([count, each]) => Array<number>(count).fill(each));
  const parts = lengths.map((): number[] => []);
  let next = 0;
  for (let row = 0; row < Math.max(...lengths); row++) {
    for (const [index, length] of lengths.entries()) if (row < length) parts[index]?.push(codewords[next++] ?? 0);
  }
  return parts.flat();
};

const readBytes = (data: readonly number[]): string => {
  const bits = data.map((each) => each.toString(2).padStart(8, '0')).join('');
  const mode = bits.slice(0, 4);
  if (mode !== '0100') throw new Error(`not in byte mode: ${mode}`);
  const length = Number.parseInt(bits.slice(4, 12), 2);
  const bytes = Array.from({ length }, (_, index) => Number.parseInt(bits.slice(12 + index * 8, 20 + index * 8), 2));
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
};
