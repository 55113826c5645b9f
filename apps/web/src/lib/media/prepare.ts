import { err, ok, type Result } from '@lianxi/base';
import type { NewAttachment } from '@lianxi/documents';
import { hashOf } from '@lianxi/sync/hash';
import { m } from '#lib/paraglide/messages.js';
import { type PictureProblem, shrink } from './shrink.ts';

/** A file that somebody chose, as it will be kept: a picture drawn anew, or a PDF as it is. */
export interface PreparedFile extends NewAttachment {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the relay takes of a PDF (`server/src/store/media.ts`). */
const mostPaper = 10 * 1024 * 1024;

export const prepareFile = async (file: File): Promise<Result<PreparedFile, PictureProblem>> => {
  const isPaper = (await file.slice(0, 5).text()) === '%PDF-';
  if (!isPaper) {
    const picture = await shrink(file);
    if (!picture.ok) return picture;
    const { hash, bytes, width, height } = picture.value;
    return ok({ hash, bytes, width, height, name: file.name, type: 'image' });
  }
  if (file.size > mostPaper) return err({ type: 'TooLarge' });
  const bytes = new Uint8Array(await file.arrayBuffer());
  return ok({ hash: hashOf(bytes), bytes, width: 0, height: 0, name: file.name, type: 'pdf' });
};

export const problemWords = ({ type }: PictureProblem, takesPapers: boolean): string => {
  if (type === 'TooLarge') return m.files_too_large();
  return takesPapers ? m.files_neither() : m.files_no_picture();
};
