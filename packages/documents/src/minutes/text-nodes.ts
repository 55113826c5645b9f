import { Extension, type Extensions, Mark, mergeAttributes, Node } from '@tiptap/core';
import { isMediaHash, isMentionId, isMentionKind, isPixels, largestSpan, longestLabel } from './text-values.ts';

/**
 * What a topic's text holds besides paragraphs and lists: tables, mentions, pictures, and the places that comments are about.
 * Nodes only: how they are edited and drawn is the app's.
 */
const spanAttribute = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (element: HTMLElement) => {
    const value = Number(element.getAttribute(name));
    return Number.isInteger(value) && value > 1 && value <= largestSpan ? value : 1;
  },
  renderHTML: (attributes: Record<string, unknown>) =>
    Number(attributes[name]) > 1 ? { [name]: String(attributes[name]) } : {},
});
const addSpans = () => ({ colspan: spanAttribute('colspan'), rowspan: spanAttribute('rowspan') });

/** A table within a table is nobody's minutes; and what a cell could not hold, the binding would delete for everybody. */
const cellContent = '(paragraph | bulletList | orderedList | picture)+';

const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['div', { class: 'table' }, ['table', ['tbody', 0]]],
});

const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});

const TableCell = Node.create({
  name: 'tableCell',
  content: cellContent,
  isolating: true,
  addAttributes: addSpans,
  parseHTML: () => [{ tag: 'td' }],
  renderHTML: ({ HTMLAttributes }) => ['td', HTMLAttributes, 0],
});

const TableHeader = Node.create({
  name: 'tableHeader',
  content: cellContent,
  isolating: true,
  addAttributes: addSpans,
  parseHTML: () => [{ tag: 'th' }],
  renderHTML: ({ HTMLAttributes }) => ['th', HTMLAttributes, 0],
});

const tableRoles: Readonly<Record<string, string>> = {
  table: 'table',
  tableRow: 'row',
  tableCell: 'cell',
  tableHeader: 'header_cell',
};
/** By these the commands of tables know what is a row and what a cell. */
const TableRoles = Extension.create({
  name: 'tableRoles',
  extendNodeSchema: ({ name }) => (Object.hasOwn(tableRoles, name) ? { tableRole: tableRoles[name] } : {}),
});

const heldIn = (element: HTMLElement, name: string): string => element.getAttribute(`data-${name}`) ?? '';

/** 0 where it says none that can be. */
const pixelsIn = (element: HTMLElement, name: string): number => {
  const value = Number(heldIn(element, name));
  return isPixels(value) ? value : 0;
};

/** Somebody or something that is named: found by its id, read by its label, which stays as it was written. */
const Mention = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    kind: { default: 'person', parseHTML: (element) => heldIn(element, 'mention') },
    id: { default: '', parseHTML: (element) => heldIn(element, 'id') },
    label: { default: '', parseHTML: (element) => element.textContent?.slice(0, longestLabel) ?? '' },
  }),
  parseHTML: () => [
    {
      tag: 'span[data-mention]',
      getAttrs: (element) => isMentionKind(heldIn(element, 'mention')) && isMentionId(heldIn(element, 'id')) && null,
    },
  ],
  renderHTML: ({ node: { attrs } }) => [
    'span',
    { class: 'mention', 'data-mention': attrs.kind, 'data-id': attrs.id },
    String(attrs.label),
  ],
  renderText: ({ node }) => String(node.attrs.label),
});

/** A picture of the document's own store, by the hash of its bytes. It has no address, so it can load nothing from elsewhere. */
const Picture = Node.create({
  name: 'picture',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => ({
    hash: { default: '', parseHTML: (element) => heldIn(element, 'picture') },
    width: { default: 0, parseHTML: (element) => pixelsIn(element, 'width') },
    height: { default: 0, parseHTML: (element) => pixelsIn(element, 'height') },
    alt: { default: '', parseHTML: (element) => element.textContent?.slice(0, longestLabel) ?? '' },
  }),
  parseHTML: () => [
    { tag: 'figure[data-picture]', getAttrs: (element) => isMediaHash(heldIn(element, 'picture')) && null },
  ],
  renderHTML: ({ node: { attrs } }) => [
    'figure',
    { 'data-picture': attrs.hash, 'data-width': String(attrs.width), 'data-height': String(attrs.height) },
    ['figcaption', String(attrs.alt)],
  ],
  renderText: ({ node }) => String(node.attrs.alt),
});

/** The words that a comment is about. They may overlap; what is typed behind them is not part of it; a copy brings none along. */
const Comment = Mark.create({
  name: 'comment',
  inclusive: false,
  excludes: '',
  addAttributes: () => ({ id: { default: '' } }),
  renderHTML: ({ HTMLAttributes: { id, ...rest } }) => [
    'span',
    mergeAttributes(rest, { class: 'commented', 'data-comment': id }),
    0,
  ],
});

export const richTextNodes: Extensions = [
  Table,
  TableRow,
  TableCell,
  TableHeader,
  TableRoles,
  Mention,
  Picture,
  Comment,
];
