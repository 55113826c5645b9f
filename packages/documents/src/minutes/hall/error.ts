/** Why something in the hall cannot be done. */
export type HallError =
  | { readonly type: 'NoSuchVote' }
  /** Its result stands. */
  | { readonly type: 'VoteClosed' }
  /** Not by ballots with names. */
  | { readonly type: 'NotNamed' }
  /** Only who is due and in the room has a vote. */
  | { readonly type: 'NotEntitled' }
  /** More voices than people in the room, or none of a number. */
  | { readonly type: 'BadCount' };
