import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { isFromElsewhere } from './from-elsewhere.ts';

/** How often at most the view follows what others write above the caret (ms). */
const pace = 200;

/**
 * Keeps the caret in view while others write. The binding asks for that after every change from elsewhere, and each time the page
 * is laid out at once to see where the caret stands; in a hall of forty a few looks a second do. One's own keys are followed at once.
 */
export const SteadyView = Extension.create({
  name: 'steadyView',
  addProseMirrorPlugins: () => {
    let isOfOthers = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = (view: EditorView) => {
      timer = undefined;
      if (view.composing) later(view);
      else view.dispatch(view.state.tr.setMeta('addToHistory', false).scrollIntoView());
    };
    const later = (view: EditorView) => {
      timer ??= setTimeout(follow, pace, view);
    };
    return [
      new Plugin({
        state: {
          init: () => null,
          apply: (transaction) => {
            // What a plugin adds belongs to the change that it was added to.
            if (transaction.getMeta('appendedTransaction')) return null;
            isOfOthers = isFromElsewhere(transaction);
            return null;
          },
        },
        view: () => ({ destroy: () => clearTimeout(timer) }),
        props: {
          handleScrollToSelection: (view) => {
            if (isOfOthers) later(view);
            return isOfOthers;
          },
        },
      }),
    ];
  },
});
