import { type Entry, isMeasure, type Measure, type Sum } from '@lianxi/documents';
import type { Database } from 'better-sqlite3';
import { type ChainHead, emptyHead } from '../../chain.ts';
import type { Books } from '../../ledger/books.ts';
import type { ApprovalLimits, Original } from '../../ledger/decide.ts';
import { entryColumns } from './columns.ts';

export const approvalSetting = 'ledger_approval';
const nothing: Sum = Object.freeze({ promised: 0, delivered: 0, used: 0 });

/** The books in the file, over a connection whose transaction the caller has begun. */
export const createBooks = (sqlite: Database): Books => {
  const known = sqlite
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM ledger_entries WHERE ledger = @ledger AND entry = @entry)
           OR EXISTS (SELECT 1 FROM ledger_refusals WHERE ledger = @ledger AND entry = @entry)
           OR EXISTS (SELECT 1 FROM ledger_waiting WHERE ledger = @ledger AND entry = @entry)`,
    )
    .pluck();
  const head = sqlite.prepare('SELECT number, hash FROM ledger_entries WHERE ledger = ? ORDER BY number DESC LIMIT 1');
  const sum = sqlite.prepare(
    'SELECT promised, delivered, used FROM ledger_totals WHERE ledger = ? AND unit = ? AND measure = ?',
  );
  const posted = sqlite.prepare(`SELECT ${entryColumns} FROM ledger_entries WHERE ledger = ? AND entry = ?`);
  const reversal = sqlite.prepare('SELECT 1 FROM ledger_entries WHERE ledger = ? AND reverses = ?').pluck();
  const refused = sqlite.prepare('SELECT 1 FROM ledger_refusals WHERE ledger = ? AND entry = ?').pluck();
  const waiting = sqlite.prepare('SELECT 1 FROM ledger_waiting WHERE ledger = ? AND entry = ?').pluck();
  const closedUntil = sqlite.prepare('SELECT until FROM ledger_closings ORDER BY number DESC LIMIT 1').pluck();
  const limits = sqlite.prepare('SELECT value FROM settings WHERE key = ?').pluck();
  const insert = sqlite.prepare(
    `INSERT INTO ledger_entries (ledger, number, previous, hash, entry, unit, step, measure, quantity, item, date,
       entered_by, entered_at, reverses, need, offer, approved_by, posted_at)
     VALUES (@ledger, @number, @previous, @hash, @id, @unit, @step, @measure, @quantity, @item, @date,
       @by, @at, @reverses, @need, @offer, @approvedBy, @postedAt)`,
  );
  const putSum = sqlite.prepare(
    `INSERT INTO ledger_totals (ledger, unit, measure, promised, delivered, used)
     VALUES (@ledger, @unit, @measure, @promised, @delivered, @used)
     ON CONFLICT DO UPDATE SET promised = excluded.promised, delivered = excluded.delivered, used = excluded.used`,
  );
  const refuse = sqlite.prepare(
    'INSERT INTO ledger_refusals (ledger, entry, reason, declined_by, refused_at) VALUES (?, ?, ?, ?, ?)',
  );
  const wait = sqlite.prepare('INSERT INTO ledger_waiting (ledger, entry, content, asked_at) VALUES (?, ?, ?, ?)');
  const decided = sqlite.prepare('DELETE FROM ledger_waiting WHERE ledger = ? AND entry = ?');

  const originalOf = (ledger: string, entry: string): Original | null => {
    const row = posted.get(ledger, entry) as Entry | undefined;
    if (row) return { type: 'posted', entry: row, isReversed: reversal.get(ledger, entry) !== undefined };
    if (refused.get(ledger, entry) !== undefined) return { type: 'refused' };
    return waiting.get(ledger, entry) === undefined ? null : { type: 'waiting' };
  };

  return {
    knows: (ledger, entry) => known.get({ ledger, entry }) === 1,
    head: (ledger) => (head.get(ledger) as ChainHead | undefined) ?? emptyHead,
    sum: (ledger, unit, measure) => (sum.get(ledger, unit, measure) as Sum | undefined) ?? nothing,
    original: originalOf,
    closedUntil: () => (closedUntil.get() as string | undefined) ?? null,
    approvalLimits: () => parseLimits(limits.get(approvalSetting) as string | undefined),
    post: (row, { promised, delivered, used }) => {
      insert.run(row);
      const { ledger, unit, measure } = row;
      putSum.run({ ledger, unit, measure, promised, delivered, used });
    },
    refuse: (ledger, entry, reason, declinedBy, at) => refuse.run(ledger, entry, reason, declinedBy, at),
    wait: (ledger, entry, at) => wait.run(ledger, entry.id, JSON.stringify(entry), at),
    decided: (ledger, entry) => decided.run(ledger, entry),
  };
};

/** What the setting says: measure → quantity. Whatever else stands there limits nothing. */
export const parseLimits = (text: string | undefined): ApprovalLimits => {
  if (text === undefined) return {};
  const limits = Object.entries(JSON.parse(text) as object).filter(
    (each): each is [Measure, number] => isMeasure(each[0]) && Number.isSafeInteger(each[1]) && each[1] > 0,
  );
  return Object.fromEntries(limits);
};
