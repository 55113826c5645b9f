import type { AddressParts } from '@lianxi/access';
import type { MeetingType } from '@lianxi/documents';
import * as v from 'valibot';
import type { SigningStore } from '../store/index.ts';

/**
 * The issue 期号 of signed minutes: counted for each scope, type of meeting and year. It is given in the transaction that
 * signs, so that none is given twice and none is left out.
 */
export interface Numbering {
  /** With `{year}` and `{n}`. */
  readonly pattern: string;
  /** What was given on paper before: the first here follows it. */
  readonly after: { readonly year: string; readonly n: number } | null;
}

export interface Issue {
  readonly series: string;
  readonly ordinal: number;
  readonly number: string;
}

const longestPattern = 40;
export const isPattern = (text: string): boolean =>
  text.length <= longestPattern && text.split('{n}').length === 2 && text.split('{year}').length === 2;

const settingsSchema = v.object({
  signers: v.array(v.string()),
  numbering: v.record(
    v.string(),
    v.object({
      pattern: v.pipe(v.string(), v.check(isPattern)),
      after: v.nullable(v.object({ year: v.string(), n: v.number() })),
    }),
  ),
});
export type SigningSettings = v.InferOutput<typeof settingsSchema>;

export const readSigningSettings = (store: SigningStore): SigningSettings => {
  const parsed = v.safeParse(settingsSchema, store.readSettings());
  return parsed.success ? parsed.output : { signers: [], numbering: {} };
};

/** Minutes of one body and kind: what is numbered through. */
export const lineOf = ({ scope }: Pick<AddressParts, 'scope'>, type: MeetingType | null): string =>
  `${scope}/${type ?? 'other'}`;

const standard: Numbering = { pattern: '〔{year}〕{n}号', after: null };

export const numberingOf = (store: SigningStore, line: string): Numbering =>
  readSigningSettings(store).numbering[line] ?? standard;

/** What the next of a line gets in a year. */
export const nextIssue = (store: SigningStore, line: string, year: string): Issue => {
  const { pattern, after } = numberingOf(store, line);
  const series = `${line}/${year}`;
  const ordinal = Math.max(store.lastOf(series), after?.year === year ? after.n : 0) + 1;
  return { series, ordinal, number: writeNumber(pattern, year, ordinal) };
};

export const writeNumber = (pattern: string, year: string, ordinal: number): string =>
  pattern.replace('{year}', year).replace('{n}', String(ordinal));
