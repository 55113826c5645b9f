import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { OpenCopy } from './copy.ts';
import type { Disk, DiskOptions } from './disk.ts';
import type { Wire } from './wire.ts';

/** One life of a document: another one begins after a refusal, and takes its place once it has been fetched. */
export interface Life {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly detach: () => void;
  disk: Disk | undefined;
  wire: Wire | undefined;
}

export interface Lives {
  /** The one that is shown. */
  current: Life;
  /** The one that is being fetched. */
  pending: Life | undefined;
  begin(): Life;
  openDisk(life: Life): Disk;
  end(life: Life): void;
}

export interface LivesOptions {
  /** On disk. */
  readonly copy: { readonly name: string; readonly open: OpenCopy };
  openDisk(doc: Y.Doc, options: DiskOptions): Disk;
  attach?(doc: Y.Doc): () => void;
  onLocal(update: Uint8Array, origin: unknown): void;
  /** What the server says of the document has changed. */
  onMeta(): void;
  onDisk(works: boolean): void;
  /** Before a copy is read into what is shown. */
  beforeRead(): Promise<void>;
}

export const createLives = (options: LivesOptions): Lives => {
  const begin = (): Life => {
    const doc = new Y.Doc();
    const detachOwn = options.attach?.(doc);
    const onUpdate = (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) options.onLocal(update, origin);
    };
    // Before disk and wire, so that a change is known when they speak of it.
    doc.on('update', onUpdate);
    doc.getMap('meta').observe(options.onMeta);
    const detach = () => {
      detachOwn?.();
      doc.off('update', onUpdate);
      doc.getMap('meta').unobserve(options.onMeta);
    };
    return { doc, awareness: new Awareness(doc), detach, disk: undefined, wire: undefined };
  };
  const lives: Lives = {
    current: begin(),
    pending: undefined,
    begin,
    openDisk: (life) => {
      const disk = options.openDisk(life.doc, {
        name: options.copy.name,
        openCopy: options.copy.open,
        beforeRead: async () => {
          if (life === lives.current) await options.beforeRead();
        },
        onWorks: (works) => {
          if (life === lives.current) options.onDisk(works);
        },
      });
      life.disk = disk;
      return disk;
    },
    end: (life) => {
      life.detach();
      life.wire?.destroy();
      life.awareness.destroy();
      life.doc.destroy();
    },
  };
  return lives;
};
