import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, type Grant, parseAddress, type Scope } from '@lianxi/access';
import { type Entry, type LedgerLine, ledgerDefinition, type Outcome, type Totals } from '@lianxi/documents';
import {
  type Appended,
  createDocument,
  createSqliteLog,
  findDocument,
  openStore,
  readDocument,
  type Store,
} from '@lianxi/server';
import * as Y from 'yjs';

/** Ledgers in a real file, written as the relay writes them: the entries' update and the entries in one batch. */
export interface Office {
  readonly store: Store;
  readonly folder: string;
  now: number;
  ledger(name: string, isDemo?: boolean): Address;
  submit(ledger: Address, entries: readonly Entry[], author?: string): Promise<Appended>;
  /** Puts another document in the place of what the log holds, as somebody with the file can. */
  replaceDocument(ledger: Address, doc: Y.Doc): void;
  /** What the ledger's document holds. */
  document(ledger: Address): Y.Doc;
  outcomes(ledger: Address): { readonly [id: string]: Outcome };
  snapshot(ledger: Address): LedgerSnapshot;
  rows(sql: string, ...values: readonly unknown[]): readonly Row[];
  reopen(): void;
  stop(): void;
}

export interface LedgerSnapshot {
  readonly entries: readonly (Entry & Omit<LedgerLine, 'entry'>)[];
  readonly totals: Totals;
}

export type Row = { readonly [column: string]: unknown };

/** 20 November 2026, noon, wherever the tests run. */
export const noon = new Date(2026, 10, 20, 12).getTime();

export const openOffice = (): Office => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-books-'));
  let now = noon;
  const open = (): Store => {
    const opened = openStore(folder, () => now);
    if (!opened.ok) throw new Error(opened.error.type);
    // Nothing crashes here, and a disk's sync for each entry would be most of the time.
    opened.value.sqlite.pragma('synchronous = OFF');
    return opened.value;
  };
  let store = open();
  let log = createSqliteLog(store.sqlite, store.clock);
  const document = (ledger: Address): Y.Doc => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, readDocument(store, ledger)?.update ?? new Uint8Array([0, 0]));
    return doc;
  };
  return {
    get store() {
      return store;
    },
    folder,
    get now() {
      return now;
    },
    set now(time) {
      now = time;
    },
    ledger: (name, isDemo = false) => {
      const parts = parseAddress(`ledger/joint/${name}`);
      if (!parts.ok) throw new Error(name);
      createDocument(store, { parts: parts.value, title: name, createdBy: null, isDemo, seed: null });
      return parts.value.address;
    },
    submit: async (ledger, entries, author) => {
      const head = findDocument(store, ledger);
      if (!head) throw new Error(ledger);
      const doc = new Y.Doc();
      doc.transact(() => {
        for (const entry of entries) doc.getMap('entries').set(entry.id, entry);
      });
      const [appended] = await log.append([
        {
          room: head.room,
          after: head.seq,
          rows: [{ author: author ?? 'mwriter1', bytes: Y.encodeStateAsUpdate(doc) }],
          entries: entries.map((entry) => ({
            container: 'entries',
            key: entry.id,
            value: entry,
            author: author ?? entry.by,
          })),
        },
      ]);
      if (!appended) throw new Error('no answer');
      return appended;
    },
    document,
    replaceDocument: (ledger, doc) => {
      const room = findDocument(store, ledger)?.room;
      store.sqlite.prepare('DELETE FROM updates WHERE room = ? AND seq > 1').run(room);
      store.sqlite.prepare('UPDATE updates SET bytes = ? WHERE room = ?').run(Y.encodeStateAsUpdate(doc), room);
    },
    outcomes: (ledger) => document(ledger).getMap('outcomes').toJSON(),
    snapshot: (ledger) => ledgerDefinition.snapshot(document(ledger)) as LedgerSnapshot,
    rows: (sql, ...values) => store.sqlite.prepare(sql).all(...values) as Row[],
    reopen: () => {
      store.close();
      store = open();
      log = createSqliteLog(store.sqlite, store.clock);
    },
    stop: () => {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export const grantOf = (role: Grant['role'], on: string): Grant => ({ role, on: on as Scope, from: null, to: null });
export const committee = { id: 'mapprove', grants: [grantOf('committee', 'community')] };

let count = 0;
/** An entry as a liaison writes it; ids and times grow. */
export const entryOf = (over: Partial<Entry> = {}): Entry => {
  count += 1;
  return {
    id: `e${count}`,
    unit: 'unit-linxi',
    step: 'promised',
    measure: 'yuan',
    quantity: 100,
    item: '课堂材料费',
    date: '2026-11-10',
    by: 'mwriter1',
    at: 1_790_000_000_000 + count,
    reverses: null,
    need: null,
    offer: null,
    ...over,
  };
};

export const reversalOf = (entry: Entry, over: Partial<Entry> = {}): Entry => {
  const { id } = entryOf();
  return { ...entry, id, quantity: -entry.quantity, reverses: entry.id, at: entry.at + 1, item: '冲正', ...over };
};
