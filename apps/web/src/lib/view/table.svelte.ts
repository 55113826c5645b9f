import type { Fields, Row, Subscription, TableProjection, Values } from '@lianxi/documents';
import { createSubscriber } from 'svelte/reactivity';

/**
 * A table as templates read it: reading `cell(id, field)` in an expression makes that expression, and no other, run again
 * when the cell changes. The view holds nothing of its own, so it can be made anywhere and needs no end.
 */
export interface TableView<F extends Fields> {
  readonly ids: readonly string[];
  row(id: string): Row<F> | undefined;
  values(id: string): Values<F>;
  cell<K extends keyof F & string>(id: string, field: K): Values<F>[K];
}

const views = new WeakMap<object, TableView<Fields>>();

export const viewTable = <F extends Fields>(projection: TableProjection<F>): TableView<F> => {
  const known = views.get(projection);
  if (known) return known as unknown as TableView<F>;
  const subscribers = new Map<string, () => void>();

  /** One subscriber a topic while anybody reads it; it goes with its last reader. */
  const listen = (topic: string, to: Subscription<F>) => {
    let subscribe = subscribers.get(topic);
    if (!subscribe) {
      subscribe = createSubscriber((update) => {
        const stop = projection.subscribe(to, update);
        return () => {
          stop();
          subscribers.delete(topic);
        };
      });
      subscribers.set(topic, subscribe);
    }
    subscribe();
  };

  const view: TableView<F> = {
    get ids() {
      listen('ids', { type: 'ids' });
      return projection.ids();
    },
    row: (id) => {
      listen(`row:${id}`, { type: 'row', id });
      return projection.row(id);
    },
    values: (id) => {
      listen(`row:${id}`, { type: 'row', id });
      return projection.values(id);
    },
    cell: (id, field) => {
      listen(`cell:${id}/${field}`, { type: 'cell', id, field });
      return projection.values(id)[field];
    },
  };
  views.set(projection, view as unknown as TableView<Fields>);
  return view;
};
