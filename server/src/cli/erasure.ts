import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { tryResult } from '@lianxi/base';
import { eraseResidents } from '../erasure/erase.ts';
import { createErasures } from '../erasure/queue.ts';
import { createErasureStore, createSqliteLog, scrub, scrubCopy, tombstonesOf } from '../store/index.ts';
import { atDesk, type Desk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed, toJson, toTable } from './outcome.ts';
import { dayOf } from './term.ts';

const reasons = {
  request: '本人要求 asked for',
  period: '到期 period ended',
  error: '误录 recorded by mistake',
} as const;

export const listErasures = (io: Io, { json = false }: { json?: boolean }): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    const queue = createErasureStore(store);
    const all = [...queue.listOpen(), ...queue.listDone(Number.MAX_SAFE_INTEGER)];
    if (json) return said(toJson(all));
    return said(
      toTable(
        all.map(({ id, address, row, reason, requestedAt, doneAt }) => [
          id,
          address,
          row,
          reasons[reason],
          dayOf(requestedAt),
          doneAt === null ? '待确认 waits' : `已删除 erased ${dayOf(doneAt)}`,
        ]),
      ),
    );
  });

/** Sockets of a running relay hear of it within a second: it watches the file. */
export const confirmErasure = (io: Io, id: string): Promise<Outcome> =>
  atDesk(io, async (desk) => {
    const { store } = desk;
    const confirmed = await erasuresAt(desk).confirmAtDesk(id);
    if (!confirmed.ok) {
      return confirmed.error.type === 'NoSuchErasure'
        ? failed('没有这项申请，或已经办完。', 'There is no such request, or it is done.')
        : failed('别人正在不断写入这份台账，请稍后再试。', 'Others keep writing there; try again later.');
    }
    const isClean = scrub(store.sqlite, store.file, store.clock());
    if (!isClean) {
      io.note(
        '记录已删除。文件正被读取，空闲处的残余由运行中的服务随后清除。' +
          ' The record is gone. Somebody is reading the file; the running server clears its free places later.\n',
      );
    }
    return said('');
  });

export const withdrawErasure = (io: Io, id: string): Promise<Outcome> =>
  atDesk(io, ({ store }) =>
    createErasureStore(store).remove(id, null)
      ? said('')
      : failed('没有这项申请，或已经办完。', 'There is no such request, or it is done.'),
  );

/** Writes the backup anew, in its place. */
export const cleanBackup = (io: Io, input: string): Promise<Outcome> =>
  atDesk(io, ({ store, note }) => {
    const file = resolve(io.cwd, input);
    if (!existsSync(file)) return failed(`没有文件 ${file}。`, `There is no file ${file}.`);
    const cleaned = tryResult(
      () => scrubCopy(file, tombstonesOf(store.sqlite), store.clock()),
      (cause) => (cause instanceof Error ? cause.message : String(cause)),
    );
    if (!cleaned.ok) {
      return failed(`${file} 不能整理（${cleaned.error}）。`, `${file} cannot be cleaned (${cleaned.error}).`);
    }
    note({ type: 'copy-cleaned', member: null, detail: { documents: cleaned.value } });
    return said(String(cleaned.value));
  });

const erasuresAt = ({ store, identity }: Desk) =>
  createErasures({
    store,
    people: identity.store,
    erase: (erasing) => eraseResidents(createSqliteLog(store.sqlite, store.clock), erasing),
  });
