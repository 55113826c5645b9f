import { err, ok, type Result } from '@lianxi/base';
import * as Y from 'yjs';
import { valueAt } from '../../table/index.ts';
import { headerSchema } from '../schema.ts';
import { textOf } from '../text.ts';
import type { VersionNode } from './version.ts';

export type RestoreError = { readonly type: 'Signed' } | { readonly type: 'AsItStands' };

export interface Restored {
  /** Takes back this change and nothing that others have written since. Once. */
  undo(): void;
}

/** A topic, and the text that it had (`readVersion` without `from`). */
export interface Former {
  readonly topic: string;
  readonly nodes: readonly VersionNode[];
}

/**
 * Writes what stood there once as a new change, in one transaction. Blocks that stand there still are left alone, so that nobody who
 * types in one of them is disturbed. Nothing of the past is taken away: what stood there until now is in the history.
 */
export const restoreTexts = (doc: Y.Doc, formers: readonly Former[]): Result<Restored, RestoreError> => {
  if (valueAt(doc.getMap(headerSchema.name), 'self', 'state') === 'signed') return err({ type: 'Signed' });
  // A person's act, and this one alone: what is restored later has a way back of its own.
  const restoring = Symbol('lianxi.restore');
  const undoing = new Y.UndoManager(
    formers.map(({ topic }) => textOf(doc, topic)),
    { trackedOrigins: new Set([restoring]), captureTimeout: 0 },
  );
  doc.transact(() => {
    for (const { topic, nodes } of formers) replaceBlocks(textOf(doc, topic), plainNodes(nodes));
  }, restoring);
  if (!undoing.canUndo()) {
    undoing.destroy();
    return err({ type: 'AsItStands' });
  }
  return ok({
    undo: () => {
      undoing.undo();
      undoing.destroy();
    },
  });
};

/** A text without who and when; runs that touch have different marks. */
type Plain =
  | {
      readonly name: string;
      readonly attributes: Readonly<Record<string, unknown>>;
      readonly children: readonly Plain[];
    }
  | { readonly text: string; readonly marks: Readonly<Record<string, unknown>> };

const replaceBlocks = (fragment: Y.XmlFragment, wanted: readonly Plain[]): void => {
  const standing = livingNodes(fragment).map(wordsOf);
  const words = wanted.map(wordsOf);
  const most = Math.min(standing.length, words.length);
  let head = 0;
  while (head < most && standing[head] === words[head]) head++;
  let tail = 0;
  while (tail < most - head && standing[standing.length - 1 - tail] === words[words.length - 1 - tail]) tail++;
  const fresh = build(wanted.slice(head, wanted.length - tail));
  // Behind what goes: what somebody appends meanwhile stays behind it when it comes back.
  if (fresh.length > 0) fragment.insert(standing.length - tail, fresh);
  if (standing.length > head + tail) fragment.delete(head, standing.length - head - tail);
};

const build = (nodes: readonly Plain[]): (Y.XmlElement | Y.XmlText)[] => {
  const built: (Y.XmlElement | Y.XmlText)[] = [];
  let runs: { readonly insert: string; readonly attributes: object }[] = [];
  const close = () => {
    const text = new Y.XmlText();
    if (runs.length > 0) built.push(text);
    text.applyDelta(runs);
    runs = [];
  };
  for (const node of nodes) {
    if ('text' in node) {
      runs.push({ insert: node.text, attributes: { ...node.marks } });
      continue;
    }
    close();
    const element = new Y.XmlElement(node.name);
    for (const [key, value] of Object.entries(node.attributes)) element.setAttribute(key, value as string);
    element.insert(0, build(node.children));
    built.push(element);
  }
  close();
  return built;
};

const plainNodes = (nodes: readonly VersionNode[]): readonly Plain[] =>
  joined(
    nodes.map((node) =>
      node.type === 'run'
        ? { text: node.text, marks: node.marks }
        : { name: node.name, attributes: node.attributes, children: plainNodes(node.children) },
    ),
  );

/** The top level of a fragment as it stands: one for each of its children, so that places agree. */
const livingNodes = (fragment: Y.XmlFragment): readonly Plain[] =>
  fragment.toArray().map((child) => livingOf(child)[0] ?? { text: '', marks: {} });

const livingOf = (node: unknown): readonly Plain[] => {
  if (node instanceof Y.XmlText)
    return node
      .toDelta()
      .flatMap(({ insert, attributes }: { insert: unknown; attributes?: Record<string, unknown> }) =>
        typeof insert === 'string' ? [{ text: insert, marks: attributes ?? {} }] : [],
      );
  if (!(node instanceof Y.XmlElement)) return [];
  return [
    {
      name: node.nodeName,
      attributes: node.getAttributes(),
      children: joined(node.toArray().flatMap(livingOf)),
    },
  ];
};

const joined = (nodes: readonly Plain[]): readonly Plain[] => {
  const runs: Plain[] = [];
  for (const node of nodes) {
    const last = runs.at(-1);
    if (last && 'text' in last && 'text' in node && sorted(last.marks) === sorted(node.marks))
      runs[runs.length - 1] = { ...last, text: last.text + node.text };
    else runs.push(node);
  }
  return runs;
};

const sorted = (values: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));

/** What a node says, to be compared. */
const wordsOf = (node: Plain): string =>
  'text' in node
    ? JSON.stringify([node.text, sorted(node.marks)])
    : JSON.stringify([node.name, sorted(node.attributes), node.children.map(wordsOf)]);
