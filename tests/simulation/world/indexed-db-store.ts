/** What a device's disk holds: databases of stores of records, in the order of their keys. */
export type Key = number | string | readonly Key[];
export interface StoredRecord {
  readonly key: Key;
  readonly value: unknown;
}
export interface StoredStore {
  readonly autoIncrement: boolean;
  nextKey: number;
  records: StoredRecord[];
}
export interface StoredDatabase {
  version: number;
  readonly stores: Map<string, StoredStore>;
}
export type Medium = Map<string, StoredDatabase>;

/** One step of what a transaction does; replayed, it gives the same records. */
export type Operation =
  | { readonly type: 'put'; readonly store: string; readonly key: Key; readonly value: unknown }
  | { readonly type: 'delete'; readonly store: string; readonly range: Range };

/** What becomes durable as a whole or not at all. */
export type Commit =
  | { readonly type: 'create'; readonly database: string; readonly stores: readonly NewStore[] }
  | { readonly type: 'write'; readonly database: string; readonly operations: readonly Operation[] }
  | { readonly type: 'drop'; readonly database: string };
export interface NewStore {
  readonly name: string;
  readonly autoIncrement: boolean;
}

export interface Range {
  readonly lower: Key | undefined;
  readonly upper: Key | undefined;
  readonly lowerOpen: boolean;
  readonly upperOpen: boolean;
}
export const everything: Range = { lower: undefined, upper: undefined, lowerOpen: false, upperOpen: false };
export const only = (key: Key): Range => ({ lower: key, upper: key, lowerOpen: false, upperOpen: false });

export const compareKeys = (one: Key, other: Key): number => {
  const rank = (key: Key) => (typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2);
  if (rank(one) !== rank(other)) return rank(one) - rank(other);
  if (typeof one === 'object' && typeof other === 'object') {
    for (let index = 0; index < Math.min(one.length, other.length); index++) {
      const order = compareKeys(one[index] as Key, other[index] as Key);
      if (order !== 0) return order;
    }
    return one.length - other.length;
  }
  return one === other ? 0 : one < other ? -1 : 1;
};

export const isWithin = (key: Key, { lower, upper, lowerOpen, upperOpen }: Range): boolean => {
  if (lower !== undefined) {
    const order = compareKeys(key, lower);
    if (order < 0 || (order === 0 && lowerOpen)) return false;
  }
  if (upper === undefined) return true;
  const order = compareKeys(key, upper);
  return order < 0 || (order === 0 && !upperOpen);
};

export const findRecords = (store: StoredStore, range: Range): readonly StoredRecord[] =>
  range === everything ? store.records : store.records.filter(({ key }) => isWithin(key, range));

export const applyOperation = (store: StoredStore, operation: Operation): void => {
  if (operation.type === 'delete') {
    store.records = store.records.filter(({ key }) => !isWithin(key, operation.range));
    return;
  }
  const { key, value } = operation;
  if (typeof key === 'number' && store.autoIncrement) store.nextKey = Math.max(store.nextKey, Math.floor(key) + 1);
  let at = store.records.length;
  while (at > 0 && compareKeys((store.records[at - 1] as StoredRecord).key, key) > 0) at--;
  const before = store.records[at - 1];
  if (before && compareKeys(before.key, key) === 0) store.records[at - 1] = { key, value };
  else store.records.splice(at, 0, { key, value });
};

export const applyCommit = (medium: Medium, commit: Commit): void => {
  if (commit.type === 'drop') {
    medium.delete(commit.database);
    return;
  }
  if (commit.type === 'create') {
    const stores = new Map<string, StoredStore>();
    for (const { name, autoIncrement } of commit.stores) stores.set(name, { autoIncrement, nextKey: 1, records: [] });
    medium.set(commit.database, { version: 1, stores });
    return;
  }
  const database = medium.get(commit.database);
  for (const operation of commit.operations) {
    const store = database?.stores.get(operation.store);
    if (store) applyOperation(store, operation);
  }
};

export const copyMedium = (medium: Medium): Medium =>
  new Map(
    [...medium].map(([name, { version, stores }]) => [
      name,
      { version, stores: new Map([...stores].map(([key, store]) => [key, { ...store, records: [...store.records] }])) },
    ]),
  );

/** What IndexedDB calls a structured clone, of what is kept here. */
export const cloneValue = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map(cloneValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cloneValue(each)]));
};
