import type { Phone } from '../people/phone.ts';
import type { World } from '../world/world.ts';
import { wordsIn } from './archive.ts';

/** Records that were erased, and the words that stood in them: nothing of them may be anywhere again. */
export interface ErasedRecords {
  /** `row`: the table's name and the row's id. */
  add(address: string, row: string, words: readonly string[]): void;
  hasRow(address: string, row: string): boolean;
  hasWord(word: string): boolean;
}

export const createErasedRecords = (): ErasedRecords => {
  const rows = new Set<string>();
  const words = new Set<string>();
  return {
    add: (address, row, own) => {
      rows.add(`${address} ${row}`);
      for (const word of own) words.add(word);
    },
    hasRow: (address, row) => rows.has(`${address} ${row}`),
    hasWord: (word) => words.has(word),
  };
};

/**
 * No device holds a word of them: not on its screen, not in a copy or a change on its disk. (What was refused is the person's own
 * text; of that only what stood in the record goes, which a device that could not read it by then does not know.)
 */
export const checkErased = (world: World, phones: readonly Phone[], erased: ErasedRecords): void => {
  for (const phone of phones) {
    for (const [database, { stores }] of phone.disk.present) {
      for (const [store, { records }] of stores) {
        if (store === 'refusals') continue;
        const word = records.flatMap((record) => wordsOf(readable(phone, database, record))).find(erased.hasWord);
        if (word) world.fail('erased-stays-erased', `${word} is on the disk of ${phone.name}, in ${database} ${store}`);
      }
    }
    for (const { number, documents } of phone.windows) {
      for (const [address, { doc }] of documents) {
        const shown = [...doc.share.keys()].map((name) => JSON.stringify(doc.share.get(name)?.toJSON() ?? null));
        const word = shown.flatMap((text) => [...text.matchAll(/#\d+#/g)].map(([each]) => each)).find(erased.hasWord);
        if (word) world.fail('erased-stays-erased', `${phone.name}.${number} shows ${word} in ${address}`);
      }
    }
  }
};

/** As its owner can read it. In sealed bytes themselves a word of three characters stands by chance, once in so many million. */
const readable = (
  { unsealing }: Phone,
  database: string,
  { key, value }: { key: unknown; value: unknown },
): unknown => {
  if (value instanceof Uint8Array) return unsealing?.copy(database, value) ?? (isSealedCopy(database) ? null : value);
  const { sealed, ...rest } = Object(value) as { readonly sealed?: Uint8Array };
  if (!(sealed instanceof Uint8Array)) return value;
  const [address = '', id = ''] = key as readonly string[];
  return { ...rest, text: unsealing?.change(address, id, sealed) };
};
const isSealedCopy = (database: string): boolean => database.endsWith('/sealed');

const wordsOf = (value: unknown): readonly string[] => {
  if (value instanceof Uint8Array) return wordsIn(value);
  if (typeof value === 'string') return [...value.matchAll(/#\d+#/g)].map(([word]) => word);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsOf) : [];
};
