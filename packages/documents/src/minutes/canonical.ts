import { canonicalJson, isJsonObject, type Json, jsonEquals } from '@lianxi/base';
import * as Y from 'yjs';
import { cellKey, recordId } from '../table/layout.ts';
import { signingSchema } from './signing.ts';
import { isTextContainer } from './text.ts';

/**
 * Everything that stands in a meeting as one text that is the same on every device that holds the same, however it came there:
 * what a signature is over (docs/spec/minutes.md has it in full). Its own hash is not in it.
 */
export const canonicalMinutes = (doc: Y.Doc): string => {
  const containers = [...doc.share.keys()].map((name) => [name, contentOf(doc, name)] as const);
  return canonicalJson({
    format: 'lianxi-minutes/1',
    containers: Object.fromEntries(containers.filter(([, content]) => !isEmpty(content))),
  });
};

const contentOf = (doc: Y.Doc, name: string): Json => {
  if (isTextContainer(name)) return doc.getXmlFragment(name).toArray().map(nodeOf);
  const entries = [...doc.getMap<Json>(name).entries()];
  const hash = name === signingSchema.name ? cellKey(recordId, 'hash') : null;
  return Object.fromEntries(entries.filter(([key]) => key !== hash));
};

const isEmpty = (content: Json): boolean =>
  Array.isArray(content) ? content.length === 0 : isJsonObject(content) && Object.keys(content).length === 0;

/** An element is `[name, attributes, children]`, a text `{ runs }`. */
const nodeOf = (node: unknown): Json => {
  if (node instanceof Y.XmlText) return { runs: runsOf(node) };
  if (!(node instanceof Y.XmlElement)) return null;
  return [node.nodeName, { ...(node.getAttributes() as { [name: string]: Json }) }, node.toArray().map(nodeOf)];
};

/** Neighbours of one formatting are one run: where they were typed apart leaves no trace. */
const runsOf = (text: Y.XmlText): Json => {
  const runs: [insert: Json, attributes: Json][] = [];
  for (const { insert, attributes = {} } of text.toDelta() as readonly Run[]) {
    const last = runs.at(-1);
    if (last && typeof last[0] === 'string' && typeof insert === 'string' && jsonEquals(last[1], attributes))
      last[0] += insert;
    else runs.push([insert instanceof Y.AbstractType ? nodeOf(insert) : insert, attributes]);
  }
  return runs;
};

interface Run {
  readonly insert: Json;
  readonly attributes?: { readonly [mark: string]: Json };
}
