import type { BallotChoice, QuorumRule, VoteOutcome, VoteRule, VoteWay } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';

/** What the hall's identifiers are called. */
export const quorumLabel = (rule: QuorumRule): string =>
  ({ half: m.hall_quorum_half, 'two-thirds': m.hall_quorum_two_thirds, 'four-fifths': m.hall_quorum_four_fifths })[
    rule
  ]();

export const wayLabel = (way: VoteWay): string =>
  ({ named: m.hall_vote_named, hands: m.hall_vote_hands, secret: m.hall_vote_secret })[way]();

export const wayNote = (way: VoteWay): string =>
  ({ named: m.hall_vote_named_note, hands: m.hall_vote_hands_note, secret: m.hall_vote_secret_note })[way]();

export const ruleLabel = (rule: VoteRule): string =>
  ({
    'due-half': m.hall_rule_due_half,
    'present-half': m.hall_rule_present_half,
    'due-two-thirds': m.hall_rule_due_two_thirds,
    'present-two-thirds': m.hall_rule_present_two_thirds,
  })[rule]();

export const choiceLabel = (choice: BallotChoice): string =>
  ({ for: m.hall_vote_for, against: m.hall_vote_against, abstain: m.hall_vote_abstain })[choice]();

export const outcomeSign = (outcome: VoteOutcome) =>
  (
    ({
      passed: { label: m.hall_passed(), tone: 'pine', icon: 'check' },
      rejected: { label: m.hall_rejected(), tone: 'amber', icon: 'x' },
      void: { label: m.hall_void(), tone: 'amber', icon: 'warn' },
    }) as const
  )[outcome];
