import * as Y from 'yjs';

/**
 * A topic's discussion is a root fragment of its own, so that one opened topic is bound to one editor and the others cost
 * nothing. Blocks are XML elements named as the text schema names them; see text-schema.ts.
 */
export const textPrefix = 'text/';
export const textContainer = (topicId: string): string => `${textPrefix}${topicId}`;
export const isTextContainer = (container: string): boolean =>
  /^text\/[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}$/.test(container);

export const textOf = (doc: Y.Doc, topicId: string): Y.XmlFragment => doc.getXmlFragment(textContainer(topicId));

const inlineNames: ReadonlySet<string> = new Set(['hardBreak', 'mention']);

/** The readable text, a line a block: what exports, search and quarantine show. */
export const plainTextOf = (fragment: Y.XmlFragment): string => {
  const lines: string[] = [];
  let line = '';
  const close = () => {
    lines.push(line);
    line = '';
  };
  const visit = (node: Y.XmlElement | Y.XmlText | Y.XmlHook) => {
    if (node instanceof Y.XmlText) {
      for (const part of node.toDelta()) if (typeof part.insert === 'string') line += part.insert;
      return;
    }
    if (!(node instanceof Y.XmlElement)) return;
    if (node.nodeName === 'hardBreak') {
      close();
      return;
    }
    // What is named in a text, and a picture: what is read of it.
    const label: unknown = node.getAttribute('label') ?? node.getAttribute('alt');
    if (typeof label === 'string') line += label;
    if (node.nodeName === 'mention') return;
    const children = node.toArray();
    const isInline = (child: unknown) =>
      child instanceof Y.XmlText || (child instanceof Y.XmlElement && inlineNames.has(child.nodeName));
    const isLeafBlock = children.every(isInline);
    for (const child of children) visit(child);
    if (isLeafBlock) close();
  };
  for (const child of fragment.toArray()) visit(child as Y.XmlElement | Y.XmlText);
  if (line) close();
  return lines.join('\n').replace(/\n+$/, '');
};

/** One paragraph: who speaks in bold, then what was said. */
export interface Paragraph {
  readonly speaker?: string;
  readonly text: string;
}

/** Writes paragraphs below what is there. For the server's first content and for tests; the app types through its editor. */
export const appendParagraphs = (fragment: Y.XmlFragment, paragraphs: readonly Paragraph[]): void => {
  const elements = paragraphs.map(({ speaker, text }) => {
    const element = new Y.XmlElement('paragraph');
    const content = new Y.XmlText();
    const parts = speaker ? [{ insert: speaker, attributes: { bold: {} } }, { insert: text }] : [{ insert: text }];
    content.applyDelta(parts.filter((part) => part.insert !== ''));
    element.insert(0, [content]);
    return element;
  });
  fragment.insert(fragment.length, elements);
};
