import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { backUp, noteBackup } from '../store/index.ts';
import { atDesk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed } from './outcome.ts';

/** A whole copy of the data as it stands at one moment, checked before it counts; also while the relay runs. */
export const backUpTo = (io: Io, file: string): Promise<Outcome> =>
  atDesk(io, ({ store, note }) => {
    const path = resolve(io.cwd, file);
    const done = backUp(store, path);
    if (done.ok) {
      const { size: bytes } = statSync(path);
      noteBackup(store, { time: store.clock(), bytes });
      note({ type: 'backed-up', member: null, detail: { bytes } });
      if (path.startsWith(`${store.folder}/`)) {
        io.note(
          '注意：备份在数据文件夹里，会随它一起丢失。 Note: the copy lies in the data folder and would be lost with it.\n',
        );
      }
      return said(path);
    }
    switch (done.error.type) {
      case 'FileExists':
        return failed(`${path} 已存在；备份不会覆盖文件。`, `${path} exists already; a backup overwrites nothing.`);
      case 'FileUnwritable':
        return failed(`无法写入 ${path}（${done.error.cause}）。`, `${path} cannot be written (${done.error.cause}).`);
      case 'CopyDamaged':
        return failed(
          `备份没有通过检查（${done.error.cause}），已删除；数据本身没有改动。`,
          `The copy did not pass its check (${done.error.cause}) and was removed; the data itself was not touched.`,
        );
    }
  });
