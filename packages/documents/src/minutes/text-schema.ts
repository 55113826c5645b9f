import { type Extensions, getSchema } from '@tiptap/core';
import type { Schema } from '@tiptap/pm/model';
import { StarterKit } from '@tiptap/starter-kit';
import * as Y from 'yjs';
import { richTextNodes } from './text-nodes.ts';
import { headingLevels, isSafeLink } from './text-values.ts';

export {
  isListStart,
  isMediaHash,
  isMentionKind,
  isSafeLink,
  largestSpan,
  longestLabel,
  type MentionKind,
  mentionKinds,
} from './text-values.ts';

/**
 * What a topic's discussion may consist of: paragraphs, headings, lists, tables, mentions, pictures of its own store, bold,
 * italic, links. The editor and everything that writes text without one share it; the relay's rules (`text-rules.ts`) name
 * the same. Nothing in it loads from elsewhere. Imported by its own path
 * (`@lianxi/documents/minutes-text`), so that pages without an editor do not carry one.
 */
export const minutesTextExtensions: Extensions = [
  StarterKit.configure({
    blockquote: false,
    code: false,
    codeBlock: false,
    heading: { levels: [...headingLevels] },
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
  ...richTextNodes,
];

let schema: Schema | undefined;
export const minutesTextSchema = (): Schema => {
  schema ??= getSchema(minutesTextExtensions);
  return schema;
};

/**
 * Names of nodes and marks that this version does not know, or knows elsewhere: a newer version's, or nonsense. Such a text is
 * only shown: the editor would delete for everybody what it cannot place.
 */
export const findUnknownContent = (fragment: Y.XmlFragment): readonly string[] => {
  const unknown = new Set<string>();
  const visit = createVisitor(unknown);
  for (const child of fragment.toArray()) visit(child, 'doc');
  return [...unknown].sort();
};

/** The same of what a change brought, without looking through the rest. */
export const findUnknownInEvents = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): readonly string[] => {
  const unknown = new Set<string>();
  const visit = createVisitor(unknown);
  for (const { changes, target } of events) {
    const place = target instanceof Y.XmlElement ? target.nodeName : 'doc';
    for (const { content } of changes.added) if (content instanceof Y.ContentType) visit(content.type, place);
    if (target instanceof Y.XmlText)
      visit(target, target.parent instanceof Y.XmlElement ? target.parent.nodeName : 'doc');
  }
  return [...unknown].sort();
};

const createVisitor = (unknown: Set<string>) => {
  const { nodes, marks } = minutesTextSchema();
  const visit = (node: unknown, place: string) => {
    if (node instanceof Y.XmlText) {
      if (node.length > 0 && !mayHold(place, 'text')) unknown.add(`text in ${place}`);
      for (const part of node.toDelta()) {
        if (typeof part.insert !== 'string') unknown.add('embed');
        // A mark that may overlap itself carries a hash after its name.
        for (const name of Object.keys(part.attributes ?? {}))
          if (!(name.replace(/--.*$/, '') in marks)) unknown.add(name);
      }
    } else if (node instanceof Y.XmlElement) {
      const { nodeName } = node;
      if (!(nodeName in nodes)) unknown.add(nodeName);
      else if (!mayHold(place, nodeName)) unknown.add(`${nodeName} in ${place}`);
      for (const child of node.toArray()) visit(child, nodeName);
    } else unknown.add('hook');
  };
  return visit;
};

const holdable = new Map<string, ReadonlySet<string>>();

/** Whether such a child has a place in such a node at all, wherever among the others. What is unknown itself is not asked. */
const mayHold = (place: string, child: string): boolean => {
  let held = holdable.get(place);
  if (!held) {
    const start = minutesTextSchema().nodes[place]?.contentMatch;
    if (!start) return true;
    const names = new Set<string>();
    const seen = new Set([start]);
    for (const match of seen)
      for (let index = 0; index < match.edgeCount; index++) {
        const { type, next } = match.edge(index);
        names.add(type.name);
        seen.add(next);
      }
    held = names;
    holdable.set(place, held);
  }
  return held.has(child);
};
