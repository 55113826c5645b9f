import { jsonEquals } from '@lianxi/base';
import * as Y from 'yjs';
import { allMinutesTables } from '../hall/vote-schema.ts';
import { textOf } from '../text.ts';
import type { History, Piece, Stamp } from './replay.ts';

/** Indices of moments. Shown is what stands at `to`; with `from`, also what stood at `from` and not any more. */
export interface Span {
  readonly from: number | null;
  readonly to: number;
}

/** What has become of a piece between the two: it stood at both, was added, or was removed. */
export type Fate = 'kept' | 'added' | 'removed';

export type VersionNode = VersionElement | VersionRun;

export interface VersionElement {
  readonly type: 'element';
  /** As the text's schema names it. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly children: readonly VersionNode[];
  readonly fate: Fate;
}

export interface VersionRun {
  readonly type: 'run';
  readonly text: string;
  readonly marks: Readonly<Record<string, unknown>>;
  readonly fate: Fate;
  /** Who wrote it and in which moment; of what was removed, who removed it. */
  readonly by: Stamp;
}

/** A topic's text as it stood. */
export const readVersion = (history: History, topic: string, span: Span): readonly VersionNode[] =>
  childrenOf(history, textOf(history.doc, topic), span);

/**
 * The tables as they stood, in a document of their own, for `projectMinutes`. It shares nothing with the meeting, and goes with
 * whoever asked.
 */
export const readTables = (history: History, at: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const { name } of allMinutesTables) {
      const map = doc.getMap(name);
      for (const [key, last] of history.doc.getMap(name)._map) {
        const standing = findStanding(history, last, at);
        if (standing?.content instanceof Y.ContentAny) map.set(key, standing.content.arr.at(-1));
      }
    }
  });
  return doc;
};

const stands = ({ born, died }: Piece, at: number): boolean => born.moment <= at && (died === null || died.moment > at);

const fateOf = (piece: Piece, { from, to }: Span): Fate | null => {
  const isThere = stands(piece, to);
  if (from === null) return isThere ? 'kept' : null;
  const wasThere = stands(piece, from);
  if (isThere) return wasThere ? 'kept' : 'added';
  return wasThere ? 'removed' : null;
};

/** Whoever wrote under a key last is the last of its chain. */
const findStanding = (history: History, last: Y.Item, at: number): Y.Item | null => {
  for (let item: Y.Item | null = last; item; item = item.left) {
    const [piece] = history.pieces(item.lastId, 1);
    if (piece && stands(piece, at)) return item;
  }
  return null;
};

const childrenOf = (history: History, parent: Y.XmlFragment | Y.XmlText, span: Span): readonly VersionNode[] => {
  const nodes: VersionNode[] = [];
  /** Of what is there, and of what was there. */
  const marks: Record<'to' | 'from', Record<string, unknown>> = { to: {}, from: {} };
  for (let item = parent._start; item; item = item.right) {
    for (const piece of history.pieces(item.id, item.length)) {
      if (item.content instanceof Y.ContentFormat) {
        if (stands(piece, span.to)) mark(marks.to, item.content);
        if (span.from !== null && stands(piece, span.from)) mark(marks.from, item.content);
        continue;
      }
      const fate = fateOf(piece, span);
      if (fate === null) continue;
      if (item.content instanceof Y.ContentString) {
        const start = piece.clock - item.id.clock;
        const text = item.content.str.slice(start, start + piece.length);
        const by = (fate === 'removed' && piece.died) || piece.born;
        addRun(nodes, { type: 'run', text, marks: { ...marks[fate === 'removed' ? 'from' : 'to'] }, fate, by });
      } else if (item.content instanceof Y.ContentType) nodes.push(...nodesOf(history, item.content.type, fate, span));
    }
  }
  return nodes;
};

const nodesOf = (history: History, type: unknown, fate: Fate, span: Span): readonly VersionNode[] => {
  if (type instanceof Y.XmlText) return childrenOf(history, type, span);
  if (!(type instanceof Y.XmlElement)) return [];
  const at = fate === 'removed' && span.from !== null ? span.from : span.to;
  const attributes: Record<string, unknown> = {};
  for (const [key, last] of type._map) {
    const standing = findStanding(history, last, at);
    if (standing?.content instanceof Y.ContentAny) attributes[key] = standing.content.arr.at(-1);
  }
  return [{ type: 'element', name: type.nodeName, attributes, children: childrenOf(history, type, span), fate }];
};

const mark = (marks: Record<string, unknown>, { key, value }: Y.ContentFormat): void => {
  if (value === null) delete marks[key];
  else marks[key] = value;
};

const addRun = (nodes: VersionNode[], run: VersionRun): void => {
  const last = nodes.at(-1);
  const isSame =
    last?.type === 'run' &&
    last.fate === run.fate &&
    last.by.author === run.by.author &&
    last.by.moment === run.by.moment &&
    jsonEquals(last.marks as never, run.marks as never);
  if (isSame) nodes[nodes.length - 1] = { ...last, text: last.text + run.text };
  else nodes.push(run);
};

/** What is read of it, a line a block: to be copied. */
export const wordsOfVersion = (nodes: readonly VersionNode[]): string => {
  const lines: string[] = [];
  let line: string | null = null;
  const visit = (all: readonly VersionNode[]) => {
    for (const node of all) {
      if (node.type === 'run') line = (line ?? '') + node.text;
      else if (node.name === 'hardBreak') line = `${line ?? ''}\n`;
      else if (typeof node.attributes.label === 'string') line = (line ?? '') + node.attributes.label;
      else {
        close();
        visit(node.children);
        close();
      }
    }
  };
  const close = () => {
    if (line !== null) lines.push(line);
    line = null;
  };
  visit(nodes);
  close();
  return lines.join('\n');
};
