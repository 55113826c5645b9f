import { SvelteMap } from 'svelte/reactivity';
import type { Workspace } from '#lib/workspace';
import { picturesOf } from '../media/pictures.ts';
import type { Item } from './item.ts';

/** The pictures of reports, for as long as slips of them are printed. */
export class SlipPictures {
  readonly #workspace: Workspace;
  readonly #urls = new SvelteMap<string, string>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Until each that can be had is here. */
  async show(items: readonly Item[]): Promise<void> {
    const pictures = picturesOf(this.#workspace);
    const wanted = new Map(items.flatMap(({ address, history }) => imagesOf(history).map((hash) => [hash, address])));
    const look = async ([hash, address]: readonly [string, string]) => {
      const found = this.#urls.has(hash) ? null : await pictures.find(address, hash);
      if (found) this.#urls.set(hash, URL.createObjectURL(found));
    };
    await Promise.all([...wanted].map(look));
  }

  urlOf(hash: string): string | null {
    return this.#urls.get(hash) ?? null;
  }

  end(): void {
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
  }
}

const imagesOf = (steps: Item['history']): readonly string[] =>
  steps.flatMap((step) =>
    step.type === 'feedback' ? step.files.flatMap(({ type, hash }) => (type === 'image' ? [hash] : [])) : [],
  );
