/** `GET /api/signing?address=`: what the relay knows of a meeting's signature, for whoever may read it. Times in ms. */
export interface SigningAnswer {
  readonly signing: SigningFacts | null;
  readonly addenda: readonly AddendumFacts[];
  /** What may be done by whoever asks. */
  readonly may: { readonly sign: boolean; readonly handOut: boolean; readonly administer: boolean };
  /** The number that it would get now, and by which rule; null once it is signed. */
  readonly next: { readonly number: string; readonly pattern: string } | null;
  /** Ids of the members who may sign besides who chaired; empty: anybody of the committee. */
  readonly signers: readonly string[];
  /** For the committee; empty for others. The newest first. */
  readonly handouts: readonly HandoutFacts[];
}

export interface SigningFacts {
  readonly number: string;
  readonly hash: string;
  readonly signedAt: number;
  readonly signedBy: string;
}

export interface AddendumFacts {
  readonly ordinal: number;
  readonly type: 'correction' | 'supplement';
  readonly text: string;
  readonly at: number;
  readonly by: string;
  readonly hash: string;
}

export interface HandoutFacts {
  readonly id: string;
  readonly recipient: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  readonly openings: number;
  readonly openedAt: number | null;
}

export interface HandoutMade {
  readonly id: string;
  /** Stands in the link's fragment and nowhere else. */
  readonly secret: string;
  readonly expiresAt: number;
}

/** `POST /api/handouts/open`: the sheets for whoever has the link. */
export interface HandoutAnswer {
  /** The model of the official document (`packages/exchange/src/official/model.ts`). */
  readonly official: unknown;
  readonly recipient: string;
  readonly openedAt: number;
  readonly expiresAt: number;
}
