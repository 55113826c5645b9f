import { ok, type Result } from '@lianxi/base';
import type { RuleViolation, Write } from '../../kind.ts';
import { isCell, isRowBase, parseKey, type TableKey } from '../../table/index.ts';
import { violation } from '../../table-rules.ts';
import { countsFit, outcomeOf, type VoteBase, type VoteCounts } from './count.ts';
import { ballotId } from './intents.ts';

/** Tables of which these rules ask what stands. */
export const rememberedByHall = ['attendance', 'votes', 'ballots', 'results'];

type Judged = Result<void, RuleViolation>;
const fine: Judged = ok(undefined);

/**
 * Who may do what in the hall: those who hold meetings put votes, count and admit; a person with an account gives the own
 * ballot; what comes by the hall's code and every secret vote is the relay's. A vote, a ballot's person and a result are final.
 * `write` is well formed, and not the server's.
 */
export const judgeHall = (write: Write): Judged => {
  const key = parseKey(write.key ?? '');
  if (key === null) return fine;
  const judge = judges[write.container];
  return judge ? judge(write, key) : fine;
};

const isHost = ({ writer }: Write): boolean => writer.holdsMeetings ?? writer.isCommittee;

const byHost = (write: Write): Judged => (isHost(write) ? fine : violation(write, 'host-decides'));

const judges: { readonly [container: string]: (write: Write, key: TableKey) => Judged } = {
  hall: byHost,
  circulation: byHost,
  attendance: (write, key) => {
    const isBinding =
      key.type === 'row'
        ? ((write.value as { readonly member?: unknown }).member ?? null) !== null
        : (key.type === 'cell' || key.type === 'clash') && key.field === 'member';
    return isBinding ? byHost(write) : fine;
  },
  walkIns: (write, key) => (key.type === 'row' ? violation(write, 'server-only') : byHost(write)),
  votes: (write, key) => {
    if (key.type === 'row') {
      const { way, question, rule, topic } = write.value as { readonly [field: string]: unknown };
      if (way === 'secret') return violation(write, 'server-only');
      return question && rule && topic && way ? byHost(write) : violation(write, 'vote-unfinished');
    }
    if (key.type !== 'removed') return violation(write, 'vote-is-final');
    const hasResult = (write.standing?.('results', key.id) ?? write.before?.('results', key.id)) !== undefined;
    return hasResult ? violation(write, 'vote-is-final') : byHost(write);
  },
  ballots: (write, key) => {
    if (key.type === 'row') return judgeBallot(write, write.value as Ballot, key.id);
    const base = write.standing?.('ballots', key.id);
    // A value that lost is told of by whoever saw it; which of two ballots stands is settled while both came in.
    if (key.type === 'clash')
      return isRowBase(base) && key.field === 'choice' ? fine : violation(write, 'ballot-is-final');
    if (key.type !== 'cell' || key.field !== 'choice' || !isRowBase(base)) return violation(write, 'ballot-is-final');
    return judgeBallot(write, base as unknown as Ballot, key.id);
  },
  results: (write, key) => {
    if (key.type !== 'row') return violation(write, 'result-is-final');
    const vote = write.standing?.('votes', key.id);
    if (!isRowBase(vote) || standingValue(write, 'votes', key.id, '~') === true)
      return violation(write, 'no-such-vote');
    if (vote.way === 'secret') return violation(write, 'server-only');
    const { outcome, at, ...result } = write.value as unknown as Claimed;
    const isWhole = [result.due, result.present, result.for, result.against, result.abstain].every(
      Number.isSafeInteger,
    );
    const base = { ...result, rule: vote.rule as VoteBase['rule'] };
    if (!isWhole || !result.quorum || !at || result.present > result.due || !countsFit(result, result.present))
      return violation(write, 'miscounted');
    return outcomeOf(base, result) === outcome ? byHost(write) : violation(write, 'miscounted');
  },
};

interface Ballot {
  readonly vote?: unknown;
  readonly attendee?: unknown;
  readonly $at: number;
}
type Claimed = Omit<VoteBase, 'rule'> & VoteCounts & { readonly outcome: string; readonly at: string };

const judgeBallot = (write: Write, { vote, attendee }: Ballot, id: string): Judged => {
  if (typeof vote !== 'string' || typeof attendee !== 'string' || id !== ballotId(vote, attendee))
    return violation(write, 'ballot-is-final');
  const question = write.standing?.('votes', vote);
  if (!isRowBase(question) || standingValue(write, 'votes', vote, '~') === true)
    return violation(write, 'no-such-vote');
  if (question.way !== 'named') return violation(write, 'no-such-vote');
  if (write.before?.('results', vote) !== undefined) return violation(write, 'vote-is-closed');
  // Voted and closed on a device without a network, in one update: by the stamps of one and the same clock.
  const result = write.standing?.('results', vote);
  if (isRowBase(result) && stampOf(write.value) > result.$at) return violation(write, 'vote-is-closed');
  const isThere = write.standing?.('attendance', attendee) !== undefined;
  if (!isThere || standingValue(write, 'attendance', attendee, '~') === true) return violation(write, 'no-vote');
  if (!isHost(write) && standingValue(write, 'attendance', attendee, 'member') !== write.writer.member)
    return violation(write, 'ballot-of-another');
  // Somebody may have voted, and left, before the device heard the network again.
  if (isRowBase(result)) return fine;
  const isHere = standingValue(write, 'attendance', attendee, 'state') === 'present';
  return isHere && standingValue(write, 'attendance', attendee, 'left') === null ? fine : violation(write, 'no-vote');
};

const stampOf = (value: unknown): number => {
  if (isRowBase(value)) return value.$at;
  return isCell(value) ? value[1] : Number.POSITIVE_INFINITY;
};

/** What a field would read as once the update is taken. */
const standingValue = (write: Write, table: string, id: string, field: string): unknown => {
  const cell = write.standing?.(table, `${id}/${field}`);
  if (isCell(cell)) return cell[0];
  const base = write.standing?.(table, id);
  return isRowBase(base) ? (base[field] ?? null) : null;
};
