import { exportRights, rightsText } from '@lianxi/access';
import { atDesk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { toJson } from './outcome.ts';

/** The table of rights and everybody's grants: whoever has the file sees all of it. */
export const printRights = (io: Io, { json = false }: { json?: boolean }): Promise<Outcome> =>
  atDesk(io, ({ identity }) => {
    const { store } = identity;
    const holders = store.listAccounts().map(({ id, name }) => ({ id, name, grants: store.grantsOf(id) }));
    const rights = exportRights(holders);
    return said(json ? toJson(rights) : rightsText(rights));
  });
