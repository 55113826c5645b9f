/**
 * Writes the table of rights into the guide, `node tests/house/rights-guide.ts`: docs/guide/rights.md and rights.zh-CN.md,
 * between the two marks, from the code's own rows and the app's own words. A test holds the pages against it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Rights, type RightsRow, type Role, rightsRows, roles } from '@lianxi/access';

export const locales = ['en', 'zh-CN'] as const;
export type Locale = (typeof locales)[number];

const root = join(import.meta.dirname, '..', '..');
export const pageOf = (locale: Locale): string =>
  join(root, 'docs', 'guide', locale === 'en' ? 'rights.md' : `rights.${locale}.md`);
const [begin, end] = ['<!-- rights: written by tests/house/rights-guide.ts -->', '<!-- /rights -->'];

/** Which page of docs/spec a rule stands on. */
const specPages: Readonly<Record<string, string>> = {
  AC: 'access',
  CA: 'care',
  DR: 'directory',
  FU: 'followup',
  LG: 'ledger',
  MN: 'minutes',
  RG: 'register',
};

const wordsOf = (locale: Locale) => {
  const read = (group: string): Readonly<Record<string, string>> =>
    JSON.parse(readFileSync(join(root, 'apps', 'web', 'messages', group, `${locale}.json`), 'utf8'));
  const words = { ...read('people'), ...read('rights') };
  return (key: string): string => {
    const word = words[key];
    if (word === undefined) throw new Error(`no word for ${key} in ${locale}`);
    return word;
  };
};

/** The page with its table as it should be. */
export const withTable = (page: string, locale: Locale): string => {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the marks are missing in the guide (${locale})`);
  return `${before}${begin}\n\n${tableOf(locale)}\n\n${end}${after}`;
};

const tableOf = (locale: Locale): string => {
  const word = wordsOf(locale);
  const roleWord = (role: Role) => word(`people_role_${role === 'committee-admin' ? 'admin' : role}`);
  const right = (each: Rights) => (each === 'none' ? '–' : word(`rights_${each}`));
  const heads = ['column_role', 'column_kind', 'place_own', 'place_joint', 'place_elsewhere', 'column_rules'];
  const rowOf = ({ role, kind, own, joint, elsewhere, rules }: RightsRow, at: number): readonly string[] => [
    at === 0 ? roleWord(role) : '',
    word(`rights_kind_${kind}`),
    ...[own, joint, elsewhere].map(right),
    rules.map((rule) => `[${rule}](../spec/${specPages[rule.slice(0, 2)]}.md)`).join(' '),
  ];
  const isSeen = ({ own, joint, elsewhere }: RightsRow) => [own, joint, elsewhere].some((each) => each !== 'none');
  const rows = roles.flatMap((role) => rightsRows.filter((row) => row.role === role && isSeen(row)).map(rowOf));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads.map((head) => word(`rights_${head}`))), line(heads.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
};

if (process.argv[1] === import.meta.filename) {
  for (const locale of locales) {
    const path = pageOf(locale);
    writeFileSync(path, withTable(readFileSync(path, 'utf8'), locale));
  }
}
