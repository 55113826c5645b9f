import * as Y from 'yjs';

/**
 * A topic's text as plain data, for whatever sets it on paper. Everything that somebody typed is in it: a node that is not
 * known here gives its content as paragraphs. A line break within a run is `\n`.
 */
export type TextBlock =
  | { readonly type: 'paragraph'; readonly runs: readonly TextRun[] }
  /** Levels as the editor counts them, from 1. */
  | { readonly type: 'heading'; readonly level: number; readonly runs: readonly TextRun[] }
  | {
      readonly type: 'list';
      readonly isOrdered: boolean;
      readonly start: number;
      readonly items: readonly (readonly TextBlock[])[];
    }
  | { readonly type: 'table'; readonly rows: readonly (readonly TextCell[])[] }
  /** Of the document's own store, by hash; width and height in pixels, 0 where nobody said. */
  | {
      readonly type: 'picture';
      readonly hash: string;
      readonly width: number;
      readonly height: number;
      readonly caption: string;
    };

export interface TextRun {
  readonly text: string;
  readonly isBold: boolean;
}

export interface TextCell {
  readonly isHeader: boolean;
  /** How many columns and rows it covers, itself included. */
  readonly columns: number;
  readonly rows: number;
  readonly blocks: readonly TextBlock[];
}

type Container = Y.XmlFragment | Y.XmlElement;

export const textBlocksOf = (container: Container): readonly TextBlock[] => {
  const blocks: TextBlock[] = [];
  let inline: TextRun[] = [];
  const close = () => {
    if (inline.length > 0) blocks.push({ type: 'paragraph', runs: inline });
    inline = [];
  };
  for (const child of container.toArray()) {
    if (isInline(child)) {
      inline.push(...runsOf(child));
      continue;
    }
    close();
    if (child instanceof Y.XmlElement) blocks.push(...blocksOfElement(child));
  }
  close();
  return blocks;
};

const blocksOfElement = (element: Y.XmlElement): readonly TextBlock[] => {
  switch (element.nodeName) {
    case 'paragraph':
      return [{ type: 'paragraph', runs: inlineOf(element) }];
    case 'heading':
      return [{ type: 'heading', level: wholeOf(element, 'level', 1), runs: inlineOf(element) }];
    case 'bulletList':
    case 'taskList':
    case 'orderedList':
      return [
        {
          type: 'list',
          isOrdered: element.nodeName === 'orderedList',
          start: wholeOf(element, 'start', 1),
          items: elementsOf(element).map(textBlocksOf),
        },
      ];
    case 'picture':
      return [
        {
          type: 'picture',
          hash: wordOf(element, 'hash'),
          width: wholeOf(element, 'width', 0, 20_000),
          height: wholeOf(element, 'height', 0, 20_000),
          caption: wordOf(element, 'alt'),
        },
      ];
    case 'table':
      return [{ type: 'table', rows: elementsOf(element).map((row) => elementsOf(row).map(cellOf)) }];
    default:
      return textBlocksOf(element);
  }
};

const cellOf = (cell: Y.XmlElement): TextCell => ({
  isHeader: cell.nodeName === 'tableHeader',
  columns: wholeOf(cell, 'colspan', 1),
  rows: wholeOf(cell, 'rowspan', 1),
  blocks: textBlocksOf(cell),
});

const inlineOf = (element: Y.XmlElement): readonly TextRun[] => element.toArray().flatMap(runsOf);

const runsOf = (node: unknown): readonly TextRun[] => {
  if (node instanceof Y.XmlText) {
    return node
      .toDelta()
      .flatMap(({ insert, attributes }: { insert: unknown; attributes?: Record<string, unknown> }) =>
        typeof insert === 'string' ? [{ text: insert, isBold: attributes?.bold !== undefined }] : [],
      );
  }
  if (!(node instanceof Y.XmlElement)) return [];
  if (node.nodeName === 'hardBreak') return [{ text: '\n', isBold: false }];
  // Something that is named in a text, such as a person: its label is what stands there.
  const label: unknown = node.getAttribute('label');
  return typeof label === 'string' ? [{ text: label, isBold: false }] : inlineOf(node);
};

const isInline = (node: unknown): boolean =>
  node instanceof Y.XmlText ||
  (node instanceof Y.XmlElement && (node.nodeName === 'hardBreak' || node.getAttribute('label') !== undefined));

const elementsOf = (element: Y.XmlElement): readonly Y.XmlElement[] =>
  element.toArray().filter((child) => child instanceof Y.XmlElement);

/** Attributes come from anybody's editor. */
const wordOf = (element: Y.XmlElement, name: string): string => {
  const value: unknown = element.getAttribute(name);
  return typeof value === 'string' ? value : '';
};
const wholeOf = (element: Y.XmlElement, name: string, least: number, most = 1_000): number => {
  const value = Number(element.getAttribute(name));
  return Number.isSafeInteger(value) && value >= least && value <= most ? value : least;
};
