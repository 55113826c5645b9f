import { type Json, jsonEquals } from '@lianxi/base';
import * as Y from 'yjs';
import { encodeChange } from './rebase.ts';

/**
 * A document was rebuilt without its history, because somebody was erased from it. What waits here leans on the former
 * document and cannot be carried as it is: its cells are written anew, by what they say, under the rows that are still there.
 * What belongs to a row that is not there any more goes with it.
 */
export interface Replay {
  /** The change again, leaning on nothing; null: nothing of it is left to write. Undefined: it holds more than cells of tables. */
  readonly update: Uint8Array | null | undefined;
  /** Something of it was about a row that has gone. */
  readonly isErased: boolean;
}

export interface Replayer {
  replay(update: Uint8Array): Replay;
  /** What stood in rows which have gone, tells of somebody, and stands nowhere in what is there now. */
  readonly words: readonly string[];
}

/** `all`: everything that waits, in other windows too, so that a row that was begun here is known as one. */
export const createReplayer = (former: Y.Doc, fresh: Y.Doc, all: readonly Uint8Array[]): Replayer => {
  const places = new Map<string, Place>();
  const begun = new Set<string>();
  for (const update of all) {
    for (const struct of Y.decodeUpdate(update).structs) {
      if (!(struct instanceof Y.Item)) continue;
      const place = placeOf(struct, former, places);
      if (!place) continue;
      for (let at = 0; at < struct.length; at++) places.set(`${struct.id.client}:${struct.id.clock + at}`, place);
      if (!place.key.includes('/')) begun.add(`${place.root}\n${place.key}`);
    }
  }
  const isGone = (root: string, key: string): boolean => {
    const row = key.split('/')[0] ?? '';
    return row !== record && !fresh.getMap(root).has(row) && !begun.has(`${root}\n${row}`);
  };

  const replay = (update: Uint8Array): Replay => {
    const doc = new Y.Doc();
    let isErased = false;
    let isLeft = false;
    for (const struct of Y.decodeUpdate(update).structs) {
      if (!(struct instanceof Y.Item)) continue;
      const place = placeOf(struct, former, places);
      if (!place) return { update: undefined, isErased: false };
      // Written over within the same change.
      if (struct.content instanceof Y.ContentDeleted) continue;
      if (!(struct.content instanceof Y.ContentAny)) return { update: undefined, isErased: false };
      const { root, key } = place;
      if (isGone(root, key)) {
        isErased = true;
        continue;
      }
      doc.getMap(root).set(key, struct.content.arr.at(-1));
      isLeft = true;
    }
    const replayed = isLeft ? Y.encodeStateAsUpdate(doc) : null;
    doc.destroy();
    return { update: replayed, isErased };
  };

  const findWords = (): readonly string[] => {
    const gone = new Set<string>();
    const standing = new Set<string>();
    for (const type of fresh.share.values()) for (const [, value] of valuesIn(type)) addTexts(value, standing);
    for (const [root, type] of former.share) {
      for (const [key, value] of valuesIn(type)) if (isGone(root, key)) addTexts(value, gone);
    }
    return [...gone].filter((word) => isTelling(word) && !standing.has(word));
  };
  return { replay, words: findWords() };
};

export type Written = { readonly type: 'there' } | { readonly type: 'ready'; readonly update: Uint8Array };

/** What `replay` made of a change, written into the document as it is by now; `client`: an id that nobody has used. */
export const writeReplayed = (doc: Y.Doc, update: Uint8Array, client: number): Written => {
  const items: Y.Item[] = [];
  let clock = Y.getState(doc.store, client);
  for (const { parent, parentSub, content } of Y.decodeUpdate(update).structs.filter(
    (each) => each instanceof Y.Item,
  )) {
    const root: unknown = parent;
    if (typeof root !== 'string' || parentSub === null || !(content instanceof Y.ContentAny)) continue;
    const map = doc.getMap<unknown>(root);
    const key = keyFor(parentSub, content.arr[0], map.get(parentSub));
    if (key === null || (key !== parentSub && map.has(key))) continue;
    const over = map._map.get(key)?.lastId ?? null;
    items.push(new Y.Item(Y.createID(client, clock++), null, over, null, null, root as never, key, content));
  }
  return items.length === 0
    ? { type: 'there' }
    : { type: 'ready', update: encodeChange(client, Y.getState(doc.store, client), items, []) };
};

interface Place {
  readonly root: string;
  readonly key: string;
}

/** A table with this one row needs no creation. */
const record = 'self';

/** Where a cell lies: as the former document knows it, as it says itself, or as what it was written over says. */
const placeOf = (item: Y.Item, former: Y.Doc, known: ReadonlyMap<string, Place>): Place | null => {
  const told = known.get(`${item.id.client}:${item.id.clock}`);
  if (told) return told;
  const stood = Y.getState(former.store, item.id.client) > item.id.clock ? Y.getItem(former.store, item.id) : null;
  for (const each of [stood, item]) {
    if (!(each instanceof Y.Item) || each.parentSub === null) continue;
    const parent: unknown = each.parent;
    if (typeof parent === 'string') return { root: parent, key: each.parentSub };
    if (parent instanceof Y.AbstractType && parent._item === null)
      return { root: Y.findRootTypeKey(parent), key: each.parentSub };
  }
  return (item.origin && known.get(`${item.origin.client}:${item.origin.clock}`)) ?? null;
};

/**
 * Under which key a value is written: its own, or, where something newer stands there, beside it as a value that lost
 * ([TB4]): whose clock is right nobody knows. Null where there is nothing to write.
 */
const keyFor = (key: string, value: unknown, standing: unknown): string | null => {
  if (standing === undefined) return key;
  if (!isCell(value) || !isCell(standing)) return null;
  if (jsonEquals(value[0], standing[0])) return null;
  if (value[1] >= standing[1]) return key;
  return key.endsWith('/~') || key.includes('!') ? null : `${key}!${value[1]}-${value[2]}`;
};

const isCell = (value: unknown): value is readonly [Json, number, string] =>
  Array.isArray(value) && value.length === 3 && typeof value[1] === 'number' && typeof value[2] === 'string';

/** Words that tell of a person: not codes of the register, days, or ids, which stand in anybody's. */
const isTelling = (word: string): boolean => /[^ -~].|\d{7,}|[a-z] [a-z]/iu.test(word);

const valuesIn = (type: Pick<Y.AbstractType<never>, '_map'>): readonly (readonly [string, unknown])[] =>
  [...type._map].flatMap(([key, item]) =>
    item.deleted ? [] : [[key, item.content.getContent()[item.length - 1]] as const],
  );

const addTexts = (value: unknown, into: Set<string>): void => {
  if (typeof value === 'string') into.add(value);
  else if (Array.isArray(value)) for (const each of value) addTexts(each, into);
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) addTexts(each, into);
};
