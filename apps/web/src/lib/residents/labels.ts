import {
  parseRelation,
  parseResidence,
  parseSex,
  type Relation,
  type Residence,
  type Resident,
  relations,
  residences,
  type Sex,
  sexes,
} from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';

/** The register's codes in the reader's language, and back. The words of Chinese registers are read in every language. */
const relationLabels: Readonly<Record<Relation, () => string>> = {
  '01': m.residents_relation_01,
  '02': m.residents_relation_02,
  '10': m.residents_relation_10,
  '20': m.residents_relation_20,
  '30': m.residents_relation_30,
  '40': m.residents_relation_40,
  '50': m.residents_relation_50,
  '60': m.residents_relation_60,
  '70': m.residents_relation_70,
  '97': m.residents_relation_97,
  '99': m.residents_relation_99,
};
const residenceLabels: Readonly<Record<Residence, () => string>> = {
  permanent: m.residents_residence_permanent,
  tenant: m.residents_residence_tenant,
  separated: m.residents_residence_separated,
};
const sexLabels: Readonly<Record<Sex, () => string>> = {
  '0': m.residents_sex_0,
  '1': m.residents_sex_1,
  '2': m.residents_sex_2,
  '9': m.residents_sex_9,
};

export const relationLabel = ({ relation, relationText }: Pick<Resident, 'relation' | 'relationText'>): string =>
  relationText ?? (relation === null ? '' : relationLabels[relation]());
export const residenceLabel = (residence: Residence | null): string =>
  residence === null ? '' : residenceLabels[residence]();
export const sexLabel = (sex: Sex | null): string => (sex === null ? '' : sexLabels[sex]());
export const flagLabel = (flag: boolean | null): string =>
  flag === null ? '' : flag ? m.residents_yes() : m.residents_no();

export const relationOptions = (): readonly string[] => relations.map((each) => relationLabels[each]());
export const residenceOptions = (): readonly string[] => residences.map((each) => residenceLabels[each]());
export const sexOptions = (): readonly string[] => sexes.map((each) => sexLabels[each]());
export const flagOptions = (): readonly string[] => [m.residents_yes(), m.residents_no()];

const same = (text: string, label: () => string) => label().toLowerCase() === text.toLowerCase();

export const relationOf = (text: string): Pick<Resident, 'relation' | 'relationText'> => {
  const labelled = relations.find((each) => same(text, relationLabels[each]));
  return labelled ? { relation: labelled, relationText: null } : parseRelation(text);
};
export const residenceOf = (text: string): Residence | null =>
  residences.find((each) => same(text, residenceLabels[each])) ?? parseResidence(text);
export const sexOf = (text: string): Sex | null => sexes.find((each) => same(text, sexLabels[each])) ?? parseSex(text);
export const flagOf = (text: string): boolean | null => {
  if (same(text, m.residents_yes) || /^(是|党员|√|✓|1|y|yes|true)$/i.test(text)) return true;
  return same(text, m.residents_no) || /^(否|不是|群众|×|✗|0|n|no|false)$/i.test(text) ? false : null;
};

/** 1978年5月9日, 1978.5.9, 1978/05 and 19780509 as the days that they mean; null where it is none. */
export const dayOf = (text: string): string | null => {
  const plain = text.normalize('NFKC').trim();
  const [, year, month, day] =
    /^(\d{4})(?:[-./年]\s*(\d{1,2})(?:[-./月]\s*(\d{1,2})日?|月?)?|年?)$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ??
    [];
  if (!year) return null;
  return [year, month?.padStart(2, '0'), day?.padStart(2, '0')].filter(Boolean).join('-');
};
