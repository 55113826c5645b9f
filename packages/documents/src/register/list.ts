import { isLockable } from './columns.ts';
import { maskIdNumber, maskName, maskPhone } from './mask.ts';
import type { Door, RegisterProjection } from './read.ts';
import { relationWord, residenceWord, sexWord } from './words.ts';

/**
 * A register as a list that leaves the house: which columns may go, how a cell is written in the words of paper registers,
 * and what is hidden. A column that the register has not unlocked never goes, whoever asks.
 */
export const listFields = [
  'compound',
  'building',
  'entrance',
  'room',
  'name',
  'relation',
  'residence',
  'phones',
  'idNumber',
  'sex',
  'birth',
  'partyMember',
  'note',
] as const;
export type ListField = (typeof listFields)[number];

/** The door and the name are in every list: without them a line is nobody's. */
export const listMinimum: readonly ListField[] = ['compound', 'building', 'entrance', 'room', 'name'];

/**
 * How strangers may read a field. A note is anybody's sentence and cannot be hidden in part, so it does not go into a
 * masked list at all.
 */
const masks: Readonly<Partial<Record<ListField, (text: string) => string>>> = {
  name: maskName,
  phones: (text) => text.split('、').map(maskPhone).join('、'),
  idNumber: maskIdNumber,
  birth: (text) => text.slice(0, 4),
  note: () => '',
};

/** Columns that may go of a register. */
export const fieldsFor = (register: RegisterProjection, isMasked: boolean): readonly ListField[] =>
  listFields.filter((field) => !(isMasked && field === 'note') && (!isLockable(field) || register.isOpen(field)));

/** Lines of these doors, one a resident who lives there, one for a door behind which nobody does. */
export const listDoors = (
  register: RegisterProjection,
  doors: readonly Door[],
  fields: readonly ListField[],
  isMasked: boolean,
): readonly (readonly string[])[] => {
  const open = new Set(fieldsFor(register, isMasked));
  return doors.flatMap((door) => {
    const people = door.residents.length > 0 ? door.residents : [null];
    return people.map((resident) =>
      fields.map((field) => {
        if (!open.has(field)) return '';
        const text = textOf(register, door, resident, field);
        return isMasked && text !== '' ? (masks[field] ?? String)(text) : text;
      }),
    );
  });
};

const textOf = (register: RegisterProjection, { place }: Door, resident: string | null, field: ListField): string => {
  switch (field) {
    case 'compound':
    case 'building':
    case 'entrance':
    case 'room':
      return place[field] ?? '';
  }
  if (resident === null) return '';
  const values = register.residents.values(resident);
  switch (field) {
    case 'name':
    case 'idNumber':
    case 'birth':
    case 'note':
      return values[field] ?? '';
    case 'phones':
      return (values.phones ?? []).join('、');
    case 'relation':
      return relationWord(values);
    case 'residence':
      return residenceWord(values.residence);
    case 'sex':
      return sexWord(values.sex);
    case 'partyMember':
      return values.partyMember === null ? '' : values.partyMember ? '是' : '否';
  }
};
