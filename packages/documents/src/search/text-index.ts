import { fold, wordsOf } from './fold.ts';

/** A piece of a document's text, and where it stands in it. */
export interface Passage<Place> {
  readonly place: Place;
  readonly text: string;
}

export interface Hit<Place> {
  /** The document's address. */
  readonly key: string;
  /** Those of its passages in which the most of the words stand, in the document's order. */
  readonly passages: readonly Passage<Place>[];
}

/**
 * Finds every document in which all words stand, wherever in a word they begin. Kept in memory alone: it is the text itself.
 *
 * Which documents hold a pair of neighbouring characters (a bigram) is in the index; in those that hold all pairs of what is asked
 * for the words are then looked for. So nothing that is there is missed, and nothing is found that is not.
 */
export class TextIndex<Place> {
  /** By a number that a document has until it is put anew. */
  readonly #held: (Held<Place> | null)[] = [];
  readonly #numbers = new Map<string, number>();
  /** Numbers of documents, rising; those that are gone are passed over. */
  readonly #holders = new Map<number, number[]>();
  #gone = 0;

  get size(): number {
    return this.#numbers.size;
  }

  get keys(): IterableIterator<string> {
    return this.#numbers.keys();
  }

  /** Everything that a document was put with. */
  passages(key: string): readonly Passage<Place>[] {
    return this.#held[this.#numbers.get(key) ?? -1]?.passages ?? [];
  }

  /** Takes a document in, in the place of what it held before. */
  put(key: string, passages: readonly Passage<Place>[]): void {
    this.remove(key);
    const number = this.#held.length;
    const folded = passages.map(({ text }) => fold(text).text);
    this.#held.push({ key, passages, folded });
    this.#numbers.set(key, number);
    const pairs = new Set<number>();
    for (const text of folded) for (let at = 1; at < text.length; at++) pairs.add(pairAt(text, at));
    for (const pair of pairs) {
      const holders = this.#holders.get(pair);
      if (holders) holders.push(number);
      else this.#holders.set(pair, [number]);
    }
  }

  remove(key: string): void {
    const number = this.#numbers.get(key);
    if (number === undefined) return;
    this.#numbers.delete(key);
    this.#held[number] = null;
    this.#gone += 1;
    if (this.#gone > 32 && this.#gone > this.#numbers.size) this.#rebuild();
  }

  /** In the order in which documents were put, the last first. */
  find(query: string): readonly Hit<Place>[] {
    const words = wordsOf(query);
    if (words.length === 0) return [];
    const hits: Hit<Place>[] = [];
    for (const number of this.#candidates(words)) {
      const held = this.#held[number];
      const passages = held ? bestOf(held, words) : null;
      if (held && passages) hits.push({ key: held.key, passages });
    }
    return hits.reverse();
  }

  /** Documents that hold every pair of the words; all of them where a single character is asked for. */
  #candidates(words: readonly string[]): readonly number[] {
    const lists: (readonly number[])[] = [];
    for (const word of words)
      for (let at = 1; at < word.length; at++) lists.push(this.#holders.get(pairAt(word, at)) ?? []);
    if (lists.length === 0) return [...this.#held.keys()];
    const [rarest = [], ...others] = lists.sort((one, other) => one.length - other.length);
    return others.reduce<readonly number[]>(intersect, rarest);
  }

  #rebuild(): void {
    const held = this.#held.filter((each) => each !== null);
    this.#held.length = 0;
    this.#numbers.clear();
    this.#holders.clear();
    this.#gone = 0;
    for (const { key, passages } of held) this.put(key, passages);
  }
}

interface Held<Place> {
  readonly key: string;
  readonly passages: readonly Passage<Place>[];
  readonly folded: readonly string[];
}

/** Two UTF-16 units as one number. */
const pairAt = (text: string, at: number): number => text.charCodeAt(at - 1) * 0x10000 + text.charCodeAt(at);

const intersect = (one: readonly number[], other: readonly number[]): readonly number[] => {
  const both: number[] = [];
  let at = 0;
  for (const number of one) {
    while ((other[at] ?? Number.POSITIVE_INFINITY) < number) at += 1;
    if (other[at] === number) both.push(number);
  }
  return both;
};

/** Null where one of the words stands nowhere in it. */
const bestOf = <Place>({ passages, folded }: Held<Place>, words: readonly string[]) => {
  const missing = new Set(words);
  const counts = folded.map((text) => {
    let count = 0;
    for (const word of words)
      if (text.includes(word)) {
        count += 1;
        missing.delete(word);
      }
    return count;
  });
  if (missing.size > 0) return null;
  const most = Math.max(...counts);
  return passages.filter((_, index) => counts[index] === most);
};
