/**
 * `GET /api/history?address=&after=`: what was written in minutes, from the first entry behind the number `after` (0: from the beginning),
 * for whoever may read them. `docs/spec/history.md`. Times in ms since 1970 (UTC) by the server's clock.
 */
export interface HistoryAnswer {
  /** Pages of one history have one epoch; with another it begins anew. */
  readonly epoch: number;
  readonly entries: readonly HistoryEntryFacts[];
  /** There is more behind the last of these: it is asked for with that one's `seq`. */
  readonly hasMore: boolean;
  /** Yjs client ids and the members who write under them. */
  readonly owners: readonly (readonly [client: number, member: string])[];
}

/** What one author wrote within a minute. */
export interface HistoryEntryFacts {
  readonly seq: number;
  /** A member's id; empty: the relay itself, or several before there was a history. */
  readonly author: string;
  readonly at: number;
  readonly until: number;
  /** A Yjs update (v1), base64. */
  readonly bytes: string;
}
