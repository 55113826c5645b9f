import type { Json } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Fields, type FieldType, fitsField, type Values } from './field.ts';
import {
  type Cell,
  changedKeys,
  isCell,
  isRowBase,
  isSettledClash,
  parseKey,
  type RowBase,
  recordId,
  type SettledClash,
  type TableSchema,
} from './layout.ts';

/**
 * What a table says, kept up to date event by event. A row's `values` and the list of ids keep their identity until they
 * change, so that a view can compare by `===`. The projection lives as long as its document and never writes.
 */
export interface TableProjection<F extends Fields = Fields> {
  readonly schema: TableSchema<F>;
  /** Ids of the rows that are there, oldest first; the same array until a row comes or goes. */
  ids(): readonly string[];
  /** Ids of all rows, those that were removed included, in no order. */
  allIds(): readonly string[];
  /** Also finds removed rows, so that a removal can be shown and undone. */
  row(id: string): Row<F> | undefined;
  /** The row's values; for a record's `self` also before anything was written. */
  values(id: string): Values<F>;
  /** Calls back after a change of: one cell, one row (any cell), or the set of ids. Returns the way to stop. */
  subscribe(to: Subscription<F>, listener: () => void): () => void;
  /** Told, before any subscriber, which fields of which rows a transaction touched: for what is derived from the table. */
  watch(watcher: Watcher): () => void;
  /** Of all rows, removed ones included, in how many a field has a value, whether it is shown or hidden. */
  filled(field: keyof F & string): number;
  /** Whoever hides fields says so here when it has changed: these fields read differently in every row. */
  reread(fields: ReadonlySet<string>): void;
  /** How many listeners there are; 0 when every view has gone. */
  readonly listenerCount: number;
  destroy(): void;
}

/** Row ids to the fields touched; the field `` is the row's creation, `~` its removal or return. */
export type Watcher = (touched: ReadonlyMap<string, ReadonlySet<string>>) => void;

export type Subscription<F extends Fields = Fields> =
  | { readonly type: 'ids' }
  | { readonly type: 'any' }
  | { readonly type: 'row'; readonly id: string }
  | { readonly type: 'cell'; readonly id: string; readonly field: keyof F & string };

export interface Row<F extends Fields = Fields> {
  readonly id: string;
  readonly values: Values<F>;
  readonly isRemoved: boolean;
  readonly createdAt: number;
  readonly createdBy: string;
  /** Who wrote over which field last and when, newest first. The first entry of a row's life is its creation. */
  readonly changes: readonly FieldChange<F>[];
  /** Fields that two people set at the same time, with every value still standing beside the present one. */
  readonly clashes: readonly Clash<F>[];
  /** Values that lost and were settled, newest settling first. */
  readonly settled: readonly SettledValue<F>[];
}

export interface FieldChange<F extends Fields = Fields> {
  readonly field: (keyof F & string) | '~';
  readonly value: Json;
  /** What the row was created with; values between the first and the present one are not kept. */
  readonly original: Json;
  readonly time: number;
  readonly member: string;
}

export interface Clash<F extends Fields = Fields> {
  readonly field: keyof F & string;
  readonly others: readonly { readonly value: Json; readonly time: number; readonly member: string }[];
}

export interface SettledValue<F extends Fields = Fields> {
  readonly field: keyof F & string;
  readonly value: Json;
  readonly time: number;
  readonly member: string;
  readonly settledAt: number;
  readonly settledBy: string;
}

/** Everything known of one row, before it is shaped for reading. */
interface Draft {
  base: RowBase | undefined;
  readonly cells: Map<string, Cell>;
  removed: Cell | undefined;
  clashes: Map<string, Map<string, Cell | SettledClash>> | undefined;
  shaped: Row | undefined;
}

