import { encode } from 'uqr';

export interface QrDrawing {
  /** Modules along a side, the quiet zone included. */
  readonly size: number;
  /** Every dark module as a square of an SVG path. */
  readonly path: string;
}

/** The quiet zone that readers need (ISO/IEC 18004): four modules on each side. */
const border = 4;

/** A QR code as one path; runs of dark modules are one piece. */
export const drawQr = (text: string): QrDrawing => {
  const { data, size } = encode(text, { ecc: 'M', border });
  const path = data
    .map((row, y) =>
      row
        .map((isDark, x) => (isDark && !row[x - 1] ? `M${x} ${y}h${runFrom(row, x)}v1h-${runFrom(row, x)}z` : ''))
        .join(''),
    )
    .join('');
  return { size, path };
};

const runFrom = (row: readonly boolean[], x: number): number => {
  const end = row.indexOf(false, x);
  return (end < 0 ? row.length : end) - x;
};
