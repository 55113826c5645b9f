/** What copies, journal and vault share of IndexedDB. */

/** How long a database may take to open before the work goes on without it (ms). */
export const patience = 4_000;

/**
 * Without it the browser waits for the page to hear of each write before it commits, and a page that goes before it has
 * heard takes the writes with it.
 */
export const commitNow = (transaction: IDBTransaction): void => {
  // Firefox before 74 and Safari before 15 commit by themselves only.
  transaction.commit?.();
};

/** Whether there is a disk at all. */
export const doesOpen = (): Promise<boolean> =>
  new Promise((resolve) => {
    const give = setTimeout(() => resolve(false), patience);
    const settle = (works: boolean) => {
      clearTimeout(give);
      resolve(works);
    };
    try {
      const request = indexedDB.open('lianxi/probe');
      request.onsuccess = () => {
        request.result.close();
        settle(true);
      };
      request.onerror = () => settle(false);
    } catch {
      settle(false);
    }
  });

/** Settles also where another window still holds the database: it then goes as soon as that lets go. */
export const deleteDatabase = (name: string): Promise<void> =>
  new Promise((resolve) => {
    try {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => resolve();
      request.onerror = () => resolve();
      request.onblocked = () => resolve();
    } catch {
      resolve();
    }
  });

export const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export const endOf = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
