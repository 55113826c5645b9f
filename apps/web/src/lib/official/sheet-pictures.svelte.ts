import type { DocxPicture, DocxPictures } from '@lianxi/exchange/official';
import { SvelteMap } from 'svelte/reactivity';

/** The pictures of what is printed, by hash: on the sheets of an official document, on slips, and for a file. They are fetched once. */
export class SheetPictures {
  readonly #find: (hash: string) => Promise<Blob | null>;
  readonly #held = new Map<string, Blob>();
  /** null: looked for, and not here. */
  readonly #urls = new SvelteMap<string, string | null>();
  #wanted: readonly string[] = $state.raw([]);

  constructor(find: (hash: string) => Promise<Blob | null>) {
    this.#find = find;
  }

  /** What stands there now. Resolves when each has been looked for. */
  async show(hashes: readonly string[]): Promise<void> {
    this.#wanted = hashes;
    await Promise.all(hashes.filter((hash) => !this.#held.has(hash)).map((hash) => this.#fetch(hash)));
  }

  urlOf(hash: string): string | null {
    return this.#urls.get(hash) ?? null;
  }

  /** Each has been looked for. */
  get isSettled(): boolean {
    return this.#wanted.every((hash) => this.#urls.has(hash));
  }

  get absent(): number {
    return this.#wanted.filter((hash) => this.#urls.get(hash) === null).length;
  }

  /** Those that are here, of the types that every word processor shows. */
  async forDocx(): Promise<DocxPictures> {
    const shown = this.#wanted.flatMap((hash) => this.#held.get(hash) ?? []);
    const pictures = await Promise.all(shown.map(asDocx));
    const hashes = this.#wanted.filter((hash) => this.#held.has(hash));
    return new Map(hashes.flatMap((hash, index) => (pictures[index] ? [[hash, pictures[index]] as const] : [])));
  }

  end(): void {
    for (const url of this.#urls.values()) if (url !== null) URL.revokeObjectURL(url);
    this.#urls.clear();
    this.#held.clear();
  }

  async #fetch(hash: string): Promise<void> {
    const blob = await this.#find(hash);
    if (this.#held.has(hash)) return;
    if (blob) this.#held.set(hash, blob);
    this.#urls.set(hash, blob ? URL.createObjectURL(blob) : null);
  }
}

/** Older word processors know no WebP. */
const asDocx = async (blob: Blob): Promise<DocxPicture | null> => {
  const { type } = blob;
  if (type === 'image/jpeg' || type === 'image/png') return { bytes: new Uint8Array(await blob.arrayBuffer()), type };
  const image = await createImageBitmap(blob).catch(() => null);
  if (!image) return null;
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0);
  image.close();
  const drawn = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  return { bytes: new Uint8Array(await drawn.arrayBuffer()), type: 'image/jpeg' };
};
