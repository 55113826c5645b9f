import * as Y from 'yjs';
import type { Disk, DiskOptions } from './disk.ts';

/**
 * Copies for a computer that belongs to nobody: in this window's memory, and gone with it. Nothing reaches a disk.
 *
 * Invariant: within the window they behave like copies on a disk: a document that is opened again has all that it had.
 */
export interface MemoryDisks {
  open(doc: Y.Doc, options: DiskOptions): Disk;
  /** The names of the copies. */
  names(): readonly string[];
}

/** The origin of what is read from such a copy. */
export const memoryOrigin = Symbol('lianxi.memory');

export const createMemoryDisks = (): MemoryDisks => {
  const copies = new Map<string, Uint8Array>();
  return {
    open: (doc, { name }) => {
      const copy = copies.get(name);
      if (copy) Y.applyUpdate(doc, copy, memoryOrigin);
      else copies.set(name, Y.encodeStateAsUpdate(doc));
      return {
        whenLoaded: Promise.resolve(),
        whenRead: Promise.resolve(),
        keep: () => {},
        erase: async () => {
          copies.delete(name);
        },
        close: async () => {
          copies.set(name, Y.encodeStateAsUpdate(doc));
        },
      };
    },
    names: () => [...copies.keys()],
  };
};
