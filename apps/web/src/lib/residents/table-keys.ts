import type { TableModel } from './table-model.svelte.ts';

/** What each key does while no cell is being edited; letters are the input's. Returns whether the key was ours. */
export const pressKey = (event: KeyboardEvent, table: TableModel, pageRows: number): boolean => {
  const { selection } = table;
  const isCommand = event.ctrlKey || event.metaKey;
  const shift = event.shiftKey;
  const jump = isCommand ? 1_000_000 : 1;
  switch (event.key) {
    case 'ArrowDown':
      selection.move(jump, 0, shift);
      return true;
    case 'ArrowUp':
      selection.move(-jump, 0, shift);
      return true;
    case 'ArrowRight':
      selection.move(0, jump, shift);
      return true;
    case 'ArrowLeft':
      selection.move(0, -jump, shift);
      return true;
    case 'PageDown':
      selection.move(pageRows, 0, shift);
      return true;
    case 'PageUp':
      selection.move(-pageRows, 0, shift);
      return true;
    case 'Home':
      selection.move(isCommand ? -1_000_000 : 0, -1_000_000, shift);
      return true;
    case 'End':
      selection.move(isCommand ? 1_000_000 : 0, 1_000_000, shift);
      return true;
    case 'Tab':
      // Out of the table at its two ends, so that the keyboard is never caught in it.
      return stepOver(table, shift ? -1 : 1);
    case 'Enter':
    case 'F2':
      table.edit();
      return true;
    case 'Escape':
      if (table.isChoosing) table.cancel();
      else if (table.report) table.report = null;
      else return false;
      return true;
    case 'Delete':
    case 'Backspace':
      table.clear();
      return true;
  }
  if (isCommand && !event.altKey) {
    const key = event.key.toLowerCase();
    if (key === 'd') table.fillDown();
    else if (key === 'a') selection.selectAll();
    else return false;
    return true;
  }
  return false;
};

const stepOver = (table: TableModel, by: 1 | -1): boolean => {
  const { selection } = table;
  const before = [selection.row, selection.column];
  selection.step(by);
  return selection.row !== before[0] || selection.column !== before[1];
};
