import type { Json } from '@lianxi/base';
import { keep } from './kept.ts';

/** A place for small things: the browser's, or this window's memory. */
export type SmallStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { keys(): readonly string[] };

export const keptStorage: SmallStorage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, text) => {
    localStorage.setItem(key, text);
    keep(key, text);
  },
  removeItem: (key) => {
    localStorage.removeItem(key);
    keep(key, null);
  },
  keys: () => Object.keys(localStorage),
};

/** Of this tab alone, and gone with it. */
export const tabStorage: SmallStorage = {
  getItem: (key) => sessionStorage.getItem(key),
  setItem: (key, text) => sessionStorage.setItem(key, text),
  removeItem: (key) => sessionStorage.removeItem(key),
  keys: () => Object.keys(sessionStorage),
};

/** For a shared computer: nothing of it reaches a disk. */
export const createMemoryStorage = (): SmallStorage => {
  const texts = new Map<string, string>();
  return {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
    keys: () => [...texts.keys()],
  };
};

/** Small things kept between visits. Storage that is barred or full is no reason to stop: then they are forgotten. */
export const readStored = <T>(storage: SmallStorage, key: string, isFit: (value: unknown) => value is T): T | null => {
  try {
    const text = storage.getItem(key);
    const value: unknown = text === null ? null : JSON.parse(text);
    return isFit(value) ? value : null;
  } catch {
    return null;
  }
};

export const writeStored = (storage: SmallStorage, key: string, value: Json | undefined): boolean => {
  try {
    const text = value === undefined ? null : JSON.stringify(value);
    if (storage.getItem(key) === text) return true;
    if (text === null) storage.removeItem(key);
    else storage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
};

/** Takes away all whose name begins so. */
export const forgetStored = (storage: SmallStorage, prefix: string): void => {
  for (const key of storage.keys()) if (key.startsWith(prefix)) writeStored(storage, key, undefined);
};
