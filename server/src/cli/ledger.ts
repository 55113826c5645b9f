import { type Address, parseAddress } from '@lianxi/access';
import type { Result } from '@lianxi/base';
import { isDay, isMeasure, type Measure, measures, type Sum } from '@lianxi/documents';
import { type ApprovalError, hashHeads } from '../ledger/index.ts';
import {
  type ClosingError,
  closePeriod,
  decideWaiting,
  drawTrial,
  listDocuments,
  listWaiting,
  readApprovalLimits,
  readClosings,
  readHeads,
  setApprovalLimit,
  settleLedgers,
  type Trial,
  verifyBooks,
} from '../store/index.ts';
import { atDesk, type Desk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { explainProblem } from './ledger-problem.ts';
import { formatQuantity, measureWords, parseQuantity } from './ledger-words.ts';
import { type CliFailure, failed, misused, toJson, toTable } from './outcome.ts';
import { findUser } from './user.ts';

export const printHead = (io: Io, input: string | undefined, { json = false }: { json?: boolean }): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    const heads = readHeads(store);
    if (input === undefined) {
      const entries = heads.reduce((sum, { number }) => sum + number, 0);
      const head = { hash: hashHeads(heads), ledgers: heads.length, entries };
      if (json) return said(toJson({ ...head, heads }));
      return said(`${head.hash}  ${head.ledgers} 本台账 ledgers, ${head.entries} 笔 entries`);
    }
    const ledger = ledgerFrom(input);
    if (!ledger.ok) return ledger;
    const head = heads.find((each) => each.ledger === ledger.value);
    if (!head) return failed(`${input} 还没有入账的账目。`, `Nothing is posted in ${input} yet.`);
    return said(json ? toJson(head) : `${head.hash}  ${head.number} 笔 entries`);
  });

export const printTrial = (io: Io, { until, json = false }: { until?: string; json?: boolean }): Promise<Outcome> =>
  atDesk(io, (desk) => {
    if (until !== undefined && !isDay(until)) return noDay(until);
    const trial = drawTrial(desk.store, until ?? null);
    return said(json ? toJson(trial) : describeTrial(desk, trial));
  });

export const printWaiting = (io: Io, { json = false }: { json?: boolean }): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    const waiting = listWaiting(store);
    if (json) return said(toJson(waiting.map(({ ledger, entry, askedAt }) => ({ ledger, ...entry, askedAt }))));
    return said(
      toTable(
        waiting.map(({ ledger, entry }) => [
          ledger,
          entry.id,
          entry.date,
          entry.unit,
          formatQuantity(entry.measure, entry.quantity),
          entry.item,
        ]),
      ),
    );
  });

export interface VerdictOptions {
  readonly by: string;
  readonly isApproved: boolean;
}

export const decideEntry = (
  io: Io,
  address: string,
  entry: string,
  { by, isApproved }: VerdictOptions,
): Promise<Outcome> =>
  atDesk(io, (desk) => {
    const ledger = ledgerFrom(address);
    if (!ledger.ok) return ledger;
    const account = findUser(desk, by);
    if (!account.ok) return account;
    const { id } = account.value;
    const grants = desk.identity.store.grantsOf(id);
    const decided = decideWaiting(desk.store, { ledger: ledger.value, entry, isApproved, by: { id, grants } });
    if (!decided.ok) return explainApprovalError(decided.error);
    const outcome = decided.value;
    if (outcome.state === 'posted') return said(`已入账，第 ${outcome.number} 笔。 Posted as entry ${outcome.number}.`);
    if (!isApproved) return said('已退回。 Declined.');
    return failed(`没有入账：${outcome.reason}。`, `Approved, but not posted: ${outcome.reason}.`);
  });

const explainApprovalError = (error: ApprovalError): Outcome => {
  switch (error.type) {
    case 'NotWaiting':
      return failed('这一笔不在等审批。', 'This entry does not wait for approval.');
    case 'OwnEntry':
      return failed('自己提交的账目要由别人审批。', 'Somebody else approves what one has entered oneself.');
    case 'NotCommittee':
      return failed('只有社区党委可以审批。', 'Only the committee approves.');
  }
};

/** Shows from which quantities on entries need approval, or sets one. */
export const setLimit = (
  io: Io,
  measure: string | undefined,
  quantity: string | undefined,
  { json = false }: { json?: boolean },
): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    if (measure !== undefined) {
      if (!isMeasure(measure)) {
        return misused(
          `没有计量 “${measure}”；有：${measures.join(' ')}。`,
          `There is no measure “${measure}”; there are: ${measures.join(' ')}.`,
        );
      }
      const from = quantity === 'none' ? null : parseQuantity(measure, quantity ?? '');
      if (from === undefined) {
        return misused(
          '数量须大于零，元最多两位小数，其余为整数；none 表示不需要审批。',
          'A quantity is above zero, with at most two decimals for yuan and none for the rest; “none” asks for no approval.',
        );
      }
      setApprovalLimit(store, measure, from);
    }
    const limits = readApprovalLimits(store);
    if (json) return said(toJson(limits));
    return said(
      toTable(
        measures.map((each) => {
          const from = limits[each];
          return [each, from === undefined ? '不需要审批 none' : `≥ ${formatQuantity(each, from)}`];
        }),
      ),
    );
  });

