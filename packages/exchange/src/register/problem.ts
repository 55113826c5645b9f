import type { RegisterField } from './field.ts';

/**
 * Something in a workbook that a person should know of. `open` ones wait for a person; `mended` ones were read without loss
 * and are told so that nobody wonders. Nothing is ever guessed: an open cell is left out of the row.
 */
export interface Problem {
  readonly sheet: string;
  /** As the spreadsheet counts, from 1. */
  readonly row: number;
  /** From 0; null where the problem is the whole line's. */
  readonly column: number | null;
  readonly field: RegisterField;
  readonly kind: ProblemKind;
  /** As it stands in the file. */
  readonly value: string;
  /** For `number-repeated`: the line where it stood first. */
  readonly otherRow?: number;
}

export const problemStates = {
  /** A citizen number that came as a number: a spreadsheet keeps 15 of its 18 digits. */
  'precision-lost': 'open',
  /** A citizen number whose last character does not follow from the others, or whose day does not exist. */
  checksum: 'open',
  /** Not 18 characters. */
  'number-length': 'open',
  /** The same citizen number stands in an earlier line. */
  'number-repeated': 'open',
  'sex-differs': 'open',
  'birth-differs': 'open',
  'birth-unclear': 'open',
  'phone-unclear': 'open',
  'place-unclear': 'open',
  'place-missing': 'open',
  'name-missing': 'open',
  'name-unclear': 'open',
  /** A formula whose result the program did not store, or an error in its place. */
  'formula-empty': 'open',
  'number-mended': 'mended',
  'phone-mended': 'mended',
  'name-mended': 'mended',
  'rare-character': 'mended',
} as const satisfies Record<string, 'open' | 'mended'>;

export type ProblemKind = keyof typeof problemStates;

export const isOpen = (problem: Problem): boolean => problemStates[problem.kind] === 'open';
