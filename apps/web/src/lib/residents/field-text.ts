import type { Json } from '@lianxi/base';
import { maskIdNumber, maskPhone, type Relation, type Residence, type Sex } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { flagLabel, relationLabel, residenceLabel, sexLabel } from './labels.ts';

/** Any field's value as people read it, in full. */
export const formatField = (field: string, value: Json): string => {
  if (value === null) return '';
  switch (field) {
    case 'relation':
      return relationLabel({ relation: value as Relation, relationText: null });
    case 'residence':
      return residenceLabel(value as Residence);
    case 'sex':
      return sexLabel(value as Sex);
    case 'partyMember':
      return flagLabel(value as boolean);
    case 'use':
      return useLabel(value as string);
    default:
      return Array.isArray(value) ? value.join('、') : String(value);
  }
};

/** As it may stand in a history that anybody at the screen reads. */
export const maskField = (field: string, value: Json): string => {
  if (field === 'phones' && Array.isArray(value)) return value.map((each) => maskPhone(String(each))).join('、');
  if (field === 'idNumber' && typeof value === 'string') return maskIdNumber(value);
  return formatField(field, value);
};

const fieldLabels: Readonly<Record<string, () => string>> = {
  building: m.residents_building,
  entrance: m.residents_entrance,
  room: m.residents_room,
  use: m.residents_use,
  remark: m.residents_remark,
  household: m.residents_household,
  name: m.residents_name,
  sex: m.residents_sex,
  phones: m.residents_phones,
  idNumber: m.residents_id_number,
  birth: m.residents_birth,
  relation: m.residents_relation,
  relationText: m.residents_relation,
  residence: m.residents_residence,
  partyMember: m.residents_party_member,
  movedOut: m.residents_moved_out,
  deceased: m.residents_deceased,
  note: m.residents_note,
};
export const fieldLabel = (field: string): string => fieldLabels[field]?.() ?? field;

const uses: Readonly<Record<string, () => string>> = {
  home: m.residents_use_home,
  rented: m.residents_use_rented,
  vacant: m.residents_use_vacant,
  shop: m.residents_use_shop,
  office: m.residents_use_office,
  other: m.residents_use_other,
};
export const useLabel = (use: string | null): string => (use === null ? '' : (uses[use]?.() ?? use));
export const useOptions = (): readonly { readonly value: string; readonly label: string }[] => [
  { value: '', label: m.residents_unstated() },
  ...Object.entries(uses).map(([value, label]) => ({ value, label: label() })),
];
