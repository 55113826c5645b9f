/** What `/api/erasures` says: docs/spec/erasure.md as types. Times are milliseconds since 1970 (UTC) by the server's clock. */
export const erasureReasons = ['request', 'period', 'error'] as const;
/** The person asked; the keeping period has ended; it should never have been recorded. */
export type ErasureReason = (typeof erasureReasons)[number];

export interface ErasureFacts {
  readonly id: string;
  /** The register's address, and the row in it. */
  readonly address: string;
  readonly resident: string;
  readonly reason: ErasureReason;
  readonly requestedAt: number;
  /** Members' ids; null: whoever sat at the server. */
  readonly requestedBy: string | null;
  readonly confirmedBy: string | null;
  readonly doneAt: number | null;
  /** What the caller's confirming takes: nothing more, somebody else, or their passphrase again; null: it is not theirs to do. */
  readonly confirmation: 'plain' | 'other' | 'passphrase' | null;
}

export interface ErasureListAnswer {
  readonly open: readonly ErasureFacts[];
  readonly done: readonly ErasureFacts[];
}

/** The rule by which the relay refuses what is written about a record that was erased: the first word of the refusal's detail. */
export const erasedRule = 'row-erased';
