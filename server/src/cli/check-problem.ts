import type { Problem } from '../check/index.ts';
import { explainAuditProblem } from './audit-problem.ts';
import { explainProblem } from './ledger-problem.ts';

/** One line in both languages: what is wrong, and where. */
export const explainCheckProblem = (problem: Problem): string => {
  switch (problem.type) {
    case 'BooksWrong':
      return explainProblem(problem.problem);
    case 'AuditWrong':
      return explainAuditProblem(problem.problem);
    default:
      return `✗ ${wordsOf(problem).join(' ')}`;
  }
};

const wordsOf = (
  problem: Exclude<Problem, { type: 'BooksWrong' | 'AuditWrong' }>,
): readonly [chinese: string, english: string] => {
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
    case 'RowsOutOfOrder':
      return [
        `${problem.address}：第 ${problem.seq} 条改动排在它所依据的改动之前；内容完整，下次合并历史后即恢复。`,
        `${problem.address}: change ${problem.seq} stands before one that it builds on; nothing is missing, and folding the history puts it right.`,
      ];
    case 'PictureDamaged':
      return [`图片 ${problem.hash} 的内容与其编号不符。`, `Picture ${problem.hash} is not what its name says.`];
    case 'HistoryUnsound':
      return [
        `${problem.address}：留存的各个版本拼不出现在的内容。`,
        `${problem.address}: the versions that are kept do not come to what stands there.`,
      ];
    case 'BaselineMisstated':
      return [
        `${problem.address}：合并后的历史与其内容不符。`,
        `${problem.address}: the baseline does not say what it holds.`,
      ];
  }
};
