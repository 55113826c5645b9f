import { textOf } from '@lianxi/documents';
import { findUnknownContent, findUnknownInEvents, minutesTextExtensions } from '@lianxi/documents/minutes-text';
import { Editor } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret';
import { Placeholder } from '@tiptap/extension-placeholder';
import { DecorationSet } from '@tiptap/pm/view';
import { yCursorPluginKey, ySyncPluginKey } from '@tiptap/y-tiptap';
import type { DocumentView } from '#lib/workspace';
import { createCarets } from './carets.ts';
import { ChosenMarks } from './chosen-marks.ts';
import { SteadyView } from './steady-view.ts';
import { sentenceAt } from './suggestion.ts';
import { cleanPaste } from './text/clean-paste.ts';
import { type MentionPort, Mentions } from './text/mentions.ts';
import { type PicturePort, PictureTools } from './text/pictures.ts';
import { TableTools } from './text/tables.ts';
import { createTopicAwareness } from './topic-awareness.ts';

export interface TopicEditorOptions {
  readonly element: HTMLElement;
  readonly doc: DocumentView['doc'];
  readonly awareness: DocumentView['awareness'];
  readonly topic: string;
  readonly user: { readonly id: string; readonly name: string; readonly label: string };
  readonly mayWrite: boolean;
  readonly label: string;
  readonly placeholder: () => string;
  readonly mentions: MentionPort;
  readonly pictures: PicturePort;
  /** The text holds something that this version does not know: it must be shown without an editor. */
  readonly onUnknown: () => void;
}

export interface TopicEditor {
  readonly editor: Editor;
  destroy(): void;
}

/**
 * Binds one topic's text to one element. The binding underneath deletes, for everyone, what it cannot show; so nothing
 * unknown may ever reach it: the text is looked through before it is bound, and every change from elsewhere before the
 * binding sees it. Null where the text is not to be edited by this version.
 */
export const createTopicEditor = (options: TopicEditorOptions): TopicEditor | null => {
  const { element, doc, topic, user } = options;
  const fragment = textOf(doc, topic);
  if (findUnknownContent(fragment).length > 0) return null;
  const carets = createCarets(element);
  const awareness = createTopicAwareness(options.awareness, topic, carets.wake);
  let editor: Editor | undefined;
  const stop = () => {
    fragment.unobserveDeep(guard);
    editor?.destroy();
    awareness.destroy();
    carets.destroy();
  };
  const guard: Parameters<typeof fragment.observeDeep>[0] = (events, transaction) => {
    if (transaction.local || findUnknownInEvents(events).length === 0) return;
    stop();
    options.onUnknown();
  };
  // Before the editor's own observer, so that it is gone when its turn comes.
  fragment.observeDeep(guard);
  editor = new Editor({
    element,
    extensions: [
      ...minutesTextExtensions,
      Placeholder.configure({ placeholder: options.placeholder }),
      SteadyView,
      ChosenMarks,
      TableTools,
      Mentions.configure({ port: options.mentions }),
      PictureTools.configure({ port: options.pictures }),
      Collaboration.configure({ fragment }),
      CollaborationCaret.configure({
        provider: { awareness },
        user: { ...user, color: '#2f5c8f' },
        render: carets.render,
        selectionRender: (of) => ({ class: carets.selectionClass(of) }),
      }),
    ],
    // A change of the text's structure made here drops the carets of others until they are drawn again; one from elsewhere draws them.
    onTransaction: ({ editor: { state }, transaction }) => {
      if (!transaction.docChanged) return;
      if (yCursorPluginKey.getState(state) === DecorationSet.empty) awareness.redraw();
      else if (ySyncPluginKey.getState(state)?.isChangeOrigin) awareness.drawn();
    },
    editable: options.mayWrite,
    enableContentCheck: true,
    onContentError: () => {
      stop();
      options.onUnknown();
    },
    // The policy of the page allows no styles made by scripts; text.css has them.
    injectCSS: false,
    editorProps: {
      transformPastedHTML: cleanPaste,
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': options.label,
        ...(options.mayWrite ? {} : { 'aria-readonly': 'true' }),
      },
    },
  });
  return { editor, destroy: stop };
};

/** What “记为议定事项” means now: the selected words, else the sentence in which the caret stands. */
export const chosenSentence = (editor: Editor): string => {
  const { from, to, empty, $from } = editor.state.selection;
  if (!empty) return editor.state.doc.textBetween(from, to, '\n').trim();
  const { parent, parentOffset } = $from;
  const sentence = sentenceAt(parent.textBetween(0, parent.content.size, undefined, '\n'), parentOffset);
  // Who said it, in bold before a colon, is no part of what was resolved.
  const first = parent.firstChild;
  const speaker = first?.marks.some(({ type }) => type.name === 'bold') ? (first.text ?? '').trimEnd() : '';
  return /[：:]$/.test(speaker) && sentence.startsWith(speaker) ? sentence.slice(speaker.length).trim() : sentence;
};

/** A new paragraph at the end that begins with who speaks, in bold; the caret behind it. */
export const beginParagraph = (editor: Editor, speaker: string): void => {
  const last = editor.state.doc.lastChild;
  const isEmpty = last?.type.name === 'paragraph' && last.content.size === 0;
  const content = {
    type: 'paragraph',
    content: [{ type: 'text', text: speaker, marks: [{ type: 'bold' }] }],
  };
  const end = editor.state.doc.content.size;
  editor
    .chain()
    .insertContentAt(isEmpty ? { from: end - last.nodeSize, to: end } : end, content)
    .setTextSelection(Number.MAX_SAFE_INTEGER)
    .unsetBold()
    .scrollIntoView()
    .run();
  // At once: the chain's own focus waits for a frame, and what is typed meanwhile would be lost.
  editor.view.focus();
};
