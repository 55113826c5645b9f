import type { OpenDocument } from '@lianxi/sync';
import * as Y from 'yjs';
import type { World } from '../world/world.ts';
import { type Archive, isForbidden } from './archive.ts';
import type { Deeds } from './deeds.ts';

/** What honest people see on their screens, held against what they may see and against what the relay really has. */
export interface Eyes {
  /** Something came into a document, from wherever. */
  sees(phone: string, address: string, update: Uint8Array): void;
  /** Something is being deleted from a document, before it is forgotten. */
  seesDeletion(transaction: Y.Transaction): void;
  /** The sign beside a document may have changed. */
  hears(phone: string, address: string, document: OpenDocument): void;
}

export const createEyes = (world: World, archive: Archive, deeds: Deeds): Eyes => {
  const lastReceived = new Map<string, number>();
  /** Where changes were carried over: they stand in the log under other ids than they were made with. */
  const renumbered = new Set<string>();
  const isThere = (words: readonly string[]) =>
    words.length > 0 && words.every((word) => archive.hasWord(word) || deeds.erased.has(word));
  return {
    sees: (phone, address, update) => {
      if (isForbidden(update)) world.fail('forbidden', `${phone} sees it in ${address}`);
    },
    seesDeletion: ({ deleteSet, doc }) => {
      for (const [client, ranges] of deleteSet.clients) {
        for (const { clock, len } of ranges) {
          for (let at = clock; at < clock + len; ) {
            const struct = Y.getItem(doc.store, Y.createID(client, at));
            if (struct instanceof Y.Item) for (const word of wordsOf(struct)) deeds.erased.add(word);
            at = struct.id.clock + struct.length;
          }
        }
      }
    },
    hears: (phone, address, document) => {
      const { made, received, waiting, refused } = document.receipt;
      if (made !== received + waiting + refused.length || received < 0 || waiting < 0) {
        world.fail('receipt', `${phone} ${address}: made ${made}, ${received} + ${waiting} + ${refused.length}`);
      }
      const key = `${phone} ${address}`;
      if (document.state.generation > 0) renumbered.add(key);
      const before = lastReceived.get(key) ?? 0;
      lastReceived.set(key, received);
      if (received <= before) return;
      const there = deeds
        .of(phone, address)
        .filter(
          ({ words, update }) =>
            isThere(words) || archive.holds(address, update) || (words.length === 0 && renumbered.has(key)),
        ).length;
      if (received > there) {
        world.fail('receipt', `${phone} ${address}: ${received} received, but ${there} are in the relay's log`);
      }
    },
  };
};

const wordsOf = ({ content }: Y.Item): readonly string[] => {
  const text = content instanceof Y.ContentString ? content.str : JSON.stringify(content.getContent());
  return [...text.matchAll(/#\d+#/g)].map(([word]) => word);
};
