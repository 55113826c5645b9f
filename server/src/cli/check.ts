import { join, resolve } from 'node:path';
import { type CheckError, checkFile, type Report } from '../check/index.ts';
import { dataFolderOf } from '../settings.ts';
import { databaseName, noteCheck } from '../store/index.ts';
import { explainCheckProblem } from './check-problem.ts';
import { type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed, toJson } from './outcome.ts';

/** Reads everything and says what does not hold together; of the data folder, or of a backup. */
export const checkData = (io: Io, file: string | undefined, { json = false }: { json?: boolean }): Outcome => {
  const folder = dataFolderOf(io.env, io.cwd);
  const path = file === undefined ? join(folder, databaseName) : resolve(io.cwd, file);
  const checked = checkFile(path);
  if (!checked.ok) return explainCheckError(checked.error);
  const report = checked.value;
  const time = Date.now();
  if (file === undefined && !report.problems.some(({ type }) => type === 'FileDamaged')) {
    noteCheck(path, { time, problems: report.problems.length });
  }
  const text = json ? toJson({ time, ...report }) : describe(report);
  if (report.problems.length === 0) return said(text);
  if (json) io.out(`${text}\n`);
  else for (const problem of report.problems) io.note(`${explainCheckProblem(problem)}\n`);
  return failed(
    `${path} 有 ${report.problems.length} 处问题；没有改动任何内容。`,
    `${path} has ${report.problems.length} problems; nothing was changed.`,
  );
};

const describe = ({ documents, rows, baselines, bytes }: Report): string => {
  const size = (bytes / 1_048_576).toFixed(1);
  return [
    `✓ 文件完整（${size} MB） The file is whole (${size} MB)`,
    `✓ ${documents} 份文档，${baselines} 份合并的历史，${rows} 条改动：编号连续，内容完整 ${documents} documents, ${baselines} baselines, ${rows} changes: numbered without holes, whole`,
    '✓ 账目与文档、哈希链和结账相符 The books agree with the documents, their chains and closings',
    '✓ 审计记录与其哈希链相符 The audit log agrees with its chain',
  ].join('\n');
};

export const explainCheckError = (error: CheckError) => {
  switch (error.type) {
    case 'NoSuchFile':
      return failed(`没有文件 ${error.file}。`, `There is no file ${error.file}.`);
    case 'Unreadable':
      return failed(`${error.file} 读不出来（${error.cause}）。`, `${error.file} cannot be read (${error.cause}).`);
    case 'NotOurs':
      return failed(`${error.file} 不是联席的数据。`, `${error.file} is no database of Lianxi's.`);
    case 'Newer':
      return failed(
        `${error.file} 来自更新的版本；请升级本程序。`,
        `${error.file} was written by a newer version; update this program.`,
      );
  }
};
