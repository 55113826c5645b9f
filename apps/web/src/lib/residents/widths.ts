import type { Door } from '@lianxi/documents';
import type { Column } from './columns.ts';
import { textAt } from './rows.ts';

/** How wide each column is: as its contents need, within what the column allows. Pixels at the plain type size. */
const sampled = 240;
const typeSize = 14;
const headSize = 13;
/** Padding at both sides and the line between two columns. */
const frame = 18;

/** A text's width in ems: Chinese characters fill one, what is left of them a little more than half. */
export const emsOf = (text: string): number => {
  let ems = 0;
  for (const character of text) ems += (character.codePointAt(0) ?? 0) >= 0x2e80 ? 1 : character === '*' ? 0.5 : 0.58;
  return ems;
};

/**
 * Measures as many doors as are enough, spread over all of them: the widths stay while somebody types, filters or sorts, and
 * change only when doors come or go.
 */
export const fitWidths = (doors: readonly Door[], columns: readonly Column[]): readonly number[] => {
  const step = Math.max(1, Math.ceil(doors.length / sampled));
  const looked = doors.filter((_, index) => index % step === 0);
  return columns.map((column) => {
    const extra = (column.id === 'room' ? 14 : 0) + frame;
    const head = emsOf(column.label()) * headSize + frame;
    let widest = 0;
    for (const door of looked) {
      const people = column.table === 'residents' ? door.residents : [null];
      for (const resident of people) {
        const text = textAt({ door, resident }, column);
        widest = Math.max(widest, emsOf(column.mask ? column.mask(text) : text));
      }
    }
    const bold = column.table === 'households' ? 1.06 : 1;
    return Math.ceil(Math.min(column.widest, Math.max(column.width, head, widest * bold * typeSize + extra)));
  });
};
