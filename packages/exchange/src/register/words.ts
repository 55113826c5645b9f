import type { CellValue } from '../bytes/sheet.ts';
import { foldTight, isBlankWord } from './fold.ts';

/** Words of the field, brought to one spelling. `null` = nothing written; an unknown word stays as it was written. */

export const parseSex = (value: CellValue): '男' | '女' | null => {
  const text = foldTight(value).toUpperCase();
  if (/^(男|男性|1|01|M|MALE|♂|先生)$/.test(text)) return '男';
  return /^(女|女性|2|02|F|FEMALE|♀|女士)$/.test(text) ? '女' : null;
};

export const parsePartyMember = (value: CellValue): boolean => {
  if (value === true) return true;
  const text = foldTight(value).toUpperCase();
  return /^(是|有|√|✓|✔|☑|■|●|〇|○|Y|YES|1|TRUE|对|(中共|共产)?(预备)?党员|中共(正式|预备)?党员|中国共产党(预备)?党员|正式党员|01|02|.*(?<!非|不是)党员\(.*\))$/.test(
    text,
  );
};

/** Relation to the head of the household, as registers say it; codes are GB/T 4761-2008. */
const relations: readonly (readonly [RegExp, string])[] = [
  [/^(户主|本人|户主本人|户主\(本人\)|本人\(户主\)|0?[12])$/, '户主'],
  [/^(配偶|妻|妻子|夫|丈夫|爱人|老伴|之妻|之夫|户主配偶|1[0-2])$/, '配偶'],
  [/^(子|儿|儿子|长子|大儿子|次子|二儿子|三子|四子|五子|独生子|之子|2\d)$/, '子'],
  [/^(女|女儿|长女|大女儿|次女|二女儿|三女|四女|五女|独生女|之女|闺女|3[0-79])$/, '女'],
  [/^(父|父亲|爸爸|51)$/, '父亲'],
  [/^(母|母亲|妈妈|52)$/, '母亲'],
  [/^(孙|孙子|长孙|41)$/, '孙子'],
  [/^(孙女|长孙女|42)$/, '孙女'],
  [/^(外孙|外孙子|43)$/, '外孙子'],
  [/^(外孙女|44)$/, '外孙女'],
  [/^(儿媳|儿媳妇|媳妇|28)$/, '儿媳'],
  [/^(女婿|38)$/, '女婿'],
  [/^(祖父|爷爷|61)$/, '祖父'],
  [/^(祖母|奶奶|62)$/, '祖母'],
  [/^(岳父|55)$/, '岳父'],
  [/^(岳母|56)$/, '岳母'],
  [/^(公公|53)$/, '公公'],
  [/^(婆婆|54)$/, '婆婆'],
];

export const parseRelation = (value: CellValue): { readonly relation: string | null; readonly isKnown: boolean } => {
  const text = foldTight(value).replace(/^(与户主关系|关系|系户主)[:：]?/, '');
  if (text === '' || isBlankWord(text)) return { relation: null, isKnown: true };
  const exact = relations.find(([pattern]) => pattern.test(text));
  if (exact) return { relation: exact[1], isKnown: true };
  const isKnown = /(兄|弟|姐|妹|侄|甥|叔|伯|姑|姨|舅|媳|婿|孙|父|母|亲|租|友|保姆|员工|同事|其他|非亲属)/.test(text);
  return { relation: text, isKnown };
};

const residences: readonly (readonly [RegExp, string])[] = [
  [/^(租住|租房|租户|租客|承租|出租|租赁|租赁户|租住户|出租房|租住人员|出租户|承租户)$/, '租住'],
  [/^(人户分离|空挂户|空挂|挂户|户在人不在|人不在|有户无人|人在户不在|分离)$/, '人户分离'],
  [/^(常住|自住|长住|常住人口|常住户|在住|居住|常住人员|户在人在|人户一致|人户合一|本地常住|自有住房)$/, '常住'],
];

export const parseResidence = (value: CellValue): string | null => {
  const text = foldTight(value);
  if (text === '' || isBlankWord(text)) return null;
  return residences.find(([pattern]) => pattern.test(text))?.[1] ?? text;
};

/** Spaces that only widen a name go; a name of Latin letters keeps one between its parts. */
export const parseName = (text: string): string =>
  /\p{Script=Han}/u.test(text) ? text.replace(/\s+/g, '').replace(/[•・‧∙．.](?=\p{Script=Han})/gu, '·') : text;

/** Whether a folded text can be a person's name: letters, no digits, none of the words that stand in such a column. */
export const isName = (text: string): boolean =>
  /^[\p{L}\p{M}·•・‧∙．. *()（）]{1,40}$/u.test(text) &&
  /[\p{Script=Han}A-Za-z]/u.test(text) &&
  !/^[(（]|^(居民|成员|住户|人员)?姓名|盖章|签章|签字|居委会|委员会|支部$/.test(text) &&
  !/^(合计|总计|小计|共计|累计|总人数|总户数|姓名|居民姓名|户主姓名|空户|空房|空置|空置房|无人|无|待定|未入住|同上|填表人|审核人|制表人|备注|说明|注|签名|签字|盖章|户|人|男|女)$/.test(
    text.replace(/\s/g, ''),
  );
