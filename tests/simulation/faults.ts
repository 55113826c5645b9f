/**
 * Bugs that are put in on purpose, each a wrapper around a real part or a manner of a simulated one, to show that the
 * invariants see them. None of them is an option of the product.
 */
export interface Faults {
  // ── The relay's disk ──
  /** `append` answers before the disk has it. */
  readonly answersEarly?: boolean;
  /** A new baseline takes a row with it that it does not hold. */
  readonly foldsTooMuch?: boolean;
  /** What came is stored, instead of the part of it that was new and checked. */
  readonly storesWhatCame?: boolean;
  /** A row is stored without its contents. */
  readonly losesRows?: boolean;
  /** What follows from an entry is written again and otherwise when the entry comes again. */
  readonly decidesTwice?: boolean;
  /** What comes is posted, whatever of it has come before: an answer that was lost is enough to have it posted again. */
  readonly postsWhatCame?: boolean;
  /** A posted entry does not name the hash of the one before. */
  readonly breaksTheChain?: boolean;
  /** The posting takes it that there is always enough. */
  readonly hasNoBudgetCheck?: boolean;

  /** Nobody is told that a document was rebuilt, and what was written into the former one is taken again. */
  readonly hidesRebuildings?: boolean;

  // ── The relay's lines and rules ──
  /** What comes in is handed to the others at once. */
  readonly handsOnEarly?: boolean;
  /** Some messages cannot be written, and nobody expects that. */
  readonly writingThrows?: boolean;
  /** One of the messages for a slow reader is left out, and the reader is kept. */
  readonly skipsMessages?: boolean;
  /** Anybody may write under anybody's name. */
  readonly hasNoStampRule?: boolean;
  /** An entry may be written again. */
  readonly hasNoEntryRule?: boolean;

  // ── The device ──
  /** The disk says “stored” before it is. */
  readonly diskLies?: boolean;
  /** What was refused is not kept on the disk. */
  readonly forgetsRefusals?: boolean;
  /** The same client id whenever a document is opened. */
  readonly hasStableClientId?: boolean;
  /** What was typed before a renewal is typed again after it, besides being carried over. */
  readonly typesAgain?: boolean;
  readonly isDeafToRefusals?: boolean;
  readonly isDeafToAcknowledgements?: boolean;
  /** Takes what it has sent for received. */
  readonly acknowledgesItself?: boolean;

  // ── The simulation itself ──
  /** Looks at the real clock. */
  readonly isNotAlone?: boolean;
}
