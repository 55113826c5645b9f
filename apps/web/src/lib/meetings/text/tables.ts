import type { Editor } from '@tiptap/core';
import { Extension } from '@tiptap/core';
import { type Command, type EditorState, Plugin, TextSelection } from '@tiptap/pm/state';
import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  fixTables,
  goToNextCell,
  isInTable,
  mergeCells,
  splitCell,
  tableEditing,
  toggleHeaderRow,
} from '@tiptap/pm/tables';

/** What can be done with the table in which the caret stands. */
export const tableSteps = {
  addRowAfter,
  addColumnAfter,
  deleteRow,
  deleteColumn,
  mergeCells,
  splitCell,
  toggleHeaderRow,
  deleteTable,
} satisfies Record<string, Command>;
export type TableStep = keyof typeof tableSteps;

/**
 * Does it to a whole table: where two people added a row and a column apart, a corner is missing, and is put there first. Only by
 * somebody who acts, and once: forty open pages that mended it by themselves would mend it forty times.
 */
export const runTableStep = (editor: Editor, step: TableStep): void => {
  const mended = fixTables(editor.state);
  if (mended) editor.view.dispatch(mended);
  tableSteps[step](editor.state, editor.view.dispatch);
  editor.view.focus();
};

export const canTableStep = (editor: Editor, step: TableStep): boolean => tableSteps[step](editor.state);
export const isInsideTable = (editor: Editor): boolean => isInTable(editor.state);

/** Three rows by three, the first of them a head; the caret in the first cell. */
export const insertTable = (editor: Editor): void => {
  const { schema, selection } = editor.state;
  const { table, tableRow, tableHeader, tableCell } = schema.nodes;
  if (!table || !tableRow || !tableHeader || !tableCell || isInTable(editor.state)) return;
  const row = (cell: typeof tableCell) =>
    tableRow.createChecked(
      null,
      Array.from({ length: 3 }, () => cell.createAndFill() ?? cell.create()),
    );
  const made = table.createChecked(null, [row(tableHeader), row(tableCell), row(tableCell)]);
  const at = selection.$from.depth === 0 ? selection.from : selection.$from.after(1);
  const transaction = editor.state.tr.insert(at, made);
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(at + 1))).scrollIntoView();
  editor.view.dispatch(transaction);
  editor.view.focus();
};

/** Editing of tables, without the mending that would write by itself. */
export const TableTools = Extension.create({
  name: 'tableTools',
  addKeyboardShortcuts() {
    const step = (direction: 1 | -1) => () => {
      const { state, view } = this.editor;
      if (!isInTable(state)) return false;
      if (goToNextCell(direction)(state, view.dispatch)) return true;
      if (direction < 0) return true;
      runTableStep(this.editor, 'addRowAfter');
      return goToNextCell(1)(this.editor.state, view.dispatch);
    };
    return { Tab: step(1), 'Shift-Tab': step(-1) };
  },
  addProseMirrorPlugins() {
    const { spec } = tableEditing({ allowTableNodeSelection: true });
    const append = spec.appendTransaction;
    return [
      new Plugin({
        ...spec,
        appendTransaction(transactions, before: EditorState, state: EditorState) {
          if (!append || fixTables(state, before)) return null;
          return append.call(this, transactions, before, state);
        },
      }),
    ];
  },
});
