import type { ExportMark, ExportTable } from '@lianxi/exchange';
import type { ExportFormat } from '@lianxi/protocol';

/** What a list is written as; a document has a format of its own. */
export type ListFormat = Exclude<ExportFormat, 'docx'>;

export interface Ordered {
  readonly table: ExportTable;
  readonly mark: ExportMark;
  readonly format: ListFormat;
  readonly time: number;
}

/** A file that is being written; ending it is also how it is given up. */
export interface Writing {
  /** Rejects when it ends or breaks before. */
  readonly bytes: Promise<Uint8Array<ArrayBuffer>>;
  end(): void;
}

export const startWriting = (ordered: Ordered): Writing => {
  const worker = new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module' });
  let giveUp = () => {};
  const bytes = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    giveUp = () => reject(new Error('given up'));
    worker.addEventListener('message', ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => resolve(data));
    worker.addEventListener('error', () => reject(new Error('the writer broke')));
  }).finally(() => worker.terminate());
  worker.postMessage(ordered);
  return { bytes, end: giveUp };
};

export const mediaTypes: Readonly<Record<ListFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
};

/** Hands a file to the browser's downloads. */
export const saveFile = (bytes: Uint8Array<ArrayBuffer>, name: string, type: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
