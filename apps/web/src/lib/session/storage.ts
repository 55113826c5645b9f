import type { Json } from '@lianxi/base';
import { keep } from './kept.ts';

/** Small things kept between visits. Storage that is barred or full is no reason to stop: then they are forgotten. */
export const readStored = <T>(storage: Storage, key: string, isFit: (value: unknown) => value is T): T | null => {
  try {
    const text = storage.getItem(key);
    const value: unknown = text === null ? null : JSON.parse(text);
    return isFit(value) ? value : null;
  } catch {
    return null;
  }
};

export const writeStored = (storage: Storage, key: string, value: Json | undefined): boolean => {
  try {
    const text = value === undefined ? null : JSON.stringify(value);
    if (storage.getItem(key) === text) return true;
    if (text === null) storage.removeItem(key);
    else storage.setItem(key, text);
    if (storage === localStorage) keep(key, text);
    return true;
  } catch {
    return false;
  }
};
