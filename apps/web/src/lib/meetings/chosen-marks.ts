import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { isFromElsewhere } from './from-elsewhere.ts';

/**
 * Keeps what one has chosen for the next letter, bold or not, while others write: the editor forgets it at every change of the
 * text, and a change from elsewhere is none of one's own. Where the caret was moved meanwhile, one's own doing has dropped it before.
 */
export const ChosenMarks = Extension.create({
  name: 'chosenMarks',
  addProseMirrorPlugins: () => [
    new Plugin({
      appendTransaction: (transactions, { storedMarks }, { selection, tr }) =>
        storedMarks && selection.empty && transactions.every(isFromElsewhere)
          ? tr.setStoredMarks(storedMarks).setMeta('addToHistory', false)
          : null,
    }),
  ],
});
