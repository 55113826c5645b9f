import type { Database } from 'better-sqlite3';

/** Takes a ledger out of the books, before its document goes. The triggers allow it for the demo's alone. */
export const dropFromBooks = (sqlite: Database, ledger: string): void => {
  for (const table of ['ledger_entries', 'ledger_refusals', 'ledger_waiting', 'ledger_totals', 'ledger_books']) {
    sqlite.prepare(`DELETE FROM ${table} WHERE ledger = ?`).run(ledger);
  }
};

/** Where nothing is posted any more, no period is closed either: what follows is another community's. */
export const reopenEmptyBooks = (sqlite: Database): void => {
  if (sqlite.prepare('SELECT 1 FROM ledger_entries').get() !== undefined) return;
  sqlite.exec('DELETE FROM ledger_closing_heads; DELETE FROM ledger_closings;');
};
