import { err, ok, type Result } from '@lianxi/base';
import { hashOf } from '@lianxi/sync/hash';

/** A picture as it is kept: small, and with nothing in it but what can be seen. */
export interface Picture {
  /** SHA-256 of its bytes, lower-case hex. */
  readonly hash: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** `Unreadable`: no picture, or of a format that this browser does not know. `TooLarge`: not even the small one fits. */
export type PictureProblem = { readonly type: 'Unreadable' } | { readonly type: 'TooLarge' };

export const longestSide = 1600;
/** What the relay takes (`server/src/store/media.ts`). */
const mostBytes = 3 * 1024 * 1024;
/** A file beyond this is not even looked at. */
const mostSource = 60 * 1024 * 1024;

/**
 * Draws a picture anew, at most 1600 pixels long: what a camera wrote beside it (place, time, device) stays behind, its
 * turning is in the pixels.
 */
export const shrink = async (file: Blob): Promise<Result<Picture, PictureProblem>> => {
  if (file.size > mostSource) return err({ type: 'TooLarge' });
  const drawn = await draw(file);
  if (!drawn) return err({ type: 'Unreadable' });
  const { canvas, width, height } = drawn;
  const blob = await encode(canvas);
  canvas.width = 0;
  if (!blob) return err({ type: 'Unreadable' });
  if (blob.size > mostBytes) return err({ type: 'TooLarge' });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return ok({ hash: hashOf(bytes), bytes, type: blob.type, width, height });
};

const draw = async (file: Blob) => {
  const source = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!source) return null;
  const scale = Math.min(1, longestSide / Math.max(source.width, source.height));
  const width = Math.max(1, Math.round(source.width * scale));
  const height = Math.max(1, Math.round(source.height * scale));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  source.close();
  return { canvas, width, height };
};

/** WebP where the browser writes it, which keeps what is transparent; else JPEG. */
const encode = async (canvas: HTMLCanvasElement): Promise<Blob | null> => {
  const webp = await toBlob(canvas, 'image/webp', 0.84);
  if (webp?.type === 'image/webp') return webp;
  const context = canvas.getContext('2d');
  if (context) {
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return toBlob(canvas, 'image/jpeg', 0.86);
};

const toBlob = (canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, type, quality));
