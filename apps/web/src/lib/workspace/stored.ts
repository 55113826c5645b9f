import { isSealedAddress } from '@lianxi/access';
import { isJsonObject, type Json } from '@lianxi/base';
import { forgetStored, keptStorage, readStored, type SmallStorage, writeStored } from '../session/storage.ts';

/** The small lists of one person on this device. */
export const storedFor = (member: string, storage: SmallStorage = keptStorage) => {
  const key = (name: string) => `lianxi.${member}.${name}`;
  return {
    read: <T>(name: string, isFit: (value: unknown) => value is T): T | null => readStored(storage, key(name), isFit),
    write: (name: string, value: unknown) => writeStored(storage, key(name), value as Json),
    /**
     * The little that a list shows of one document, so that the list is complete before any document has been opened. Of a document
     * with residents nothing is kept: these lists are not sealed ([SE1]).
     */
    readOf: <T>(address: string, isFit: (value: unknown) => value is T): T | null =>
      readStored(storage, key(`of.${address}`), isFit),
    writeOf: (address: string, value: unknown) =>
      !isSealedAddress(address) && writeStored(storage, key(`of.${address}`), value as Json),
    forget: (address: string) => writeStored(storage, key(`of.${address}`), undefined),
    /** All of it, when the person wants nothing to stay on this device. */
    forgetAll: () => forgetStored(storage, key('')),
  };
};

export type Stored = ReturnType<typeof storedFor>;

/** A list of objects that have this text in them. */
export const isListWith =
  <T>(field: string) =>
  (value: unknown): value is readonly T[] =>
    Array.isArray(value) && value.every((each) => isJsonObject(each) && typeof each[field] === 'string');

export const isNumbers = (value: unknown): value is { readonly [key: string]: number } =>
  isJsonObject(value) && Object.values(value).every((each) => typeof each === 'number');
