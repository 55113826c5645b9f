/**
 * What no update and no writer may exceed, with the reason for each; docs/spec/guard.md has the same table. Every limit lies
 * well above what honest work needs (a register of 9,000 people imported at once, a paper pasted whole, 5,000 edits made
 * offline) and below what makes the relay or a phone stand still.
 */
export interface GuardLimits {
  /**
   * Structs in one update. Each is an object here and in every client, and others wait while they are judged (0.05 s where it is
   * text, 0.6 s where it is rows of a table). An import of 9,000 people has 12,000, the whole history of a paper 11,000.
   */
  readonly structs: number;
  /** Ranges deleted anew by one update. Yjs splits an item at each end, in a list whose length is the document's. */
  readonly deletions: number;
  /** Ranges that one update names, known ones included: a step 2 repeats all deletions of the document. */
  readonly ranges: number;
  /** Clocks that one update may use up: a few bytes can claim a run of two thousand million deleted characters. */
  readonly clocks: number;
  /** A ledger's entries in one update: each is posted by itself, in the one transaction that all rooms wait for. */
  readonly facts: number;
  /** Types inside types. Yjs deletes, collects and prints them by recursion; a nested list takes two. */
  readonly depth: number;
  /** Lists and objects inside one value, for the same reason. */
  readonly valueDepth: number;
  /** Characters of a key, an attribute's name or a root type's name. */
  readonly keyLength: number;
  /** Bytes of one value, embedded object or attachment. Text is bounded by its update. */
  readonly valueBytes: number;
  /** Keys under one root map, and of a document. The relay knows every key of an open document, and so does a phone. */
  readonly keysPerContainer: number;
  readonly keysPerDocument: number;
  /** Root types of a document; a meeting has one for each topic. */
  readonly containers: number;
  /** Bytes of a document: its baseline and what came since. Everybody who joins loads all of it. */
  readonly documentBytes: number;
  /**
   * New client ids of one member in one document: so many at once, so many a minute, and so many ever. A page life that
   * writes takes one; every id is carried in every state vector from then on.
   */
  readonly clients: { readonly burst: number; readonly perMinute: number; readonly ever: number };
  /** Client ids in the state vector of a question. */
  readonly askedClients: number;
  /**
   * What the sockets of one member may send together, a second and at once, and how much of it may be refused; beyond, they
   * are read more slowly. Nothing is refused for its number.
   */
  readonly frames: Rate;
  readonly bytes: Rate;
  readonly refusals: Rate;
}

export interface Rate {
  readonly rate: number;
  readonly burst: number;
}

const MiB = 1024 * 1024;

export const guardLimits: GuardLimits = {
  structs: 100_000,
  deletions: 50_000,
  ranges: 500_000,
  clocks: 2 ** 24,
  facts: 2_000,
  depth: 100,
  valueDepth: 64,
  keyLength: 1_024,
  valueBytes: MiB,
  keysPerContainer: 300_000,
  keysPerDocument: 500_000,
  containers: 5_000,
  documentBytes: 64 * MiB,
  clients: { burst: 1_000, perMinute: 60, ever: 20_000 },
  askedClients: 500_000,
  frames: { rate: 40_000, burst: 240_000 },
  bytes: { rate: 32 * MiB, burst: 128 * MiB },
  refusals: { rate: 10, burst: 500 },
};
