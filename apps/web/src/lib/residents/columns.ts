import { err, type Json, ok, type Result } from '@lianxi/base';
import {
  type Door,
  fitsField,
  type Household,
  householdsTable,
  maskIdNumber,
  maskPhone,
  parseCitizenNumber,
  type Resident,
  residentsTable,
} from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import {
  dayOf,
  flagLabel,
  flagOf,
  flagOptions,
  relationLabel,
  relationOf,
  relationOptions,
  residenceLabel,
  residenceOf,
  residenceOptions,
  sexLabel,
  sexOf,
  sexOptions,
} from './labels.ts';

/** The table's columns: how a cell is shown, what may be typed into it, and which fields that means. */
export type ColumnId =
  | 'compound'
  | 'building'
  | 'entrance'
  | 'room'
  | 'name'
  | 'relation'
  | 'residence'
  | 'phones'
  | 'idNumber'
  | 'sex'
  | 'birth'
  | 'partyMember'
  | 'note';

/** Why a text cannot stand in a column. */
export type Misfit = 'choice' | 'day' | 'long' | 'masked' | 'number' | 'place' | 'nobody' | 'locked' | 'outside';

export type Entry = Result<{ readonly [field: string]: Json }, Misfit>;

export interface Column {
  readonly id: ColumnId;
  readonly label: () => string;
  /** The least and the most of it, in pixels at the plain type size; in between as its contents need. */
  readonly width: number;
  readonly widest: number;
  /** Of which table; null for what cannot be edited here. */
  readonly table: 'households' | 'residents' | null;
  /** The fields that the column shows; the first is the one whose history and clashes stand in it. */
  readonly fields: readonly string[];
  readonly mask?: (text: string) => string;
  readonly options?: () => readonly string[];
  format(household: Household, resident: Resident, door: Door): string;
  parse(text: string): Entry;
}

const plain =
  (schema: typeof residentsTable | typeof householdsTable, field: string) =>
  (text: string): Entry => {
    const value = text.trim() === '' ? null : text.trim();
    const type = (schema.fields as Record<string, Parameters<typeof fitsField>[0]>)[field];
    return type && fitsField(type, value) ? ok({ [field]: value }) : err('long');
  };
const chosen =
  (field: string, read: (text: string) => Json): ((text: string) => Entry) =>
  (text) => {
    if (text.trim() === '') return ok({ [field]: null });
    const value = read(text.trim());
    return value === null ? err('choice') : ok({ [field]: value });
  };
const place = (id: 'building' | 'entrance' | 'room', label: () => string): Column => ({
  id,
  label,
  width: 56,
  widest: 132,
  table: 'households',
  fields: [id],
  format: (household) => household[id] ?? '',
  parse: plain(householdsTable, id),
});

const parsePhones = (text: string): Entry => {
  if (text.includes('*')) return err('masked');
  const phones = text
    .split(/[、，,;；/\n]+/)
    .map((phone) => phone.normalize('NFKC').trim())
    .filter((phone) => phone !== '');
  const value = phones.length === 0 ? null : phones;
  return fitsField(residentsTable.fields.phones, value) ? ok({ phones: value }) : err('long');
};

const parseIdNumber = (text: string): Entry => {
  if (text.trim() === '') return ok({ idNumber: null });
  if (text.includes('*')) return err('masked');
  const parsed = parseCitizenNumber(text);
  return parsed.ok ? ok({ idNumber: parsed.value.number }) : err('number');
};

const parseBirth = (text: string): Entry => {
  if (text.trim() === '') return ok({ birth: null });
  const day = dayOf(text);
  return day !== null && fitsField(residentsTable.fields.birth, day) ? ok({ birth: day }) : err('day');
};

const parseRelationEntry = (text: string): Entry => {
  const { relation, relationText } = relationOf(text);
  return fitsField(residentsTable.fields.relationText, relationText) ? ok({ relation, relationText }) : err('long');
};

export const columns: readonly Column[] = [
  {
    id: 'compound',
    label: m.residents_compound,
    width: 72,
    widest: 160,
    table: null,
    fields: ['building'],
    format: (_household, _resident, door) => door.place.compound ?? '',
    parse: () => err('place'),
  },
  place('building', m.residents_building),
  place('entrance', m.residents_entrance),
  place('room', m.residents_room),
  {
    id: 'name',
    label: m.residents_name,
    width: 76,
    widest: 160,
    table: 'residents',
    fields: ['name'],
    format: (_household, resident) => resident.name ?? '',
    parse: plain(residentsTable, 'name'),
  },
  {
    id: 'relation',
    label: m.residents_relation,
    width: 64,
    widest: 128,
    table: 'residents',
    fields: ['relation', 'relationText'],
    options: relationOptions,
    format: (_household, resident) => relationLabel(resident),
    parse: parseRelationEntry,
  },
  {
    id: 'residence',
    label: m.residents_residence,
    width: 76,
    widest: 128,
    table: 'residents',
    fields: ['residence'],
    options: residenceOptions,
    format: (_household, resident) => residenceLabel(resident.residence),
    parse: chosen('residence', residenceOf),
  },
  {
    id: 'phones',
    label: m.residents_phones,
    width: 108,
    widest: 248,
    table: 'residents',
    fields: ['phones'],
    mask: (text) => text.split('、').map(maskPhone).join('、'),
    format: (_household, resident) => (resident.phones ?? []).join('、'),
    parse: parsePhones,
  },
  {
    id: 'idNumber',
    label: m.residents_id_number,
    width: 164,
    widest: 188,
    table: 'residents',
    fields: ['idNumber'],
    mask: maskIdNumber,
    format: (_household, resident) => resident.idNumber ?? '',
    parse: parseIdNumber,
  },
  {
    id: 'sex',
    label: m.residents_sex,
    width: 48,
    widest: 88,
    table: 'residents',
    fields: ['sex'],
    options: sexOptions,
    format: (_household, resident) => sexLabel(resident.sex),
    parse: chosen('sex', sexOf),
  },
  {
    id: 'birth',
    label: m.residents_birth,
    width: 92,
    widest: 108,
    table: 'residents',
    fields: ['birth'],
    format: (_household, resident) => resident.birth ?? '',
    parse: parseBirth,
  },
  {
    id: 'partyMember',
    label: m.residents_party_member,
    width: 52,
    widest: 88,
    table: 'residents',
    fields: ['partyMember'],
    options: flagOptions,
    format: (_household, resident) => (resident.partyMember ? flagLabel(true) : ''),
    parse: chosen('partyMember', flagOf),
  },
  {
    id: 'note',
    label: m.residents_note,
    width: 120,
    widest: 420,
    table: 'residents',
    fields: ['note'],
    format: (_household, resident) => resident.note ?? '',
    parse: plain(residentsTable, 'note'),
  },
];

export const columnById = (id: ColumnId): Column => {
  const column = columns.find((each) => each.id === id);
  if (!column) throw new Error(`no column ${id}`);
  return column;
};
