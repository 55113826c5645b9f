import type { ImportRow } from '@lianxi/documents';
import type { ReadError, RegisterChoices } from '@lianxi/exchange';
import type { Outline, ProblemFilter, ProblemPage } from './outline.ts';

/** What the page asks of the worker, and what comes back. One answer a question, under the question's id. */
export type Question =
  | { readonly type: 'open'; readonly bytes: ArrayBuffer; readonly fileName: string; readonly choices: RegisterChoices }
  | { readonly type: 'read'; readonly choices: RegisterChoices }
  | { readonly type: 'problems'; readonly filter: ProblemFilter; readonly from: number; readonly count: number }
  | { readonly type: 'peek'; readonly sheet: string; readonly from: number; readonly count: number }
  | {
      readonly type: 'rows';
      readonly groups: readonly string[];
      readonly from: number;
      readonly count: number;
      readonly withIdNumber: boolean;
      readonly withDoubtfulNotes: boolean;
    }
  | { readonly type: 'problem-list' };

export type Answers = {
  readonly open: { readonly ok: true; readonly value: Outline } | { readonly ok: false; readonly error: ReadError };
  readonly read: Outline;
  readonly problems: ProblemPage;
  readonly peek: readonly (readonly string[])[];
  readonly rows: { readonly total: number; readonly rows: readonly ImportRow[] };
  readonly 'problem-list': string;
};

export interface Asked {
  readonly id: number;
  readonly question: Question;
}

export interface Answered {
  readonly id: number;
  readonly answer: unknown;
}
