import type { Relation, Residence, Sex } from './schema.ts';

/**
 * The words of paper registers for the codes we keep, both ways. A relation keeps its own word beside the code wherever
 * the word says more than the code does, so that what was written comes out again as it was written.
 */
const relationNames: Readonly<Record<Relation, string>> = {
  '01': '本人',
  '02': '户主',
  '10': '配偶',
  '20': '子',
  '30': '女',
  '40': '孙子女',
  '50': '父母',
  '60': '祖父母',
  '70': '兄弟姐妹',
  '97': '其他亲属',
  '99': '非亲属',
};

const relationWords: Readonly<Record<string, Relation>> = {
  ...(Object.fromEntries(Object.entries(relationNames).map(([code, name]) => [name, code])) as Record<
    string,
    Relation
  >),
  夫: '10',
  妻: '10',
  丈夫: '10',
  妻子: '10',
  夫妻: '10',
  爱人: '10',
  儿子: '20',
  长子: '20',
  次子: '20',
  三子: '20',
  独生子: '20',
  养子: '20',
  继子: '20',
  女儿: '30',
  长女: '30',
  次女: '30',
  三女: '30',
  独生女: '30',
  养女: '30',
  继女: '30',
  孙子: '40',
  孙女: '40',
  孙: '40',
  外孙: '40',
  外孙子: '40',
  外孙女: '40',
  父亲: '50',
  母亲: '50',
  父: '50',
  母: '50',
  公公: '50',
  婆婆: '50',
  岳父: '50',
  岳母: '50',
  祖父: '60',
  祖母: '60',
  爷爷: '60',
  奶奶: '60',
  外公: '60',
  外婆: '60',
  外祖父: '60',
  外祖母: '60',
  哥哥: '70',
  弟弟: '70',
  姐姐: '70',
  妹妹: '70',
  兄: '70',
  弟: '70',
  姐: '70',
  妹: '70',
  儿媳: '97',
  女婿: '97',
  孙媳: '97',
  侄子: '97',
  侄女: '97',
  外甥: '97',
  外甥女: '97',
  保姆: '99',
  租客: '99',
  租户: '99',
  同住人: '99',
  朋友: '99',
  房东: '99',
};

export interface RelationInWords {
  readonly relation: Relation | null;
  readonly relationText: string | null;
}

/** A word no code fits keeps the word and takes no code. */
export const parseRelation = (word: string): RelationInWords => {
  const trimmed = word.trim();
  if (trimmed === '') return { relation: null, relationText: null };
  const isCode = Object.hasOwn(relationNames, trimmed);
  const relation = isCode
    ? (trimmed as Relation)
    : Object.hasOwn(relationWords, trimmed)
      ? (relationWords[trimmed] ?? null)
      : null;
  const says = relation !== null && (isCode || relationNames[relation] === trimmed);
  return { relation, relationText: says ? null : trimmed.slice(0, 20) };
};

export const relationWord = ({ relation, relationText }: RelationInWords): string =>
  relationText ?? (relation === null ? '' : relationNames[relation]);

const sexWords: Readonly<Record<string, Sex>> = { 男: '1', 女: '2', 未知: '0', 未说明: '9' };

export const parseSex = (word: string): Sex | null => {
  const trimmed = word.trim().replace(/性$/, '');
  if (Object.hasOwn(sexWords, trimmed)) return sexWords[trimmed] ?? null;
  return trimmed === '0' || trimmed === '1' || trimmed === '2' || trimmed === '9' ? trimmed : null;
};

export const sexWord = (sex: Sex | null): string =>
  sex === null ? '' : (Object.keys(sexWords).find((word) => sexWords[word] === sex) ?? '');

const residenceWords: Readonly<Record<string, Residence>> = {
  常住: 'permanent',
  租住: 'tenant',
  人户分离: 'separated',
  自住: 'permanent',
  租房: 'tenant',
  租户: 'tenant',
  承租: 'tenant',
  户在人不在: 'separated',
};

export const parseResidence = (word: string): Residence | null => {
  const trimmed = word.trim();
  if (Object.hasOwn(residenceWords, trimmed)) return residenceWords[trimmed] ?? null;
  return trimmed === 'permanent' || trimmed === 'tenant' || trimmed === 'separated' ? trimmed : null;
};

export const residenceWord = (residence: Residence | null): string =>
  residence === null ? '' : (Object.keys(residenceWords).find((word) => residenceWords[word] === residence) ?? '');
