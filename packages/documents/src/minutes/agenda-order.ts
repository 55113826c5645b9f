import type { Random } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Change, projectTable } from '../table/index.ts';
import { orderBetween, orderSpread } from './order.ts';
import { agendaSchema } from './schema.ts';

const longestKey = 48;

/**
 * The order key for a topic's new place. Keys that have grown long are spread anew in the same step (`respaced`), so that a
 * list that is shuffled all day keeps fitting its field.
 */
export const topicPlace = (
  doc: Y.Doc,
  topic: string,
  place: 'start' | 'end' | { readonly after: string },
  random: Random,
): { readonly order: string; readonly respaced: readonly Change[] } => {
  const others = orderedTopics(doc).filter(({ id }) => id !== topic);
  const found = typeof place === 'object' ? others.findIndex(({ id }) => id === place.after) : -1;
  const index = place === 'start' ? 0 : found < 0 ? others.length : found + 1;
  const left = others[index - 1]?.order ?? null;
  const right = nextGreater(others, index, left);
  const order = orderBetween(left, right, random);
  if (order.length <= longestKey) return { order, respaced: [] };
  const keys = orderSpread(others.length + 1);
  const respaced = others.map(
    ({ id }, position): Change => ({
      type: 'set',
      table: 'agenda',
      id,
      field: 'order',
      value: keys[position < index ? position : position + 1] ?? order,
    }),
  );
  return { order: keys[index] ?? order, respaced };
};

/** Among topics that share a key there is no gap to drop into: the first greater one bounds it. */
const nextGreater = (topics: readonly { order: string }[], from: number, left: string | null): string | null => {
  for (let index = from; index < topics.length; index++) {
    const order = topics[index]?.order;
    if (order !== undefined && order > (left ?? '')) return order;
  }
  return null;
};

const orderedTopics = (doc: Y.Doc): readonly { id: string; order: string }[] => {
  const table = projectTable(doc.getMap(agendaSchema.name), agendaSchema);
  const topics = table.ids().map((id) => ({ id, order: table.values(id).order ?? '~' }));
  table.destroy();
  return topics.sort((left, right) =>
    left.order === right.order ? (left.id < right.id ? -1 : 1) : left.order < right.order ? -1 : 1,
  );
};