export const closeBooks = (
  io: Io,
  { until, by, json = false }: { until: string; by?: string; json?: boolean },
): Promise<Outcome> =>
  atDesk(io, (desk) => {
    const account = by === undefined ? null : findUser(desk, by);
    if (account && !account.ok) return account;
    const trial = isDay(until) ? drawTrial(desk.store, until) : null;
    const closed = closePeriod(desk.store, { until, by: account ? account.value.id : null });
    if (!closed.ok) return explainClosingError(closed.error);
    const heads = readClosings(desk.store).at(-1)?.heads ?? [];
    const head = hashHeads(heads);
    const { number, hash } = closed.value;
    if (json) return said(toJson({ closing: closed.value, head, trial }));
    return said(
      [
        ...(trial ? [describeTrial(desk, trial), ''] : []),
        `第 ${number} 次结账，截至 ${until}。 Closing ${number}, up to ${until}.`,
        `账首 head     ${head}`,
        `结账 closing  ${hash}`,
      ].join('\n'),
    );
  });

const explainClosingError = (error: ClosingError): Outcome => {
  switch (error.type) {
    case 'DayInvalid':
      return noDay(error.until);
    case 'DayAhead':
      return failed(
        `今天是 ${error.today}，之后的日子还不能结账。`,
        `Today is ${error.today}; later days cannot be closed yet.`,
      );
    case 'ClosedAlready':
      return failed(`已结账到 ${error.until}。`, `Closed already, up to ${error.until}.`);
    case 'EntriesWait':
      return failed(
        `这一期还有 ${error.count} 笔在等审批，先审批或退回（lianxi ledger waiting）。`,
        `${error.count} entries of the period wait for approval; approve or decline them first (lianxi ledger waiting).`,
      );
    case 'BooksUnsound':
      return { ok: false, error: { exit: 1, line: explainProblem(error.problem) } };
  }
};

export const verify = (io: Io, { json = false }: { json?: boolean }): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    const problems = verifyBooks(store);
    if (problems.length > 0) {
      if (json) io.out(`${toJson({ problems })}\n`);
      return { ok: false, error: { exit: 1, line: problems.map(explainProblem).join('\n') } };
    }
    const heads = readHeads(store);
    const entries = heads.reduce((sum, { number }) => sum + number, 0);
    const report = { ledgers: heads.length, entries, closings: readClosings(store).length, head: hashHeads(heads) };
    if (json) return said(toJson({ ...report, problems }));
    return said(
      `✓ ${report.ledgers} 本台账、${entries} 笔、${report.closings} 次结账，全部相符。` +
        ` ${report.ledgers} ledgers, ${entries} entries, ${report.closings} closings: all of it holds.\n${report.head}`,
    );
  });

export const settle = (io: Io): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    const count = settleLedgers(store, { isThorough: true });
    return said(`补记 ${count} 笔。 ${count} outcomes written.`);
  });

const noDay = (text: string): Outcome =>
  misused(`“${text}” 不是日期，应如 2026-10-31。`, `“${text}” is no day; days look like 2026-10-31.`);

const ledgerFrom = (input: string): Result<Address, CliFailure> => {
  const parsed = parseAddress(input);
  return parsed.ok && parsed.value.kind === 'ledger'
    ? { ok: true, value: parsed.value.address }
    : misused(`“${input}” 不是台账的地址。`, `“${input}” is no ledger's address.`);
};

/** A line for each unit and measure, by ledger; then the sums. What moved since the last closing stands in brackets. */
const describeTrial = ({ store }: Desk, { until, since, entries, lines, totals }: Trial): string => {
  const titles = new Map<string, string>(listDocuments(store).map(({ address, title }) => [address, title]));
  const cell = (measure: Measure, sum: Sum, moved: Sum, step: keyof Sum): string => {
    const whole = formatQuantity(measure, sum[step], false);
    return moved[step] === sum[step] ? whole : `${whole} (${formatQuantity(measure, moved[step], false)})`;
  };
  const cells = (measure: Measure, sum: Sum, moved: Sum): readonly string[] => [
    measureWords[measure],
    cell(measure, sum, moved, 'promised'),
    cell(measure, sum, moved, 'delivered'),
    cell(measure, sum, moved, 'used'),
    formatQuantity(measure, sum.promised - sum.delivered, false),
    formatQuantity(measure, sum.delivered - sum.used, false),
  ];
  const head = [
    '台账 ledger',
    '单位 unit',
    '计量',
    '承诺 promised',
    '到位 delivered',
    '使用 used',
    '未到位 due',
    '结余 left',
  ];
  const period = `${since === null ? '' : `${since} < `}${until === null ? '全部 all' : `≤ ${until}`}`;
  return [
    `试算表 Trial balance  ${period}  ${entries} 笔 entries`,
    toTable([
      head,
      ...lines.map(({ ledger, unit, measure, closing, moved }) => [
        titles.get(ledger) ?? ledger,
        unit,
        ...cells(measure, closing, moved),
      ]),
      ...totals.map(({ measure, closing, moved }) => ['合计 total', '', ...cells(measure, closing, moved)]),
    ]),
  ].join('\n');
};
