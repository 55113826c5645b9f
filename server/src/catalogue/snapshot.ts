import type { DocumentKind } from '@lianxi/access';
import { kindDefinitions } from '@lianxi/documents';
import * as Y from 'yjs';

/** A document as plain JSON: by its kind's own reading, or, for a program of other people, root type by root type. */
export const snapshotOf = (kind: DocumentKind, update: Uint8Array): unknown => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const definition = kindDefinitions[kind];
  const snapshot = definition ? definition.snapshot(doc) : describeRoots(doc);
  doc.destroy();
  return snapshot;
};

/**
 * An update names its root types but does not say what they are; what they hold does. A root with keys is a map; one with
 * text or formatting in it is text; one with elements is XML; any other list is an array.
 */
const describeRoots = (doc: Y.Doc): { readonly [name: string]: unknown } =>
  Object.fromEntries(
    [...doc.share.keys()].sort().map((name) => {
      const root = doc.share.get(name) as Y.AbstractType<unknown>;
      if (root._map.size > 0) return [name, doc.getMap(name).toJSON()];
      const contents = new Set(contentsOf(root));
      if (contents.has('text')) return [name, doc.getText(name).toJSON()];
      if (contents.has('xml')) return [name, doc.getXmlFragment(name).toJSON()];
      return [name, doc.getArray(name).toJSON()];
    }),
  );

function* contentsOf(root: Y.AbstractType<unknown>): Generator<'text' | 'xml' | 'value'> {
  for (let item = root._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentString || item.content instanceof Y.ContentFormat) yield 'text';
    else if (item.content instanceof Y.ContentEmbed) yield 'text';
    else if (item.content instanceof Y.ContentType && isXml(item.content.type)) yield 'xml';
    else yield 'value';
  }
}

const isXml = (type: unknown): boolean =>
  type instanceof Y.XmlElement || type instanceof Y.XmlText || type instanceof Y.XmlHook;
