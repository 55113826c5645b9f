import type { RefusalReason } from '@lianxi/protocol';

/**
 * What is written down in the audit log (docs/spec/audit.md). `detail` holds numbers and words of our own, never a name, a
 * title or anything typed.
 */
export type AuditEvent =
  /** What the relay did not take, and how many alike within a minute of the first. `rule`: the rule or limit by name. */
  | Event<'refused', { readonly reason: RefusalReason; readonly rule: string; readonly count: number }>
  /** A row of the log that no document could be built with, taken out of it. `member`: who wrote it. */
  | Event<'quarantined', { readonly seq: number }>
  /** A document was signed off for good. `member`: who decided it; `seq`: its last row. */
  | Event<'sealed', { readonly seq: number }>;

interface Event<Type extends string, Detail extends { readonly [name: string]: string | number | boolean | null }> {
  readonly type: Type;
  /** Milliseconds since 1970 (UTC) by the server's clock. */
  readonly time: number;
  /** A member's id; null where it was nobody, or whoever sat at the machine. */
  readonly member: string | null;
  /** The document's number in the store; null where it is about none. */
  readonly room: number | null;
  readonly detail: Detail;
}