/** `isHidden`: fields that read as if nobody had ever written them, with their changes and clashes. */
export const projectTable = <F extends Fields>(
  map: Y.Map<unknown>,
  schema: TableSchema<F>,
  isHidden: (field: string) => boolean = () => false,
): TableProjection<F> => {
  const drafts = new Map<string, Draft>();
  const listeners = new Map<string, Set<() => void>>();
  const watchers = new Set<Watcher>();
  let ids: readonly string[] | undefined;
  const fieldNames = Object.keys(schema.fields);
  const nothing = Object.freeze(Object.fromEntries(fieldNames.map((field) => [field, null]))) as Values<F>;

  const draftOf = (id: string): Draft => {
    let draft = drafts.get(id);
    if (!draft) {
      draft = { base: undefined, cells: new Map(), removed: undefined, clashes: undefined, shaped: undefined };
      drafts.set(id, draft);
    }
    return draft;
  };

  /** Takes one key's value over; says which row and field it touched. */
  const take = (key: string, value: unknown): { id: string; field: string; membership: boolean } | null => {
    const parsed = parseKey(key);
    if (!parsed) return null;
    const draft = draftOf(parsed.id);
    draft.shaped = undefined;
    switch (parsed.type) {
      case 'row':
        draft.base = isRowBase(value) ? value : undefined;
        return { id: parsed.id, field: '', membership: true };
      case 'removed':
        draft.removed = isCell(value) ? value : undefined;
        return { id: parsed.id, field: '~', membership: true };
      case 'cell':
        if (isCell(value)) draft.cells.set(parsed.field, value);
        else draft.cells.delete(parsed.field);
        return { id: parsed.id, field: parsed.field, membership: false };
      case 'clash': {
        draft.clashes ??= new Map();
        const ofField = draft.clashes.get(parsed.field) ?? new Map<string, Cell | SettledClash>();
        if (isCell(value) || isSettledClash(value)) ofField.set(parsed.stamp, value);
        else ofField.delete(parsed.stamp);
        draft.clashes.set(parsed.field, ofField);
        return { id: parsed.id, field: parsed.field, membership: false };
      }
    }
  };

  const isThere = (id: string, draft: Draft): boolean =>
    (schema.isRecord ? id === recordId : draft.base !== undefined) && draft.removed?.[0] !== true;

  /** What does not fit is a newer version's or a stranger's: it is left alone, and reads as unknown. */
  const fitting = (field: string, value: Json | undefined): Json =>
    value !== undefined && fitsField(schema.fields[field] as FieldType, value) ? value : null;
  const originalOf = ({ base }: Draft, field: string): Json =>
    fitting(field, base && Object.hasOwn(base, field) ? base[field] : null);

  const currentOf = (draft: Draft, field: string): Json => {
    const cell = draft.cells.get(field);
    return cell ? fitting(field, cell[0]) : originalOf(draft, field);
  };

  const shape = (id: string, draft: Draft): Row<F> => {
    const shown = fieldNames.filter((field) => !isHidden(field));
    const values: Record<string, Json> = { ...nothing };
    for (const field of shown) values[field] = currentOf(draft, field);
    const changes: FieldChange<F>[] = [];
    for (const field of shown) {
      const cell = draft.cells.get(field);
      if (!cell || !fitsField(schema.fields[field] as FieldType, cell[0])) continue;
      changes.push({ field, value: cell[0], original: originalOf(draft, field), time: cell[1], member: cell[2] });
    }
    if (draft.removed) {
      const [value, time, member] = draft.removed;
      changes.push({ field: '~', value, original: false, time, member });
    }
    changes.sort((left, right) => right.time - left.time || (left.field < right.field ? -1 : 1));
    const clashes: Clash<F>[] = [];
    const settled: SettledValue<F>[] = [];
    for (const [field, byStamp] of draft.clashes ?? []) {
      if (!shown.includes(field)) continue;
      const others: { value: Json; time: number; member: string }[] = [];
      for (const [, entry] of [...byStamp].sort(([left], [right]) => (left < right ? -1 : 1))) {
        const [value, time, member] = entry;
        if (!fitsField(schema.fields[field] as FieldType, value)) continue;
        if (isSettledClash(entry))
          settled.push({ field, value, time, member, settledAt: entry[3], settledBy: entry[4] });
        else others.push({ value, time, member });
      }
      if (others.length > 0) clashes.push({ field, others });
    }
    settled.sort((left, right) => right.settledAt - left.settledAt || right.time - left.time);
    clashes.sort((left, right) => (left.field < right.field ? -1 : 1));
    return Object.freeze({
      id,
      values: Object.freeze(values) as Values<F>,
      isRemoved: draft.removed?.[0] === true,
      createdAt: draft.base?.$at ?? 0,
      createdBy: draft.base?.$by ?? '',
      changes,
      clashes,
      settled,
    });
  };

  const row = (id: string): Row<F> | undefined => {
    const draft = drafts.get(id);
    if (!draft || (!draft.base && !(schema.isRecord && id === recordId))) return undefined;
    draft.shaped ??= shape(id, draft) as unknown as Row;
    return draft.shaped as unknown as Row<F>;
  };

  const notify = (topics: ReadonlySet<string>) => {
    const called = new Set<() => void>();
    for (const topic of topics) for (const listener of listeners.get(topic) ?? []) called.add(listener);
    for (const listener of called) listener();
  };

  const observe = (event: Y.YMapEvent<unknown>) => {
    const topics = new Set<string>();
    const touchedFields = new Map<string, Set<string>>();
    for (const key of changedKeys(event)) {
      const touched = take(key, map.get(key));
      if (!touched) continue;
      const fields = touchedFields.get(touched.id) ?? new Set();
      touchedFields.set(touched.id, fields.add(touched.field));
      topics.add('any').add(`row:${touched.id}`);
      if (touched.membership) {
        ids = undefined;
        topics.add('ids');
        for (const field of fieldNames) topics.add(`cell:${touched.id}/${field}`);
      } else topics.add(`cell:${touched.id}/${touched.field}`);
    }
    for (const watcher of watchers) watcher(touchedFields);
    notify(topics);
  };

  for (const [key, value] of map.entries()) take(key, value);
  map.observe(observe);

  return {
    schema,
    ids: () => {
      ids ??= [...drafts]
        .filter(([id, draft]) => isThere(id, draft))
        .map(([id]) => id)
        .sort();
      return ids;
    },
    allIds: () => [...drafts].filter(([, draft]) => draft.base !== undefined).map(([id]) => id),
    row,
    values: (id) => row(id)?.values ?? nothing,
    subscribe: (to, listener) => {
      const topic = topicOf(to);
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic.add(listener));
      return () => {
        ofTopic.delete(listener);
        if (ofTopic.size === 0 && listeners.get(topic) === ofTopic) listeners.delete(topic);
      };
    },
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    filled: (field) => {
      let count = 0;
      for (const draft of drafts.values()) if (draft.base && currentOf(draft, field) !== null) count++;
      return count;
    },
    reread: (fields) => {
      const topics = new Set(['any']);
      const touched = new Map<string, ReadonlySet<string>>();
      for (const [id, draft] of drafts) {
        draft.shaped = undefined;
        touched.set(id, fields);
        topics.add(`row:${id}`);
        for (const field of fields) topics.add(`cell:${id}/${field}`);
      }
      for (const watcher of watchers) watcher(touched);
      notify(topics);
    },
    get listenerCount() {
      let count = 0;
      for (const ofTopic of listeners.values()) count += ofTopic.size;
      return count;
    },
    destroy: () => {
      map.unobserve(observe);
      listeners.clear();
      watchers.clear();
    },
  };
};

const topicOf = <F extends Fields>(to: Subscription<F>): string => {
  switch (to.type) {
    case 'ids':
    case 'any':
      return to.type;
    case 'row':
      return `row:${to.id}`;
    case 'cell':
      return `cell:${to.id}/${to.field}`;
  }
};
