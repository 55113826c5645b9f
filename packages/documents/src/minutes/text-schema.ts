import { type Extensions, getSchema } from '@tiptap/core';
import type { Schema } from '@tiptap/pm/model';
import { StarterKit } from '@tiptap/starter-kit';
import * as Y from 'yjs';

/**
 * What a topic's discussion may consist of: paragraphs, lists, bold, italic, links. The editor and everything that writes
 * text without one share it. No images and nothing that loads from elsewhere. Imported by its own path
 * (`@lianxi/documents/minutes-text`), so that pages without an editor do not carry one.
 */
export const minutesTextExtensions: Extensions = [
  StarterKit.configure({
    blockquote: false,
    code: false,
    codeBlock: false,
    heading: false,
    horizontalRule: false,
    strike: false,
    underline: false,
    // Undo is the collaboration's own: it takes back what this person wrote, nobody else's.
    undoRedo: false,
    // A paragraph that appears by itself would be a write by everyone who opens the page.
    trailingNode: false,
    link: {
      openOnClick: false,
      defaultProtocol: 'https',
      isAllowedUri: (url) => isSafeLink(url),
      HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
    },
  }),
];

let schema: Schema | undefined;
export const minutesTextSchema = (): Schema => {
  schema ??= getSchema(minutesTextExtensions);
  return schema;
};

/** Only addresses that a browser opens without running anything: the web, mail, telephone. */
export const isSafeLink = (url: string): boolean => /^(https?:\/\/|mailto:|tel:)[^\s]+$/i.test(url);

/** Names of nodes and marks that this version does not know: a newer version's, or nonsense. Such a text is only shown. */
export const findUnknownContent = (fragment: Y.XmlFragment): readonly string[] => {
  const unknown = new Set<string>();
  const visit = createVisitor(unknown);
  for (const child of fragment.toArray()) visit(child);
  return [...unknown].sort();
};

/** The same of what a change brought, without looking through the rest. */
export const findUnknownInEvents = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): readonly string[] => {
  const unknown = new Set<string>();
  const visit = createVisitor(unknown);
  for (const { changes, target } of events) {
    for (const { content } of changes.added) if (content instanceof Y.ContentType) visit(content.type);
    if (target instanceof Y.XmlText) visit(target);
  }
  return [...unknown].sort();
};

const createVisitor = (unknown: Set<string>) => {
  const { nodes, marks } = minutesTextSchema();
  const visit = (node: unknown) => {
    if (node instanceof Y.XmlText) {
      for (const part of node.toDelta()) {
        if (typeof part.insert !== 'string') unknown.add('embed');
        // A mark that may overlap itself carries a hash after its name.
        for (const name of Object.keys(part.attributes ?? {}))
          if (!(name.replace(/--.*$/, '') in marks)) unknown.add(name);
      }
    } else if (node instanceof Y.XmlElement) {
      if (!(node.nodeName in nodes)) unknown.add(node.nodeName);
      for (const child of node.toArray()) visit(child);
    } else unknown.add('hook');
  };
  return visit;
};
