/** A browser's folder and a page's storage, read by somebody who looks for a name. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** Null of a folder, and of what a running browser has thrown away meanwhile. */
const readIfThere = (path: string): Buffer | null => {
  try {
    return lstatSync(path).isFile() ? readFileSync(path) : null;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
};

/** The files in which any of the words stands, as UTF-8 or as UTF-16. */
export const filesWith = (folder: string, words: readonly string[]): readonly string[] => {
  const needles = words.flatMap((each) => [Buffer.from(each, 'utf8'), Buffer.from(each, 'utf16le')]);
  const found: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const bytes = readIfThere(path);
    if (bytes && needles.some((needle) => bytes.includes(needle))) found.push(name);
  }
  return found;
};

/**
 * Everything that scripts of this origin may read back, as one text: every record of every database, both storages, every cached
 * answer. Bytes are given as the text that they would be in each of the two encodings.
 */
export const everythingStored = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const read = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const words: string[] = [];
    const tell = (value: unknown): void => {
      if (typeof value === 'string') words.push(value);
      else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer);
        words.push(new TextDecoder().decode(bytes));
        for (const from of [0, 1]) words.push(new TextDecoder('utf-16le').decode(bytes.subarray(from)));
      } else if (typeof value === 'object' && value !== null)
        for (const [key, each] of Object.entries(value)) {
          words.push(key);
          tell(each);
        }
    };
    for (const { name } of await indexedDB.databases()) {
      words.push(name ?? '');
      const database = await read(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        const records = database.transaction(store).objectStore(store);
        tell(await read(records.getAllKeys()));
        tell(await read(records.getAll()));
      }
      database.close();
    }
    for (const storage of [localStorage, sessionStorage]) tell({ ...storage });
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        words.push(request.url);
        tell(await (await cache.match(request))?.arrayBuffer());
      }
    }
    return words.join('\n');
  });
