import { resolve } from 'node:path';
import { checkFile } from '../check/index.ts';
import { dataFolderOf } from '../settings.ts';
import { restoreFrom } from '../store/index.ts';
import { explainCheckError } from './check.ts';
import { explainCheckProblem } from './check-problem.ts';
import { type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed } from './outcome.ts';

/** Puts a backup in the place of the present data, after it was checked; the server must not be running. */
export const restore = (io: Io, file: string): Outcome => {
  const backup = resolve(io.cwd, file);
  const folder = dataFolderOf(io.env, io.cwd);
  const checked = checkFile(backup);
  if (!checked.ok) return explainCheckError(checked.error);
  const { problems } = checked.value;
  if (problems.length > 0) {
    for (const problem of problems) io.note(`${explainCheckProblem(problem)}\n`);
    return failed(
      `${backup} 没有通过检查，没有恢复；现有数据没有改动。`,
      `${backup} did not pass its check and was not restored; the present data was not touched.`,
    );
  }
  const restored = restoreFrom(backup, folder, Date.now());
  if (restored.ok) {
    const { aside } = restored.value;
    if (aside) io.note(`原来的数据保存在 ${aside}。 The data that was there is kept as ${aside}.\n`);
    io.note(
      '备份之后退出的登录、收回的令牌和设备仍然无效，用过的邀请不能再用，更换过的口令仍是新的。各人在备份之后写的内容，由其本人的设备在打开文档时重新送来；备份之后删掉的可能重新出现。' +
        ' Sign-ins, tokens and devices that were ended since stay ended, used invitations stay used, replaced passphrases stay replaced. What people have written since comes back from their own devices as they open the documents; what was deleted since may be there again.\n',
    );
    return said(restored.value.file);
  }
  switch (restored.error.type) {
    case 'InUse':
      return failed(
        `${restored.error.file} 正在使用；请先停下服务，再恢复。`,
        `${restored.error.file} is in use; stop the server, then restore.`,
      );
    case 'FolderUnwritable':
      return failed(
        `数据文件夹 ${folder} 不能写入（${restored.error.cause}）；现有数据没有改动。`,
        `The data folder ${folder} cannot be written (${restored.error.cause}); the present data was not touched.`,
      );
  }
};
