import { parseAddress } from '@lianxi/access';
import { createForeground } from '../relay/index.ts';
import { createSqliteLog, findDocument, forgetHistory, keepsHistory, scrub } from '../store/index.ts';
import { atDesk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed, misused } from './outcome.ts';

/** What stands there is where the history begins from now on; of what was deleted before, no byte is left in the file. */
export const forgetVersions = (io: Io, input: string): Promise<Outcome> =>
  atDesk(io, async ({ store }) => {
    const address = parseAddress(input);
    if (!address.ok || !keepsHistory(address.value.kind))
      return misused(`“${input}” 不是会议纪要的地址。`, `“${input}” is no address of minutes.`);
    const row = findDocument(store, address.value.address);
    if (!row) return failed(`没有文档 ${input}。`, `There is no document ${input}.`);
    const folded = await createForeground(createSqliteLog(store.sqlite, store.clock)).compact(row.room);
    if (folded.type === 'Unsound')
      return failed(
        `${input} 的改动拼不完整，没有清除。`,
        `The changes of ${input} do not come out whole; nothing was taken away.`,
      );
    forgetHistory(store, row.room);
    if (!scrub(store.sqlite, store.file, store.clock())) {
      io.note(
        '历史版本已清除。文件正被读取，空闲处的残余由运行中的服务随后清除。' +
          ' The versions are gone. Somebody is reading the file; the running server clears its free places later.\n',
      );
    }
    return said('');
  });
