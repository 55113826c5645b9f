import type { BallotChoice, VoteCounts } from '@lianxi/documents';

/**
 * The box of a secret vote: who has put something in, and apart from that how much lies in it. It stands in memory alone, so
 * that no file, log or copy of one ever joins the two; if the process ends the box is lost, and the vote is held again
 * (docs/decisions/a-secret-vote-stays-in-memory.md).
 */
export interface Boxes {
  open(vote: string): void;
  /** False where there is none. */
  has(vote: string): boolean;
  hasVoted(vote: string, voter: string): boolean;
  /** False where this voter's lies in it already. */
  put(vote: string, voter: string, choice: BallotChoice): boolean;
  /** How many have voted. */
  cast(vote: string): number;
  /** What lies in it; it stays until `remove`. */
  count(vote: string): VoteCounts;
  remove(vote: string): void;
}

export const createBoxes = (): Boxes => {
  const boxes = new Map<string, { readonly voters: Set<string>; counts: VoteCounts }>();
  /** Votes that were withdrawn leave a box behind: the oldest go. */
  const most = 200;
  return {
    open: (vote) => {
      boxes.set(vote, { voters: new Set(), counts: { for: 0, against: 0, abstain: 0 } });
      const [oldest] = boxes.keys();
      if (boxes.size > most && oldest !== undefined) boxes.delete(oldest);
    },
    has: (vote) => boxes.has(vote),
    hasVoted: (vote, voter) => boxes.get(vote)?.voters.has(voter) ?? false,
    put: (vote, voter, choice) => {
      const box = boxes.get(vote);
      if (!box || box.voters.has(voter)) return false;
      box.voters.add(voter);
      box.counts = { ...box.counts, [choice]: box.counts[choice] + 1 };
      return true;
    },
    cast: (vote) => boxes.get(vote)?.voters.size ?? 0,
    count: (vote) => boxes.get(vote)?.counts ?? { for: 0, against: 0, abstain: 0 },
    remove: (vote) => void boxes.delete(vote),
  };
};
