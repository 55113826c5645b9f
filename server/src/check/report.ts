/** Something that is not as it should be, in one place. */
export type Problem =
  /** SQLite's own words about a page, an index or a row that points to nothing. */
  | { readonly type: 'FileDamaged'; readonly detail: string }
  | { readonly type: 'AddressMalformed'; readonly address: string }
  /** Rows of a document that there is not. */
  | { readonly type: 'OrphanRows'; readonly table: string; readonly room: number; readonly count: number }
  /** Between the baseline and the last number given out, these numbers are missing, or given out and not counted. */
  | { readonly type: 'NumbersBroken'; readonly address: string; readonly expected: number; readonly found: number }
  /** What Yjs cannot read, or what builds on something that is not there. */
  | { readonly type: 'ContentUnsound'; readonly address: string; readonly detail: string }
  /** The baseline's state vector or deletions are not those of its state. */
  | { readonly type: 'BaselineMisstated'; readonly address: string }
  /** Entries of the list of refusals are gone. */
  | { readonly type: 'RefusalsMissing'; readonly expected: number; readonly found: number };

export interface Report {
  readonly file: string;
  /** Steps of the schema that the file has. */
  readonly version: number;
  readonly bytes: number;
  readonly documents: number;
  /** Rows of the log after the baselines. */
  readonly rows: number;
  readonly baselines: number;
  readonly problems: readonly Problem[];
}

export type CheckError =
  | { readonly type: 'NoSuchFile'; readonly file: string }
  | { readonly type: 'Unreadable'; readonly file: string; readonly cause: string }
  | { readonly type: 'NotOurs'; readonly file: string }
  | { readonly type: 'Newer'; readonly file: string };

/** What a person reads: what is wrong, and where. */
export const wordsOfProblem = (problem: Problem): readonly [chinese: string, english: string] => {
  switch (problem.type) {
    case 'FileDamaged':
      return [`文件损坏：${problem.detail}`, `The file is damaged: ${problem.detail}`];
    case 'AddressMalformed':
      return [`“${problem.address}” 不是文档地址。`, `“${problem.address}” is no document's address.`];
    case 'OrphanRows':
      return [
        `${problem.table} 里有 ${problem.count} 行属于不存在的文档（${problem.room}）。`,
        `${problem.count} rows in ${problem.table} belong to a document that is not there (${problem.room}).`,
      ];
    case 'NumbersBroken':
      return [
        `${problem.address}：应有第 ${problem.expected} 条改动，却是第 ${problem.found} 条。`,
        `${problem.address}: change ${problem.expected} was expected, ${problem.found} is there.`,
      ];
    case 'ContentUnsound':
      return [
        `${problem.address}：内容拼不完整（${problem.detail}）。`,
        `${problem.address}: the content does not come out whole (${problem.detail}).`,
      ];
    case 'BaselineMisstated':
      return [
        `${problem.address}：合并后的历史与其内容不符。`,
        `${problem.address}: the baseline does not say what it holds.`,
      ];
    case 'RefusalsMissing':
      return [
        `退回记录应有 ${problem.expected} 条，只有 ${problem.found} 条。`,
        `The list of refusals should have ${problem.expected} entries and has ${problem.found}.`,
      ];
  }
};
