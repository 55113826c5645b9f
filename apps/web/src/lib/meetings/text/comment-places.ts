import { longestQuote } from '@lianxi/documents';
import type { Editor } from '@tiptap/core';
import type { EditorState } from '@tiptap/pm/state';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';

/** Words in the text that somebody means; found again however the text has changed around them meanwhile. */
export interface MeantWords {
  readonly quote: string;
  /** Where they stand now; null where they are gone. */
  find(state: EditorState): { readonly from: number; readonly to: number } | null;
}

/** The selected words; null where none are. */
export const wordsMeant = ({ state }: Editor): MeantWords | null => {
  const { from, to, empty } = state.selection;
  const sync = ySyncPluginKey.getState(state);
  const quote = state.doc.textBetween(from, to, '\n', leafText).trim();
  if (empty || quote === '' || !sync?.binding) return null;
  const { type, binding } = sync;
  const keep = (position: number) => absolutePositionToRelativePosition(position, type, binding.mapping);
  const [start, end] = [keep(from), keep(to)];
  return {
    quote: quote.slice(0, longestQuote),
    find: (now) => {
      const { doc, binding: bound } = ySyncPluginKey.getState(now) ?? {};
      if (!bound) return null;
      const [first, last] = [start, end].map((each) =>
        relativePositionToAbsolutePosition(doc, type, each, bound.mapping),
      );
      return first == null || last == null || first >= last ? null : { from: first, to: last };
    },
  };
};

const leafText = (node: { readonly attrs: Readonly<Record<string, unknown>> }) => String(node.attrs.label ?? '');

/** Marks the words as those that a comment is about. Not a step of the writer's own that Ctrl Z would take back. */
export const markWords = (editor: Editor, words: MeantWords, id: string): boolean => {
  const place = words.find(editor.state);
  const mark = editor.schema.marks.comment?.create({ id });
  if (!place || !mark) return false;
  editor.view.dispatch(editor.state.tr.addMark(place.from, place.to, mark).setMeta('addToHistory', false));
  return true;
};

export interface CommentPlace {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/** Where each comment's words stand now, in the order of the text. */
export const placesOfComments = ({ doc }: EditorState): ReadonlyMap<string, CommentPlace> => {
  const found = new Map<string, { from: number; to: number }>();
  doc.descendants((node, at) => {
    if (!node.isInline) return;
    for (const { type, attrs } of node.marks) {
      if (type.name !== 'comment') continue;
      const id = String(attrs.id);
      const known = found.get(id);
      if (known) known.to = at + node.nodeSize;
      else found.set(id, { from: at, to: at + node.nodeSize });
    }
  });
  return new Map(
    [...found].map(([id, { from, to }]) => [id, { from, to, words: doc.textBetween(from, to, '\n', leafText) }]),
  );
};

/** Puts what was proposed in the place of the words; they keep the comment and the emphasis of their beginning. */
export const replaceWords = (editor: Editor, id: string, proposal: string): boolean => {
  const { state, view } = editor;
  const place = placesOfComments(state).get(id);
  if (!place) return false;
  const { from, to } = place;
  const marks = state.doc.resolve(from).nodeAfter?.marks ?? [];
  const transaction = state.tr;
  if (proposal === '') transaction.delete(from, to);
  else transaction.replaceWith(from, to, state.schema.text(proposal.replaceAll('\n', ' '), marks));
  view.dispatch(transaction.scrollIntoView());
  return true;
};

/** Shows the words of a comment. */
export const showWords = (editor: Editor, id: string): void => {
  const words = [...editor.view.dom.querySelectorAll<HTMLElement>('.commented')].find(
    ({ dataset }) => dataset.comment === id,
  );
  words?.scrollIntoView({ block: 'center' });
};
