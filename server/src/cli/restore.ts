import { join, resolve } from 'node:path';
import { tryResult } from '@lianxi/base';
import type { ChainHead } from '../chain.ts';
import { checkFile } from '../check/index.ts';
import { dataFolderOf } from '../settings.ts';
import {
  createNote,
  databaseName,
  openReadOnly,
  openStore,
  putErasures,
  readAuditHead,
  readErasures,
  restoreFrom,
} from '../store/index.ts';
import { explainCheckError } from './check.ts';
import { explainCheckProblem } from './check-problem.ts';
import { type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed } from './outcome.ts';

/** Where the audit log stands that is about to be put aside; null where the file cannot say. */
const headOf = (file: string): ChainHead | null => {
  const read = tryResult(
    () => {
      const store = openReadOnly(file);
      try {
        return readAuditHead(store);
      } finally {
        store.close();
      }
    },
    () => undefined,
  );
  return read.ok ? read.value : null;
};

/** The restored log is an older one: its next row says where the one that it replaces had got to. */
const noteRestore = (folder: string, head: ChainHead | null, known: ReturnType<typeof readErasures>): void => {
  const opened = openStore(folder);
  if (!opened.ok) return;
  // A backup of an older schema has had no place for them until now.
  putErasures(opened.value.sqlite, known);
  const detail = { rows: head?.number ?? null, head: head?.hash ?? null };
  createNote(opened.value)({ type: 'restored', member: null, detail });
  opened.value.close();
};

/** Puts a backup in the place of the present data, after it was checked; the server must not be running. */
export const restore = (io: Io, file: string, { erasures }: { erasures?: string } = {}): Outcome => {
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
  const head = headOf(join(folder, databaseName));
  const later = erasures === undefined ? null : resolve(io.cwd, erasures);
  const known = [...readErasures(later), ...readErasures(join(folder, databaseName))];
  const restored = restoreFrom(backup, folder, Date.now(), later);
  if (restored.ok) {
    noteRestore(folder, head, known);
    const { aside, erasedAgain } = restored.value;
    if (erasedAgain > 0) {
      io.note(
        `备份里有 ${erasedAgain} 份文档还载有此后已删除的居民，已从中删去。` +
          ` ${erasedAgain} documents of the backup still told of residents erased since; they were taken out again.\n`,
      );
    }
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
