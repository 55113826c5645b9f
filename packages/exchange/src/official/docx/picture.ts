import { form } from '../form.ts';
import type { OfficialPicture } from '../model.ts';
import { pictureBox } from '../picture.ts';
import { escapeXml, twips } from './xml.ts';

/** A picture's bytes, of the two types that every word processor shows. */
export interface DocxPicture {
  readonly bytes: Uint8Array;
  readonly type: 'image/jpeg' | 'image/png';
}
export type DocxPictures = ReadonlyMap<string, DocxPicture>;

const drawing = 'http://schemas.openxmlformats.org/drawingml/2006';
/** Word counts drawings in English metric units, 12,700 a point. */
const units = (points: number): number => Math.round(points * 12_700);

export const pictureId = (hash: string): string => `p${hash.slice(0, 32)}`;
export const pictureFile = (hash: string, { type }: DocxPicture): string =>
  `${pictureId(hash)}.${type === 'image/png' ? 'png' : 'jpeg'}`;

/**
 * In the middle of the text block, or of a cell with so much room, on whole lines of the grid: a line as high as the picture, and what
 * is left of its last one. `number` is its own in the file, from 1.
 */
export const pictureParagraph = (
  { hash, caption, ...size }: OfficialPicture,
  number: number,
  room?: number,
): string => {
  const { width, height, lines } = pictureBox(size, room);
  const extent = `cx="${units(width)}" cy="${units(height)}"`;
  const name = `<wp:docPr id="${number}" name="${number}" descr="${escapeXml(caption)}"/>`;
  const shape = `<pic:pic xmlns:pic="${drawing}/picture"><pic:nvPicPr><pic:cNvPr id="${number}" name="${number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="${pictureId(hash)}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>`;
  const inline = `<wp:inline xmlns:wp="${drawing}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent ${extent}/>${name}<a:graphic xmlns:a="${drawing}/main"><a:graphicData uri="${drawing}/picture">${shape}</a:graphicData></a:graphic></wp:inline>`;
  // Type of a point, so that nothing hangs below the picture's own lower edge.
  const point = '<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>';
  const rest = Math.max(0, lines * form.linePitch - height - 0.5);
  const properties = `${caption === '' ? '' : '<w:keepNext/>'}<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="${twips(rest)}" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/><w:jc w:val="center"/>`;
  return `<w:p><w:pPr>${properties}${point}</w:pPr><w:r>${point}<w:drawing>${inline}</w:drawing></w:r></w:p>`;
};
