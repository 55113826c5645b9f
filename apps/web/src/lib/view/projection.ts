interface Doc {
  on(event: 'destroy', listener: () => void): unknown;
}

const projections = new WeakMap<object, Map<unknown, unknown>>();

/**
 * The projection that `read` makes of a document: one for all who ask, as long as the document lives. `read` must be the
 * same function each time, e.g. `projectionOf(document.doc, readMinutes)`.
 */
export const projectionOf = <D extends Doc, P>(doc: D, read: (doc: D) => P): P => {
  let ofDoc = projections.get(doc);
  if (!ofDoc) {
    ofDoc = new Map();
    projections.set(doc, ofDoc);
    doc.on('destroy', () => projections.delete(doc));
  }
  if (!ofDoc.has(read)) ofDoc.set(read, read(doc));
  return ofDoc.get(read) as P;
};
