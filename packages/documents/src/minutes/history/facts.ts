import * as Y from 'yjs';
import { isTextContainer, textPrefix } from '../text.ts';
import type { History, Stamp } from './replay.ts';

/** What happened in one moment: characters by topic, and the tables that were written in. */
export interface MomentFacts {
  readonly topics: ReadonlyMap<string, { readonly added: number; readonly removed: number }>;
  readonly tables: ReadonlySet<string>;
}

/** One for each moment of the history. */
export const readFacts = (history: History): readonly MomentFacts[] => {
  const facts = history.moments.map(() => ({
    topics: new Map<string, { added: number; removed: number }>(),
    tables: new Set<string>(),
  }));
  const count = (moment: number, topic: string, what: 'added' | 'removed', length: number) => {
    const topics = facts[moment]?.topics;
    const known = topics?.get(topic);
    if (known) known[what] += length;
    else topics?.set(topic, { added: 0, removed: 0, [what]: length });
  };
  /** `gone`: when what holds it was deleted. What somebody wrote into it at the same time has no death of its own. */
  const visit = (type: Y.AbstractType<unknown>, topic: string, gone: Stamp | null) => {
    for (let item = type._start; item; item = item.right) {
      const isText = item.content instanceof Y.ContentString;
      for (const { length, born, died } of history.pieces(item.id, item.length)) {
        const end = died ?? gone;
        count(born.moment, topic, 'added', isText ? length : 0);
        if (end) count(Math.max(born.moment, end.moment), topic, 'removed', isText ? length : 0);
        if (item.content instanceof Y.ContentType) visit(item.content.type, topic, end);
      }
    }
  };
  for (const [name, type] of history.doc.share) {
    if (isTextContainer(name)) visit(type as Y.AbstractType<unknown>, name.slice(textPrefix.length), null);
    else
      for (const last of type._map.values())
        for (let item: Y.Item | null = last; item; item = item.left)
          for (const { born } of history.pieces(item.id, item.length)) facts[born.moment]?.tables.add(name);
  }
  return facts;
};
