import { audit } from '../audit.ts';
import { askScrub } from '../erasures.ts';
import type { Store } from '../open.ts';

/**
 * Takes away everything that is kept of a document's history; what stands in its baseline is where it begins from now on. Fold it
 * first. The file is due to be written anew, so that no free place keeps a byte.
 */
export const forgetHistory = (store: Store, room: number): void => {
  store.sqlite
    .transaction(() => {
      const time = store.clock();
      store.sqlite.prepare('DELETE FROM history WHERE room = ?').run(room);
      askScrub(store.sqlite, time);
      audit(store, [{ type: 'history-forgotten', time, member: null, room, detail: {} }]);
    })
    .immediate();
};
