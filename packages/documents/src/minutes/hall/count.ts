import type { QuorumRule } from './schema.ts';
import type { VoteOutcome, VoteRule } from './vote-schema.ts';

/** How many more than this there must be: `over` of `of`. */
const shares: Readonly<Record<QuorumRule, readonly [over: number, of: number]>> = {
  half: [1, 2],
  'two-thirds': [2, 3],
  'four-fifths': [4, 5],
};

/** The least number in the room that is a quorum of those due. */
export const quorumOf = (due: number, rule: QuorumRule): number => {
  const [over, of] = shares[rule];
  return Math.floor((due * over) / of) + 1;
};

export interface VoteCounts {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
}

/** The least number of voices for it that carries it. Two thirds count as two thirds; of half it takes more. */
export const voicesNeeded = (rule: VoteRule, due: number, present: number): number => {
  const base = rule.startsWith('due') ? due : present;
  return rule.endsWith('half') ? Math.floor(base / 2) + 1 : Math.ceil((base * 2) / 3);
};

export interface VoteBase {
  readonly rule: VoteRule;
  readonly quorum: QuorumRule;
  readonly due: number;
  readonly present: number;
}

export const outcomeOf = ({ rule, quorum, due, present }: VoteBase, counts: VoteCounts): VoteOutcome => {
  if (present < quorumOf(due, quorum)) return 'void';
  return counts.for >= Math.max(1, voicesNeeded(rule, due, present)) ? 'passed' : 'rejected';
};

/** Whether there can be so many voices: whole numbers, and no more than people in the room. */
export const countsFit = (counts: VoteCounts, present: number): boolean => {
  const all = [counts.for, counts.against, counts.abstain];
  return all.every((each) => Number.isSafeInteger(each) && each >= 0) && all.reduce((a, b) => a + b) <= present;
};

/** Below so many voters a secret vote tells much about each: said plainly wherever one is held. */
export const secrecyFloor = 5;
