import { form, millimetre } from './form.ts';
import type { OfficialMinutes, OfficialPart, OfficialPicture } from './model.ts';

/** How large a picture stands in the text, in points, and the whole lines of the grid that it takes. */
export interface PictureBox {
  readonly width: number;
  readonly height: number;
  readonly lines: number;
}

/** A page has room below it for what it shows, and for a heading above. */
const mostLines = form.lines - 4;
/** A screen's pixel in points: a small picture is not blown up. */
const pixel = 72 / 96;

/** The text block's, in points. */
const textWidth = form.text.width * millimetre;

/** What a cell over `span` of a table's columns has room for, in points. */
export const cellRoom = (columns: number, span: number): number => (textWidth / columns) * span - 2 * form.cellPadding;

/** As wide as `room` at most; the rest of its last line stays free. Where nobody said its size, it is four to three. */
export const pictureBox = (
  { width, height }: Pick<OfficialPicture, 'width' | 'height'>,
  room: number = textWidth,
): PictureBox => {
  const [across, down] = width > 0 && height > 0 ? [width * pixel, height * pixel] : [480, 360];
  const scale = Math.min(1, room / across, (mostLines * form.linePitch) / down);
  const tall = down * scale;
  return { width: across * scale, height: tall, lines: Math.max(1, Math.ceil(tall / form.linePitch - 0.001)) };
};

/** The hashes of the pictures that stand in it, each once. */
export const picturesIn = ({ body }: Pick<OfficialMinutes, 'body'>): readonly string[] => [
  ...new Set(body.flatMap(picturesOf).map(({ hash }) => hash)),
];

const picturesOf = (part: OfficialPart): readonly OfficialPicture[] =>
  part.type === 'picture'
    ? [part]
    : part.type === 'table'
      ? part.rows.flatMap((cells) => cells.flatMap((cell) => cell.parts.flatMap(picturesOf)))
      : [];
