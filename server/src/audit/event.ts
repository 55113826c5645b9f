import type { ExportFormat, ExportPurpose, RefusalReason } from '@lianxi/protocol';

/**
 * What is written down in the audit log (docs/spec/audit.md): a line a type, and what its `detail` holds. Ids, numbers and
 * words of our own, never a name, a title or anything typed.
 */
interface Details {
  /** What the relay did not take, and how many alike within a minute of the first. `rule`: the rule or limit by name. */
  readonly refused: { readonly reason: RefusalReason; readonly rule: string; readonly count: number };
  /** A row of the log that no document could be built with, taken out of it. `member`: who wrote it. */
  readonly quarantined: { readonly seq: number };

  /** A document with residents went to somebody's device through a socket: once a member, document and hour at most. */
  readonly opened: Nothing;
  /** A masked field was shown on a device. `at`: by the device's clock. */
  readonly revealed: { readonly row: string; readonly field: string; readonly at: number };
  readonly exported: Handed & { readonly format: ExportFormat | 'json' };
  readonly printed: Handed;
  /** A column of a register was opened beyond the minimum. */
  readonly unlocked: { readonly column: string };

  readonly created: Nothing;
  readonly renamed: Nothing;
  /** A role was given to, or taken from, `whom`; `from` and `until` are the grant's term. */
  readonly granted: Granted;
  readonly withdrawn: Granted;
  readonly 'backed-up': { readonly bytes: number };
  /** A backup took the place of the data. `rows` and `head`: of the log that was put aside; null where there was none to read. */
  readonly restored: { readonly rows: number | null; readonly head: string | null };
}

type Nothing = { readonly [name in never]: never };

/** `columns`: names of fields with blanks between. `at`: by the device's clock. */
interface Handed {
  readonly columns: string;
  readonly rows: number;
  readonly masked: boolean;
  /** `operator`: whoever has the machine. */
  readonly purpose: ExportPurpose | 'operator';
  readonly reference: string | null;
  readonly at: number;
}

interface Granted {
  readonly whom: string;
  readonly role: string;
  readonly on: string;
  readonly from: number | null;
  readonly until: number | null;
}

export type AuditType = keyof Details;

export type AuditEvent = { readonly [Type in AuditType]: Event<Type> }[AuditType];

interface Event<Type extends AuditType> {
  readonly type: Type;
  /** Milliseconds since 1970 (UTC) by the server's clock. */
  readonly time: number;
  /** Whose doing it was: a member's id; null where it was nobody, or whoever sat at the machine. */
  readonly member: string | null;
  /** The document's number in the store; null where it is about none. */
  readonly room: number | null;
  readonly detail: Details[Type];
}

/** Writes down one thing that happened just now, durable when it returns. Throws what the disk throws. */
export type Note = (event: Happened) => void;

/** An event before it has its time. `room` may be left out where it is about no document. */
export type Happened = {
  readonly [Type in AuditType]: Omit<Event<Type>, 'time' | 'room'> & { readonly room?: number };
}[AuditType];
