/** What a register's column can hold. `address` stands for building, entrance and room in one cell, or any part of them. */
export const registerFields = [
  'compound',
  'building',
  'entrance',
  'room',
  'address',
  'name',
  'sex',
  'birth',
  'idNumber',
  'relation',
  'phones',
  'partyMember',
  'residence',
  'note',
] as const;
export type RegisterField = (typeof registerFields)[number];

export const isRegisterField = (value: unknown): value is RegisterField =>
  typeof value === 'string' && (registerFields as readonly string[]).includes(value);

/** Columns that a cell of several may share; of the others, one column each. */
export const mayRepeat = (field: RegisterField): boolean =>
  field === 'phones' || field === 'note' || field === 'address';

/**
 * A resident as a register's line says. A key is absent where the workbook has no column for it, null where the cell says
 * nothing that can be used.
 */
export interface RegisterRow {
  compound?: string | null;
  building?: number | string | null;
  entrance?: number | string | null;
  room?: string | null;
  name: string;
  sex?: '男' | '女' | null;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  birth?: string | null;
  idNumber?: string | null;
  relation?: string | null;
  phones?: readonly string[];
  partyMember?: boolean;
  residence?: string | null;
  note?: string;
}
