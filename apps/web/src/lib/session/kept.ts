/**
 * The browser writes `localStorage` to its disk late, so that one which is killed goes back by seconds to minutes: nobody is
 * signed in any more, and lists are those of a while ago. What is ours there is therefore kept a second time in IndexedDB,
 * which is written at once, and is put back at the next start.
 *
 * Invariant: the number under `lianxi.turn` rises with every write and stands in both; the copy with the higher one is newer.
 */
const turnKey = 'lianxi.turn';
const store = 'texts';
/** How long the first page waits for it at most (ms). */
const patience = 1_000;

let database: IDBDatabase | null = null;

const ours = ['lianxi.session', 'lianxi.device', 'lianxi.shared'];
const isOurs = (key: string): boolean => ours.includes(key) || /^lianxi\.m[a-z0-9]{7}\./.test(key);
const turnOf = (text: string | null | undefined): number => Number(text ?? 0) || 0;

/** Keeps what has just been written under `key`; null: it was taken away. A disk that fails leaves this copy behind, no more. */
export const keep = (key: string, text: string | null): void => {
  if (!isOurs(key)) return;
  const turn = String(turnOf(localStorage.getItem(turnKey)) + 1);
  localStorage.setItem(turnKey, turn);
  write([
    [key, text],
    [turnKey, turn],
  ]);
};

/** Puts back what a killed browser has forgotten. Call it before anything is read. */
export const restoreKept = async (): Promise<void> => {
  const opening = open();
  const opened = await Promise.race([
    opening,
    new Promise<null>((resolve) => setTimeout(() => resolve(null), patience)),
  ]);
  if (opened) return takeUp(opened, true);
  // Too late to put anything back: work has begun from what is here.
  void opening.then((late) => (late ? takeUp(late, false) : undefined));
};

/** Waits until the second copy holds nothing under these names either. Call it after they were taken from the first. */
export const forgetKept = async (isForgotten: (key: string) => boolean): Promise<void> => {
  const opened = database ?? (await open());
  if (!opened) return;
  database = opened;
  const kept = await readAll(opened);
  const gone = [...(kept?.keys() ?? [])].filter(isForgotten);
  if (gone.length === 0) return;
  await new Promise<void>((resolve) => {
    const transaction = opened.transaction(store, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => resolve();
    for (const key of gone) transaction.objectStore(store).delete(key);
  });
};

const takeUp = async (opened: IDBDatabase, mayRestore: boolean): Promise<void> => {
  const kept = await readAll(opened);
  if (!kept) return;
  database = opened;
  const [here, there] = [turnOf(localStorage.getItem(turnKey)), turnOf(kept.get(turnKey))];
  const own = Object.keys(localStorage).filter(isOurs);
  try {
    if (mayRestore && there > here) {
      for (const key of own) if (!kept.has(key)) localStorage.removeItem(key);
      for (const [key, text] of kept) localStorage.setItem(key, text);
    } else if (there !== here) {
      localStorage.setItem(turnKey, String(Math.max(here, there) + 1));
      const gone = [...kept.keys()].filter((key) => !own.includes(key)).map((key) => [key, null] as const);
      write([...gone, ...[...own, turnKey].map((key) => [key, localStorage.getItem(key)] as const)]);
    }
  } catch {
    // Storage that is full: what is there is what there is.
  }
};

const write = (entries: readonly (readonly [key: string, text: string | null])[]): void => {
  try {
    const texts = database?.transaction(store, 'readwrite', { durability: 'strict' }).objectStore(store);
    for (const [key, text] of entries) {
      if (text === null) texts?.delete(key);
      else texts?.put(text, key);
    }
  } catch {
    database = null;
  }
};

const readAll = (from: IDBDatabase): Promise<ReadonlyMap<string, string> | null> =>
  new Promise((resolve) => {
    const transaction = from.transaction(store, 'readonly');
    const keys = transaction.objectStore(store).getAllKeys();
    const texts = transaction.objectStore(store).getAll();
    transaction.oncomplete = () =>
      resolve(new Map(keys.result.map((key, at) => [String(key), String(texts.result[at])])));
    transaction.onabort = () => resolve(null);
  });

const open = (): Promise<IDBDatabase | null> =>
  new Promise((resolve) => {
    try {
      const request = indexedDB.open('lianxi/kept', 1);
      request.onupgradeneeded = () => request.result.createObjectStore(store);
      request.onerror = () => resolve(null);
      request.onsuccess = () => {
        const opened = request.result;
        opened.onversionchange = () => opened.close();
        resolve(opened);
      };
    } catch {
      resolve(null);
    }
  });
