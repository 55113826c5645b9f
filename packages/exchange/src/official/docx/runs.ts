import { type Face, faces, splitByCoverage } from '../faces.ts';
import type { OfficialRun } from '../model.ts';
import { escapeXml } from './xml.ts';

interface RunStyle {
  readonly face: Face;
  /** Points. */
  readonly size?: number;
  readonly isRed?: boolean;
  readonly isBold?: boolean;
}

/** A text in its face; characters that the face lacks stand in one that has them. */
export const run = (text: string, { face, size, isRed = false, isBold = false }: RunStyle): string =>
  splitByCoverage(text)
    .map(
      (piece) =>
        `<w:r><w:rPr>${fonts(piece.face ?? faces[face].name)}${isBold ? '<w:b/><w:bCs/>' : ''}${isRed ? '<w:color w:val="FF0000"/>' : ''}${size === undefined ? '' : sizes(size)}</w:rPr><w:t xml:space="preserve">${escapeXml(piece.text)}</w:t></w:r>`,
    )
    .join('');

export const runs = (list: readonly OfficialRun[], style: RunStyle): string =>
  list
    .map(({ text, face, isBold }) => run(text, { ...style, ...(face ? { face } : {}), ...(isBold ? { isBold } : {}) }))
    .join('');

/** Latin letters and figures too: a line keeps one face. The hint makes quotation marks and dashes Chinese ones. */
export const fonts = (name: string): string =>
  `<w:rFonts w:ascii="${name}" w:hAnsi="${name}" w:eastAsia="${name}" w:cs="${name}" w:hint="eastAsia"/>`;

export const sizes = (points: number): string => `<w:sz w:val="${points * 2}"/><w:szCs w:val="${points * 2}"/>`;
