import type { Result } from '@lianxi/base';
import type * as Y from 'yjs';
import type { RowName, TableSchema } from './table/index.ts';

/**
 * What a kind of document is, for those who must treat every kind alike: the relay (seed, rules), export (snapshot), the
 * sync (tables whose clashes are kept). Each kind's own folder has its `schema`, `read`, `intents` and `rules`.
 * Every container is a named root type, so that two devices that start a document apart mean the same containers.
 */
export interface KindDefinition {
  readonly kind: string;
  /** The version of the schema; stands in the root map `meta` under `version`. */
  readonly version: number;
  readonly tables: readonly TableSchema[];
  /** Whether this client may edit a document that carries `version`. A newer document is opened for reading only. */
  readonly rules: KindRules;
  /** The whole document as plain JSON, for `lianxi document export` and tests. */
  snapshot(doc: Y.Doc): unknown;
  /** The rows that tell of a resident, by the id of their row in the register. Kinds that tell of none have no such thing. */
  readonly rowsAbout?: (doc: Y.Doc, resident: string) => readonly RowName[];
}

/** One entry that an update would write, as the relay sees it before it stores it. */
export interface Write {
  /** Name of the root type it lies under. */
  readonly container: string;
  /** Key in the root map; null for text and lists. */
  readonly key: string | null;
  /** The new value where it is plain JSON; undefined for text and embedded types. */
  readonly value: unknown;
  /** Whether the key already has a value, or had one. */
  readonly exists: boolean;
  /**
   * What would stand under a key of a root map once the whole update is taken; undefined where nothing does. A rule that
   * hangs on another entry (a column that must be unlocked first) asks here; where nobody answers, it refuses. Answered for
   * records and for the kind's `remembered` tables.
   */
  readonly standing?: (container: string, key: string) => unknown;
  /** The same before the update. */
  readonly before?: (container: string, key: string) => unknown;
  readonly writer: Writer;
}

export interface Writer {
  readonly member: string;
  /** True for the committee's roles, which may write what is the community's own (e.g. milestones, another unit's entry). */
  readonly isCommittee: boolean;
  /** Holds a role by which meetings are held: any but a unit's or a guest's. Where it is not said, the committee's alone. */
  readonly holdsMeetings?: boolean;
  /** The scopes in whose name the writer may enter contributions: those of unit and branch grants, e.g. `unit-linxi`, `wutongli`. */
  readonly units: readonly string[];
  /** True only for the relay itself. */
  readonly isServer: boolean;
}

export interface RuleViolation {
  readonly type: 'RuleViolation';
  /** Stable name of the rule, e.g. `entry-is-final`; the app has words for it. */
  readonly rule: string;
  readonly container: string;
  readonly key: string | null;
}

export interface KindRules {
  mayWrite(write: Write): Result<void, RuleViolation>;
  /** Deleting from a root map or a list is allowed only where this says so (rich text: yes; tables: never). */
  mayDelete(container: string): boolean;
  /** Of what the kind's rich text may consist; whatever is sound, where nothing is said. Asked of every piece but deletions. */
  mayHoldText?(piece: TextPiece): boolean;
  /**
   * The root map whose keys are facts, written once, that the server acts on in the transaction that stores them (a
   * ledger's entries are posted or refused). Most kinds have none.
   */
  readonly facts?: string;
  /** Tables whose rules ask what stands under their keys (`Write.standing`). Of records it is always known. */
  readonly remembered?: readonly string[];
  readonly acts?: ActRules;
}

/** One piece of rich text as it comes over the wire. */
export type TextPiece =
  | { readonly type: 'characters' }
  /** What holds characters. */
  | { readonly type: 'run' }
  | { readonly type: 'element'; readonly name: string }
  | { readonly type: 'attribute'; readonly name: string; readonly value: unknown }
  /** Where a mark begins, or with null ends. */
  | { readonly type: 'format'; readonly name: string; readonly value: unknown }
  /** Embedded objects, lists, maps, bytes, documents in documents. */
  | { readonly type: 'other' };

/** Which of a kind's entries do something that the audit log holds. */
export interface ActRules {
  /** The root map that they are written into. */
  readonly container: string;
  /** `before`: what stood under a key of a root map until then. */
  of(key: string, value: unknown, before: NonNullable<Write['standing']>): readonly Act[];
}

/** Something that somebody did by writing, and may have to answer for. */
export interface Act {
  readonly type: 'unlocked';
  /** A field's name. */
  readonly column: string;
}
