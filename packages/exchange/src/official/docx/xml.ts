/** Text into markup. What XML cannot carry at all was taken out when the model was built (`line`). */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
export const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A part of the document under one root of the word-processing vocabulary. */
export const part = (root: string, content: string): string =>
  `${head}<w:${root} xmlns:w="${word}" xmlns:r="${relations}">${content}</w:${root}>`;

export const plainPart = (content: string): string => `${head}${content}`;

/** Points and millimetres to twentieths of a point, Word's own measure. */
export const twips = (points: number): number => Math.round(points * 20);
export const twipsOfMm = (millimetres: number): number => Math.round((millimetres * 1440) / 25.4);
/** Rules are counted in eighths of a point. */
export const eighthsOfMm = (millimetres: number): number => Math.round((millimetres * 72 * 8) / 25.4);
