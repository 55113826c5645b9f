import type { Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

/** Whether others wrote this. One's own steps back come by the same way, and are one's own. */
export const isFromElsewhere = (transaction: Transaction): boolean => {
  const said = transaction.getMeta(ySyncPluginKey);
  return said?.isChangeOrigin === true && said.isUndoRedoOperation !== true;
};
