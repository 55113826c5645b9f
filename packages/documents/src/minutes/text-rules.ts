import { isJsonObject } from '@lianxi/base';
import type { TextPiece } from '../kind.ts';
import { isRowId } from '../table/index.ts';
import {
  headingLevels,
  isListStart,
  isMediaHash,
  isMentionId,
  isMentionKind,
  isPixels,
  isSafeLink,
  largestSpan,
  longestLabel,
} from './text-values.ts';

/** The nodes that a topic's text may consist of, by the names of `text-schema.ts`. */
const elements: ReadonlySet<string> = new Set([
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'listItem',
  'hardBreak',
  'table',
  'tableRow',
  'tableCell',
  'tableHeader',
  'mention',
  'picture',
]);

type Fits = (value: unknown) => boolean;
const isWhole =
  (least: number, most: number): Fits =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
const isShort =
  (longest: number): Fits =>
  (value) =>
    typeof value === 'string' && value.length <= longest;

/** Attributes of nodes by name, whichever node they stand at: beside another they say nothing. */
const attributes: Readonly<Record<string, Fits>> = {
  level: (value) => headingLevels.some((level) => level === value),
  start: isListStart,
  /** An ordered list's, as browsers number it: 1, a, A, i, I. */
  type: (value) => value === null || (typeof value === 'string' && /^[1aAiI]$/.test(value)),
  colspan: isWhole(1, largestSpan),
  rowspan: isWhole(1, largestSpan),
  kind: isMentionKind,
  id: isMentionId,
  label: isShort(longestLabel),
  hash: isMediaHash,
  width: isPixels,
  height: isPixels,
  alt: isShort(longestLabel),
};

const isPlainMark: Fits = (value) => value === true || (isJsonObject(value) && Object.keys(value).length === 0);

/** What a link may carry: where it leads, and what the editor puts beside that. */
const linkParts: Readonly<Record<string, Fits>> = {
  href: (value) => typeof value === 'string' && isSafeLink(value),
  target: (value) => value === null || value === '_blank',
  rel: (value) => value === null || value === 'noopener noreferrer nofollow',
  class: (value) => value === null,
  title: (value) => value === null || isShort(longestLabel)(value),
};
const isLink: Fits = (value) =>
  isJsonObject(value) &&
  'href' in value &&
  Object.entries(value).every(([part, each]) => Object.hasOwn(linkParts, part) && linkParts[part]?.(each) === true);

const isComment: Fits = (value) =>
  isJsonObject(value) && Object.keys(value).length === 1 && typeof value.id === 'string' && isRowId(value.id);

const formats: Readonly<Record<string, Fits>> = {
  bold: isPlainMark,
  italic: isPlainMark,
  link: isLink,
  comment: isComment,
};

/** Whether the relay takes this piece of a topic's text. What it takes, every editor of this version can show. */
export const mayStandInText = (piece: TextPiece): boolean => {
  switch (piece.type) {
    case 'characters':
    case 'run':
      return true;
    case 'element':
      return elements.has(piece.name);
    case 'attribute':
      return Object.hasOwn(attributes, piece.name) && attributes[piece.name]?.(piece.value) === true;
    case 'format': {
      // A mark that may overlap itself carries a hash after its name; a mark's end says null.
      const name = piece.name.replace(/--[0-9A-Za-z+/=]{8}$/, '');
      return Object.hasOwn(formats, name) && (piece.value === null || formats[name]?.(piece.value) === true);
    }
    case 'other':
      return false;
  }
};
